/** What media tells of calls: who is not heard, what failed, and in the end how it sounded. */
import type { CallMedia as Heard, LegMedia } from '../../domain/call-record.ts';
import type { EventLog } from '../../management/events.ts';
import type { EngineEvent, Leg, Media, MediaEvent, MediaStats } from '../../media/media.ts';
import type { Tallies } from '../watch/tallies.ts';
import type { CallSession } from './call-session.ts';
import type { MediaRefusal } from './media-refusal.ts';

interface CallMediaPorts {
  readonly media: () => Media;
  readonly events: EventLog;
  readonly tallies: Tallies;
}

/** What is remembered of a call's media until its record is written. */
export interface MediaNotes {
  /** Why there can be none. */
  refusal?: MediaRefusal;
  silent?: Leg;
  fault?: string;
}

export class CallMedia {
  readonly #ports: CallMediaPorts;

  constructor(ports: CallMediaPorts) {
    this.#ports = ports;
  }

  told(session: CallSession, event: MediaEvent): void {
    switch (event.type) {
      case 'inactive':
        return session.actor?.send({ type: 'media.lost' });
      case 'oneWay':
        return this.#oneWay(session, event.silent);
      case 'fault':
        session.mediaNotes.fault ??= event.reason;
        return this.#report(session, 'call.media-fault', event.reason, {});
      default:
        return undefined;
    }
  }

  async now(session: CallSession | undefined): Promise<Heard | undefined> {
    const stats = session && (await this.#ports.media().stats(session.facts.id));
    return stats && { a: legMedia(stats.a), b: legMedia(stats.b) };
  }

  /** Of a process that relays: calls that it had are told one by one. */
  engine({ engine, isUp }: EngineEvent): void {
    this.#ports.events.report({
      code: isUp ? 'media.engine-up' : 'media.engine-down',
      subject: { kind: 'gateway', name: '' },
      text: isUp ? `${engine} answers again` : `${engine} does not answer`,
      facts: { engine },
    });
  }

  /** Asked before the session is closed; told to the lines of the call as well. */
  async heard(session: CallSession): Promise<Heard | undefined> {
    const stats = await this.#ports.media().stats(session.facts.id);
    if (!stats) return undefined;
    this.#count(session, stats);
    return { a: legMedia(stats.a), b: legMedia(stats.b) };
  }

  /** Before the answer somebody may well listen only. */
  #oneWay(session: CallSession, silent: Leg): void {
    if (!session.isConnected()) return;
    session.mediaNotes.silent ??= silent;
    const whose = silent === 'a' ? 'the caller' : 'the called party';
    this.#report(session, 'call.one-way', `nothing is heard of ${whose}`, { silent });
  }

  /** Received is what comes for the line from the other party. */
  #count(session: CallSession, stats: { readonly a: MediaStats; readonly b: MediaStats }): void {
    const { caller } = session.facts;
    const { route } = session.way();
    const callee = route.kind === 'local' ? route.user.name : undefined;
    const lines = [
      [caller.user, stats.b, stats.a],
      [callee, stats.a, stats.b],
    ] as const;
    for (const [user, received, sent] of lines) {
      if (user === undefined) continue;
      const { media } = this.#ports.tallies.user(user);
      media.packetsReceived += received.packets;
      media.packetsSent += sent.packets;
      media.packetsLost += received.lost ?? 0;
      media.bytesReceived += received.bytes;
      media.bytesSent += sent.bytes;
    }
  }

  #report(
    { facts: { id, caller, called } }: CallSession,
    code: string,
    what: string,
    facts: Readonly<Record<string, string>>,
  ): void {
    this.#ports.events.report({
      code,
      subject: { kind: 'call', name: id },
      text: `call ${id} from ${caller.from} to ${called}: ${what}`,
      facts: { from: caller.from, to: called, ...facts },
    });
  }
}

function legMedia(stats: MediaStats): LegMedia {
  const { packets, lost, jitterMs, dtmfEvents, foreign, reported, opinionScore } = stats;
  return {
    packets,
    lost,
    jitterMs: jitterMs === undefined ? undefined : Math.round(jitterMs * 10) / 10,
    dtmfEvents,
    foreign,
    roundTripMs: reported?.roundTripMs,
    opinionScore: opinionScore === undefined ? undefined : Math.round(opinionScore * 100) / 100,
  };
}
