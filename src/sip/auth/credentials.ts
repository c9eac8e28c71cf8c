/**
 * One line's credentials at one server: challenges answered, never the same rejection twice. RFC
 * 3261 §22, RFC 7616 §3.3.
 */
import type { Fields, Request, Response } from '../message/message.ts';
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
  /** Made in this attempt: if it is refused, so is the password. */
  isFresh: boolean;
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
  /** By header and realm: a proxy and the server behind it may each ask for their own. */
  readonly #answering = new Map<string, Answering>();
  #challenges = 0;

  constructor(login: Login | undefined, random: { hex(bytes: number): string }) {
    this.#login = login;
    this.#random = random;
  }

  /** The same login with nothing remembered: for a request beside the attempt under way. */
  apart(): Credentials {
    return new Credentials(this.#login, this.#random);
  }

  /** A new attempt: the nonce of the last one is still good until the server says otherwise. */
  begin(): void {
    this.#challenges = 0;
    for (const answering of this.#answering.values()) answering.isFresh = false;
  }

  /** What the next request carries; empty before the first challenge. */
  headers(request: Pick<Request, 'method' | 'uri' | 'body'>): Fields {
    const login = this.#login;
    if (!login) return [];
    const { method, uri, body } = request;
    return [...this.#answering.values()].map((answering) => {
      answering.uses += 1;
      const nc = answering.uses.toString(16).padStart(8, '0');
      const cnonce = this.#random.hex(8);
      const { challenge, secret, header } = answering;
      const input = { secret, cnonce, nc, method, uri, body };
      return [header, authorization(challenge, login.user, input)];
    });
  }

  /** What to do about a 401 or 407. */
  challenged(response: Response): Judgement {
    const isProxy = response.status === 407;
    const name = isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate';
    const challenge = pickChallenge(challengeValues(response, name));
    this.#challenges += 1;
    if (!challenge || !this.#login) return 'unusable';
    const header = isProxy ? 'Proxy-Authorization' : 'Authorization';
    const key = `${header} ${challenge.realm}`;
    // A kept nonce that ran out is not a rejection, with or without `stale`.
    const isRefused = this.#answering.get(key)?.isFresh === true && !challenge.stale;
    if (isRefused || this.#challenges > challengesMax) {
      this.#answering.clear();
      return 'rejected';
    }
    const { user } = this.#login;
    const secret = secretHash(challenge.algorithm, user, challenge.realm, this.#login.reveal());
    this.#answering.set(key, { challenge, header, secret, uses: 0, isFresh: true });
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
