/**
 * What a registrar's refusal changes in the next REGISTER to it. Table A; RFC 3261 §8.1.3.4,
 * §8.1.3.5, §10.2.8.
 */
import type { Target } from '../flow.ts';
import type { Place } from '../locate.ts';
import type { Response } from '../message/message.ts';
import { contacts, seconds, tokens } from '../message/readers.ts';
import { formatUri } from '../message/uri.ts';
import { placeIn } from './services.ts';

const intervalTriesMax = 2;
const minExpiresMax = 86_400;
const redirectsMax = 3;
/** The registrar may not know what we said beyond RFC 3261. */
const plainerStatuses: ReadonlySet<number> = new Set([400, 413, 416, 420, 439, 494]);
const extensions: ReadonlySet<string> = new Set(['path', 'gruu']);

/** How the next REGISTER differs from the first. */
export class RegisterChanges {
  /** The Request-URI. */
  registrar: string;
  expires: number;
  isPlain = false;
  required: readonly string[] = [];
  /** Where a redirection has led; undefined while we are at the configured server. */
  redirectedTo: Place | undefined;
  /** Whether that is a place that somebody configured: only there are challenges answered. */
  isTrusted = true;
  readonly #isConfigured: (host: string) => boolean;
  readonly #visited: Set<string>;
  #intervalTries = 0;
  #redirects = 0;

  constructor(registrar: string, expires: number, isConfigured: (host: string) => boolean) {
    this.registrar = registrar;
    this.expires = expires;
    this.#isConfigured = isConfigured;
    this.#visited = new Set([registrar]);
  }

  /** Whether the same server is asked once more, better. */
  learn(response: Response, at: Target): boolean {
    const { status } = response;
    if (status === 423) return this.#longer(response);
    if (status === 301 || status === 302 || status === 305) return this.#redirect(response, at);
    if (status === 421) return this.#extend(response);
    if (!plainerStatuses.has(status) || this.isPlain) return false;
    this.isPlain = true;
    return true;
  }

  /** §10.2.8: a 423 is no failure, the registrar only wants a longer lease. */
  #longer(response: Response): boolean {
    const min = seconds(response, 'Min-Expires');
    const isSound = min !== undefined && min > this.expires && min <= minExpiresMax;
    if (!isSound || this.#intervalTries >= intervalTriesMax) return false;
    this.#intervalTries += 1;
    this.expires = min;
    return true;
  }

  /** §21.4.15: with what it requires, if that is something we can do. */
  #extend(response: Response): boolean {
    const wanted = [...tokens(response, 'Require')].map((tag) => tag.toLowerCase());
    const canDo = wanted.length > 0 && wanted.every((tag) => extensions.has(tag));
    if (!canDo || this.required.length > 0) return false;
    this.required = wanted;
    return true;
  }

  /**
   * §8.1.3.4: at most three hops, none twice, never to less security; 305 only to who is
   * configured.
   */
  #redirect(response: Response, at: Target): boolean {
    const found = contacts(response);
    const [first] = found === '*' || !found ? [] : found;
    if (!first || !/^sips?$/.test(first.uri.scheme) || this.#redirects >= redirectsMax)
      return false;
    const registrar = formatUri({ ...first.uri, user: undefined, headers: undefined });
    const isConfigured = this.#isConfigured(first.uri.host);
    const place = placeIn(first.uri);
    const isDowngrade = at.transport === 'tls' && place.transport !== 'tls';
    const isForeign = response.status === 305 && !isConfigured;
    if (this.#visited.has(registrar) || isDowngrade || isForeign) return false;
    this.#visited.add(registrar);
    this.#redirects += 1;
    this.registrar = registrar;
    this.redirectedTo = place;
    this.isTrusted = isConfigured;
    return true;
  }
}
