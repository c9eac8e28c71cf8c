/**
 * Legs that end here while rtpengine relays: each is a session of the built-in engine, whose own
 * far leg is rtpengine.
 */
import { Refusal } from '../../domain/refusal.ts';
import type { Side } from '../../domain/side.ts';
import type { BuiltInMedia } from '../create-media.ts';
import {
  type Leg,
  type LocalStyle,
  type MediaEvent,
  type MediaStats,
  type Member,
  type OfSession,
  otherLeg,
  type PressOptions,
  type Sound,
} from '../media.ts';
import type { SessionStats } from '../plan.ts';
import { localUsername } from '../sdp/compose.ts';
import { type Description, readDescription } from '../sdp/description.ts';

interface LocalLeg {
  readonly session: string;
  readonly leg: Leg;
  readonly side: Side;
  /** The session id of its descriptions, by which they are known again. */
  readonly origin: string;
  /** What it was offered before it was known to end here. */
  offer: Buffer | undefined;
}

export class LocalLegs {
  readonly #builtIn: BuiltInMedia;
  /** By the names of their sessions. */
  readonly #legs = new Map<string, LocalLeg>();

  constructor(builtIn: BuiltInMedia) {
    this.#builtIn = builtIn;
  }

  /** Its offer, or its answer to the offer that it was given; `placed` says where it hears. */
  terminate(session: string, leg: Leg, side: Side, offer?: Buffer, style?: LocalStyle): Buffer {
    const name = nameOf(session, leg);
    const sdp = this.#builtIn.terminate(name, 'b', side, offer, style);
    const origin = readDescription(sdp).origin.id;
    const unheard = this.#legs.has(name) ? undefined : offer;
    this.#legs.set(name, { session, leg, side, origin, offer: unheard });
    return sdp;
  }

  /** Whether a description is one that it gave; one of somebody else ends it. */
  gave(session: string, leg: Leg, { origin }: Description): boolean {
    const local = this.#legs.get(nameOf(session, leg));
    const isOurs = origin.username === localUsername && origin.id === local?.origin;
    if (local !== undefined && !isOurs) this.#close(nameOf(session, leg));
    return isOurs;
  }

  /** What it says, with the port of the built-in engine at which rtpengine finds it. */
  async placed(session: string, leg: Leg, said: Buffer): Promise<Buffer> {
    const name = nameOf(session, leg);
    const local = this.#legs.get(name);
    if (local === undefined) return said;
    const { side, offer } = local;
    local.offer = undefined;
    if (offer) await this.#builtIn.relay(name, 'a', side, side, offer);
    return this.#builtIn.relay(name, 'b', side, side, said);
  }

  /** What the leg across has said, as rtpengine has put it. */
  async told(session: string, leg: Leg, sdp: Buffer): Promise<void> {
    const name = nameOf(session, leg);
    const local = this.#legs.get(name);
    if (local) await this.#builtIn.relay(name, 'a', local.side, local.side, sdp);
  }

  play(session: string, leg: Leg, sound: Sound): void {
    this.#builtIn.play(nameOf(session, leg), 'b', sound);
  }

  /** Where an ear hears such a leg; undefined: the leg does not end here. */
  place({ session, leg }: Member): Member | undefined {
    const name = nameOf(session, leg);
    return this.#legs.has(name) ? { session: name, leg: 'b' } : undefined;
  }

  press(session: string, leg: Leg, digits: string, options?: PressOptions): void {
    const name = nameOf(session, leg);
    if (!this.#legs.has(name)) throw new Refusal('E-DIGITS', 'rtpengine presses no keys of a leg');
    this.#builtIn.press(name, 'b', digits, options);
  }

  /**
   * As a member of a conference: the leg itself, or the one across from a leg that ends here, whose
   * packets come by rtpengine.
   */
  member({ session, leg }: Member): Member {
    const across = this.place({ session, leg: otherLeg(leg) });
    const member = this.place({ session, leg }) ?? (across && { ...across, leg: 'a' });
    if (member === undefined)
      throw new Refusal(
        'E-CONFERENCE',
        'behind rtpengine a conference needs calls of which one leg ends here',
      );
    return member;
  }

  /** What the built-in engine tells of such a leg, as it is known to the calls. */
  heard(event: OfSession): readonly MediaEvent[] {
    const local = this.#legs.get(event.session);
    if (local === undefined) return [];
    const { session, leg } = local;
    if (event.type === 'fault') return [{ ...event, session }];
    if (event.type === 'played' || event.type === 'fileFailed') return [{ ...event, session, leg }];
    // Keys come from the far leg of its session: the leg across in the call.
    if (event.type === 'digit') return [{ ...event, session, leg: otherLeg(leg) }];
    return [];
  }

  /**
   * Asks at once, before such legs are closed, what the built-in engine has measured of packets on
   * their way from and to them: to be told beside what rtpengine says.
   */
  async measured(session: string): Promise<(stats: SessionStats) => SessionStats> {
    const legs = ['a', 'b'] as const;
    const [a, b] = await Promise.all(legs.map((leg) => this.#builtIn.stats(nameOf(session, leg))));
    return (stats) => ({ a: withInner(stats.a, a?.b, b?.a), b: withInner(stats.b, b?.b, a?.a) });
  }

  close(session: string): void {
    this.#close(nameOf(session, 'a'));
    this.#close(nameOf(session, 'b'));
  }

  #close(name: string): void {
    if (this.#legs.delete(name)) this.#builtIn.close(name);
  }
}

/** No session of a call has a blank in its name. */
function nameOf(session: string, leg: Leg): string {
  return `${session} ${leg}`;
}

/** `own`: as the leg was sent from here; `across`: as it arrived here, which says more. */
function withInner(stats: MediaStats, own?: MediaStats, across?: MediaStats): MediaStats {
  const inner = across ?? own;
  if (inner === undefined) return stats;
  const { lost, jitterMs, dtmfEvents, opinionScore } = inner;
  const reported = inner.reported ?? stats.reported;
  return { ...stats, lost, jitterMs, dtmfEvents, opinionScore, reported };
}
