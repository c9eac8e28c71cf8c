/**
 * Phones proved to be who they say: our challenges, and their answers judged. RFC 7616 §3.3 to
 * §3.6.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Request } from '../message/message.ts';
import { parseUri } from '../message/uri.ts';
import { uriEquals } from '../message/uri-equals.ts';
import { digestParams } from './challenge.ts';
import { digestResponse, secretHash } from './digest.ts';

export type Verdict =
  | { readonly kind: 'accepted'; readonly login: string }
  /** No answer, or one to a nonce that is too old. */
  | { readonly kind: 'challenge'; readonly stale: boolean }
  | { readonly kind: 'rejected'; readonly login: string };

export interface VerifierOptions {
  readonly realm: string;
  readonly clock: { now(): number };
  readonly random: { hex(bytes: number): string };
  /** The password of a login; undefined for one that nobody has. */
  readonly passwordOf: (login: string) => string | undefined;
}

const nonceMs = 300_000;
const noncesMax = 10_000;

export class Verifier {
  readonly #options: VerifierOptions;
  readonly #key: KeyObject;
  /** Compared against when nobody has the login, so that both cases take the same time. */
  readonly #decoy: string;
  /** The highest count seen with each nonce: a repeated answer is a replay. */
  readonly #counts = new Map<string, number>();

  constructor(options: VerifierOptions) {
    this.#options = options;
    this.#key = createSecretKey(Buffer.from(options.random.hex(32), 'hex'));
    this.#decoy = options.random.hex(16);
  }

  /**
   * The WWW-Authenticate fields. Departs from RFC 8760 §2.3 (best first), because many phones read
   * the first one alone and know MD5 only; a phone that can do better picks the second.
   */
  challenges(
    stale: boolean,
    algorithms: readonly ('MD5' | 'SHA-256')[] = ['MD5', 'SHA-256'],
  ): readonly (readonly [string, string])[] {
    const nonce = this.#nonce(Math.floor(this.#options.clock.now()));
    const shared = `realm="${this.#options.realm}", nonce="${nonce}"`;
    const flag = stale ? ', stale=true' : '';
    return algorithms.map((algorithm) => [
      'WWW-Authenticate',
      `Digest ${shared}, algorithm=${algorithm}, qop="auth"${flag}`,
    ]);
  }

  verify(request: Request): Verdict {
    const { headers } = request;
    const values = headers
      .fields()
      .filter(([name]) => /^(proxy-)?authorization$/i.test(name))
      .map(([, value]) => digestParams(value));
    const params = values.find((one) => one?.get('realm') === this.#options.realm);
    if (!params) return { kind: 'challenge', stale: false };
    const login = params.get('username') ?? '';
    if (!isAbout(params.get('uri') ?? '', request) || !this.#isRight(params, login, request))
      return { kind: 'rejected', login };
    return this.#isFresh(params) ? { kind: 'accepted', login } : { kind: 'challenge', stale: true };
  }

  #isRight(params: ReadonlyMap<string, string>, login: string, request: Request): boolean {
    const algorithm =
      (params.get('algorithm') ?? 'MD5').toUpperCase() === 'SHA-256' ? 'SHA-256' : 'MD5';
    const password = this.#options.passwordOf(login);
    const secret = secretHash(algorithm, login, this.#options.realm, password ?? this.#decoy);
    const expected = digestResponse({
      algorithm,
      isSession: false,
      secret,
      nonce: params.get('nonce') ?? '',
      cnonce: params.get('cnonce') ?? '',
      nc: params.get('nc') ?? '',
      qop: params.has('qop') ? 'auth' : undefined,
      method: request.method,
      uri: params.get('uri') ?? '',
      body: request.body,
    });
    const given = Buffer.from((params.get('response') ?? '').toLowerCase());
    const wanted = Buffer.from(expected);
    const isEqual = given.length === wanted.length && timingSafeEqual(given, wanted);
    return isEqual && password !== undefined;
  }

  #isFresh(params: ReadonlyMap<string, string>): boolean {
    const nonce = params.get('nonce') ?? '';
    const at = Number.parseInt(nonce.split('.')[0] ?? '', 36);
    const now = this.#options.clock.now();
    if (!Number.isFinite(at) || this.#nonce(at) !== nonce || now - at > nonceMs) return false;
    const count = Number.parseInt(params.get('nc') ?? '1', 16);
    if (!(count > (this.#counts.get(nonce) ?? 0))) return false;
    const [oldest] = this.#counts.keys();
    if (this.#counts.size >= noncesMax && oldest !== undefined) this.#counts.delete(oldest);
    this.#counts.set(nonce, count);
    return true;
  }

  /** A nonce proves by itself that and when we made it. */
  #nonce(at: number): string {
    const stamp = at.toString(36);
    const proof = createHmac('sha256', this.#key).update(stamp).digest('base64url').slice(0, 22);
    return `${stamp}.${proof}`;
  }
}

/**
 * §3.4.6: the proof is of one URI, and this must be the request's. Some phones prove the server
 * alone, without a user; the count of the nonce keeps that from being used twice.
 */
function isAbout(uri: string, request: Request): boolean {
  if (uri === request.uri) return true;
  const [claimed, real] = [parseUri(uri), parseUri(request.uri)];
  if (claimed === undefined || real === undefined) return false;
  const isServer = claimed.user === undefined && claimed.scheme === real.scheme;
  if (isServer) return claimed.host === real.host && claimed.port === real.port;
  return uriEquals(claimed, real);
}
