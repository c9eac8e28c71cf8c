/** One line's credentials at one server: challenges answered, never the same rejection twice. RFC 3261 §22, RFC 7616 §3.3. */
import type { Request, Response } from '../message/message.ts';
import { type Challenge, pickChallenge } from './challenge.ts';
import { authorization, secretHash } from './digest.ts';

export interface Login {
  readonly user: string;
  /** The password, asked for only at the moment it is needed. */
  reveal(): string;
}

interface Answering {
  readonly challenge: Challenge;
  readonly header: 'Authorization' | 'Proxy-Authorization';
  readonly secret: string;
  uses: number;
}

export type Judgement =
  /** Send the request again with the next header. */
  | 'retry'
  /** Nothing that we could answer with. */
  | 'unusable'
  /** What we answered with was not accepted. */
  | 'rejected';

/** More challenges than this in one attempt are a loop (CVE-2020-28242). */
const challengesMax = 3;

export class Credentials {
  readonly #login: Login | undefined;
  readonly #random: { hex(bytes: number): string };
  #answering: Answering | undefined;
  #challenges = 0;
  /** Whether the request under judgement carried fresh credentials. */
  #hasAnswered = false;

  constructor(login: Login | undefined, random: { hex(bytes: number): string }) {
    this.#login = login;
    this.#random = random;
  }

  /** A new attempt: the nonce of the last one is still good until the server says otherwise. */
  begin(): void {
    this.#challenges = 0;
    this.#hasAnswered = false;
  }

  /** The header for the next request; undefined before the first challenge. */
  header(request: Pick<Request, 'method' | 'uri' | 'body'>): readonly [string, string] | undefined {
    const { method, uri, body } = request;
    const answering = this.#answering;
    if (!answering || !this.#login) return undefined;
    answering.uses += 1;
    const nc = answering.uses.toString(16).padStart(8, '0');
    const cnonce = this.#random.hex(8);
    const { challenge, secret, header } = answering;
    return [
      header,
      authorization(challenge, this.#login.user, { secret, cnonce, nc, method, uri, body }),
    ];
  }

  /** What to do about a 401 or 407. */
  challenged(response: Response): Judgement {
    const isProxy = response.status === 407;
    const name = isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate';
    const challenge = pickChallenge(challengeValues(response, name));
    this.#challenges += 1;
    if (!challenge || !this.#login) return 'unusable';
    // A kept nonce that ran out is not a rejection, with or without `stale`.
    const wasFresh = this.#hasAnswered && !challenge.stale;
    if (wasFresh || this.#challenges > challengesMax) {
      this.#answering = undefined;
      return 'rejected';
    }
    this.#hasAnswered = true;
    const { user } = this.#login;
    this.#answering = {
      challenge,
      header: isProxy ? 'Proxy-Authorization' : 'Authorization',
      secret: secretHash(challenge.algorithm, user, challenge.realm, this.#login.reveal()),
      uses: 0,
    };
    return 'retry';
  }
}

/** Challenges hold commas, so that the header is read field by field. */
function challengeValues({ headers }: Response, name: string): readonly string[] {
  return headers
    .fields()
    .filter(([own]) => own.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
}
