/**
 * Two calls of one handset: held and taken again as a phone does it, by an offer in the call;
 * joined by mixing. RFC 3264 §8.4
 */
import type { Configuration } from '../../domain/configuration.ts';
import { setting } from '../../domain/protocol.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type MediaEngine, type Member, otherLeg, type Sound } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import { keyOf } from '../calls/call-session.ts';
import type { Calls } from '../calls/calls.ts';
import { holding, resuming } from '../calls/hold.ts';
import { withMedia } from '../calls/media-refusal.ts';
import type { Family } from '../family.ts';
import { countryOf } from '../settings.ts';
import type { Handsets } from './handsets.ts';

interface SecondCallPorts {
  readonly media: () => MediaEngine;
  readonly calls: () => Calls;
  readonly family: () => Family;
  readonly configuration: () => Configuration;
  readonly handsets: Handsets;
  readonly clock: Clock;
}

type Turn = typeof holding | typeof resuming;

/** An offer that meets another one is made again (RFC 3261 §14.1), so often. */
const triesMax = 4;
const retryMs = 2100;

export class SecondCalls {
  readonly #ports: SecondCallPorts;
  /** What each leg shall do by now: an older offer that comes late must not undo it. */
  readonly #wanted = new Map<string, Turn>();

  constructor(ports: SecondCallPorts) {
    this.#ports = ports;
  }

  isWaiting(port: string, call: string): boolean {
    const session = this.#ports.calls().get(call);
    return session?.isConnected() === false && session.callees.has(keyOf({ port }));
  }

  hold(port: string, call: string | undefined): void {
    this.#turn(port, call, holding, this.#holdTone());
  }

  /** A call that waits is answered, one that was held is taken again. */
  retrieve(port: string, call: string | undefined): void {
    const session = this.#ports.calls().get(call ?? '');
    if (session?.isConnected() === false)
      withMedia(session, () => session.callees.get(keyOf({ port }))?.pickUp?.());
    else this.#turn(port, call, resuming, 'silence');
  }

  /** Everybody hears the two others: the far ends of both calls, and the handset on the first. */
  join(port: string, calls: readonly string[]): void {
    const places = calls.flatMap((call) => this.#ports.handsets.place(port, call) ?? []);
    const far = places.map(({ session, leg }) => ({ session, leg: otherLeg(leg) }));
    const conference = this.#ports.media().conference?.bind(this.#ports.media());
    try {
      if (!conference || far.length < 2)
        throw new Refusal('E-CONFERENCE', 'a conference needs two');
      conference(conferenceOf(port), [...places.slice(0, 1), ...far]);
      this.retrieve(port, calls[1]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#ports.family().port(port)?.send({ type: 'port.parted' });
    }
  }

  part(port: string): void {
    this.#ports.media().conference?.(conferenceOf(port), []);
  }

  #holdTone(): Sound {
    const configuration = this.#ports.configuration();
    if (setting(configuration, 'hold-tone') === 'off') return 'silence';
    return { tone: 'hold', country: countryOf(configuration) };
  }

  #turn(port: string, call: string | undefined, turn: Turn, sound: Sound): void {
    const at = this.#ports.handsets.place(port, call);
    if (!at) return;
    this.#ports.media().play(at.session, at.leg, sound);
    this.#wanted.set(`${at.session} ${at.leg}`, turn);
    this.#offer(at, turn, triesMax);
  }

  #offer(at: Member, turn: Turn, tries: number): void {
    const key = `${at.session} ${at.leg}`;
    const session = this.#ports.calls().get(at.session);
    if (!session?.isConnected()) return void this.#wanted.delete(key);
    if (this.#wanted.get(key) !== turn) return;
    const body = turn(session.party(at.leg).said);
    session.heard(at.leg, {
      type: 'offered',
      body,
      answer: (status) => {
        if (status !== 491 || tries <= 1) return void this.#wanted.delete(key);
        this.#ports.clock.setTimeout(() => this.#offer(at, turn, tries - 1), retryMs);
      },
    });
  }
}

function conferenceOf(port: string): string {
  return `port ${port}`;
}
