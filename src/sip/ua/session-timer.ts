/** Session timers of one dialog: agreed on, refreshed, run out. RFC 4028. */
import type { Clock } from '../clock.ts';
import { respondTo } from '../message/build.ts';
import type { Fields, Message, Request, Response } from '../message/message.ts';
import { parseParams } from '../message/params.ts';
import { parseSeconds, seconds, tokens } from '../message/readers.ts';

export interface SessionTerms {
  /** What we ask for; 0: only what the peer asks for. */
  readonly expiresSeconds: number;
  /** What we put up with; at least 90 (§5). */
  readonly minSeconds: number;
}

export interface Session {
  readonly seconds: number;
  /** Whether it is us who refresh. */
  readonly isOurs: boolean;
}

/** What a 422 may ask of us. */
export const minSeMax = 7200;

/** A day: longer ones are shortened, as a server may (§9). */
const sessionMost = 86_400;

export const defaultTerms: SessionTerms = { expiresSeconds: 0, minSeconds: 90 };

function hasTimer(message: Message): boolean {
  return tokens(message, 'Supported').has('timer') || tokens(message, 'Require').has('timer');
}

function refresherOf(message: Message): 'uac' | 'uas' | undefined {
  const text = message.headers.first('Session-Expires') ?? '';
  const semicolon = text.indexOf(';');
  if (semicolon < 0) return undefined;
  const named = parseParams(text, semicolon)?.get('refresher')?.toLowerCase();
  return named === 'uac' || named === 'uas' ? named : undefined;
}

/** What an INVITE or UPDATE of ours says about it. */
export function askFields(terms: SessionTerms, minSe: number | undefined): Fields {
  const wanted = terms.expiresSeconds === 0 ? 0 : Math.max(terms.expiresSeconds, minSe ?? 0);
  return [
    ...(wanted === 0 ? [] : [['Session-Expires', String(wanted)] as const]),
    ...(minSe === undefined ? [] : [['Min-SE', String(minSe)] as const]),
  ];
}

/** §9: the 422 for an interval that is too short for us; who cannot read it gets a longer one. */
export function tooShort(request: Request, { minSeconds }: SessionTerms): Response | undefined {
  const asked = seconds(request, 'Session-Expires');
  if (asked === undefined || asked >= minSeconds || !hasTimer(request)) return undefined;
  return respondTo(request, 422, { fields: [['Min-SE', String(minSeconds)]] });
}

/**
 * §9: what our 2xx says, and what is agreed by it. A refresher that is named stays, and so do the
 * `current` interval and refresher of a dialog where a later request names none.
 */
export function grant(
  request: Request,
  { expiresSeconds, minSeconds }: SessionTerms,
  current?: Session,
): { readonly session: Session | undefined; readonly fields: Fields } {
  const asked = seconds(request, 'Session-Expires');
  const theyCan = hasTimer(request);
  // It is a refresh all the same (§7.4), by somebody who does not know.
  if (asked === undefined && !theyCan) return { session: current, fields: [] };
  const wanted = asked ?? current?.seconds ?? expiresSeconds;
  const least = Math.max(minSeconds, seconds(request, 'Min-SE') ?? 0);
  if (wanted === 0 || least > sessionMost) return { session: undefined, fields: [] };
  const interval = Math.min(Math.max(wanted, least), sessionMost);
  const kept = current?.isOurs === true ? 'uas' : 'uac';
  const refresher = refresherOf(request) ?? (theyCan ? kept : 'uas');
  const fields: Fields = [
    ['Session-Expires', `${interval};refresher=${refresher}`],
    ...(refresher === 'uac' ? [['Require', 'timer'] as const] : []),
  ];
  return { session: { seconds: interval, isOurs: refresher === 'uas' }, fields };
}

/** §7.2: what the peer's 2xx has agreed to. */
export function granted(response: Response): Session | undefined {
  const text = response.headers.first('Session-Expires');
  const interval = text === undefined ? undefined : parseSeconds(text);
  if (interval === undefined || interval === 0) return undefined;
  const bounded = Math.min(Math.max(interval, defaultTerms.minSeconds), sessionMost);
  return { seconds: bounded, isOurs: refresherOf(response) !== 'uas' };
}

/** §10: a third of the interval, at most 32 s, before the end it is over. */
export class SessionTimer {
  readonly #clock: Clock;
  readonly #refresh: () => void;
  readonly #expired: () => void;
  #refreshTimer: unknown;
  #endTimer: unknown;

  constructor(clock: Clock, ports: { refresh(): void; expired(): void }) {
    this.#clock = clock;
    this.#refresh = () => ports.refresh();
    this.#expired = () => ports.expired();
  }

  /** Begins anew with each refresh, whoever sent it. */
  set(session: Session | undefined): void {
    this.stop();
    if (!session) return;
    const ms = session.seconds * 1000;
    if (session.isOurs) this.#refreshTimer = this.#clock.setTimeout(this.#refresh, ms / 2);
    this.#endTimer = this.#clock.setTimeout(this.#expired, ms - Math.min(32_000, ms / 3));
  }

  /** The refresh comes by this timer. */
  later(timer: unknown): void {
    this.#refreshTimer = timer;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#refreshTimer);
    this.#clock.clearTimeout(this.#endTimer);
  }
}
