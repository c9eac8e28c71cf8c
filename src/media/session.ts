/**
 * The offer/answer side of one session: what each leg has said, and the ports it sees. RFC 3264.
 */
import type { Side } from '../domain/side.ts';
import { LegSecurity } from './leg-security.ts';
import { type Leg, type LegPolicy, otherLeg, type Sound, type SrtpPolicy } from './media.ts';
import type { SessionPlan } from './plan.ts';
import { type LegState, planStream } from './plan-stream.ts';
import type { Ports } from './port-stock.ts';
import { restrictedBy } from './sdp/codecs.ts';
import {
  agreedWith,
  composeAnswer,
  composeOffer,
  eventTypeOf,
  localUsername,
} from './sdp/compose.ts';
import { type Description, readDescription, type Stream } from './sdp/description.ts';
import { invalid } from './sdp/lines.ts';
import { numberDescription, rewriteDescription } from './sdp/rewrite.ts';

/** Where a side's sockets are bound, the address the others are told, and its legs' policy. */
export interface SideAddress extends LegPolicy {
  readonly bind: string;
  readonly advertise: string;
}

export type Addresses = Readonly<Record<Side, SideAddress>>;

function newLeg(): LegState {
  return {
    bind: '',
    described: undefined,
    generation: 0,
    sent: undefined,
    security: new LegSecurity(),
    policy: {},
    local: undefined,
    ports: [],
  };
}

export class Session {
  readonly #id: string;
  readonly #ports: Ports;
  readonly #legs: Readonly<Record<Leg, LegState>> = { a: newLeg(), b: newLeg() };
  /** A description whose ports are still being bound: later ones follow it. */
  #pending: Promise<unknown> | undefined;
  #isClosed = false;

  constructor(id: string, ports: Ports) {
    this.#id = id;
    this.#ports = ports;
  }

  /** Given at once when both legs have their ports, and nothing is on its way. */
  relay(
    from: Leg,
    here: SideAddress,
    towards: SideAddress,
    said: Description,
  ): Buffer | Promise<Buffer> {
    if (this.#pending === undefined) return this.#relay(from, here, towards, said);
    const later = () => this.relay(from, here, towards, said);
    return this.#pending.then(later, later);
  }

  #relay(
    from: Leg,
    here: SideAddress,
    towards: SideAddress,
    said: Description,
  ): Buffer | Promise<Buffer> {
    if (this.#isClosed) throw new Error('the session is closed');
    const source = this.#legs[from];
    const target = this.#legs[otherLeg(from)];
    checkFirstAnswer(source, target, said);
    if (source.local !== undefined && !isFrom(said, source.local.id)) source.local = undefined;
    const [policy, targetPolicy] = [srtpOf(source, here), srtpOf(target, towards)];
    const isApart = policy !== 'off' || targetPolicy !== 'off';
    if (!isApart) source.security.forget();
    const plain = isApart ? source.security.hear(said, policy) : said;
    const description = restrictedBy(plain, [
      source.policy.codecs ?? here.codecs,
      target.policy.codecs ?? towards.codecs,
    ]);
    this.#moveTo(source, here.bind);
    this.#moveTo(target, towards.bind);
    const tell = () => {
      source.described = description;
      source.generation += 1;
      const ports = description.streams.map((stream, index) =>
        isRelayed(stream) ? (target.ports[index] ?? 0) : 0,
      );
      const ours = rewriteDescription(description, { address: towards.advertise, ports });
      const lines = isApart ? target.security.dress(ours, targetPolicy) : ours;
      const [sdp, sent] = numberDescription(lines, description.origin, target.sent);
      target.sent = sent;
      return sdp;
    };
    const allocated = this.#allocate(source, target, description.streams);
    return allocated === undefined ? tell() : allocated.then(tell);
  }

  terminate(
    leg: Leg,
    ours: { readonly address: string; readonly id: string; readonly hasEvents?: boolean },
    offer: Buffer | undefined,
  ): Buffer {
    const state = this.#legs[leg];
    const { address, id, hasEvents = true } = ours;
    const local = state.local ?? { id, hasEvents, sound: 'silence', order: 0, ear: undefined };
    const composing = { address, id: local.id, hasEvents: local.hasEvents };
    const sdp =
      offer === undefined
        ? composeOffer(composing)
        : composeAnswer(readDescription(offer), composing);
    // What a remote leg has said is void; what it said itself stays until the next is relayed.
    if (state.local === undefined) state.described = undefined;
    state.local = local;
    return sdp;
  }

  /** Whether the leg ends here and so has something to play. */
  play(leg: Leg, sound: Sound): boolean {
    const { local } = this.#legs[leg];
    if (local === undefined) return false;
    local.sound = sound;
    local.order += 1;
    return true;
  }

  /** Puts a port's ear on a leg that ends here, or takes it away. */
  listen(leg: Leg, ear: string | undefined): boolean {
    const { local } = this.#legs[leg];
    if (local !== undefined) local.ear = ear;
    return local !== undefined;
  }

  /** Whether the other leg takes telephone-events, or the leg itself can sound keys. */
  mayPress(leg: Leg, isInBand: boolean): boolean {
    if (isInBand) return this.#legs[leg].local !== undefined;
    const [stream] = this.#legs[otherLeg(leg)].described?.streams ?? [];
    return stream !== undefined && eventTypeOf(stream) !== undefined;
  }

  setPolicy(leg: Leg, policy: LegPolicy): void {
    this.#legs[leg].policy = policy;
  }

  /** Whether the leg's first stream is G.711; one that ends here always is. */
  mayMix(leg: Leg): boolean {
    const { local, described } = this.#legs[leg];
    const [stream] = described?.streams ?? [];
    return local !== undefined || (stream !== undefined && agreedWith(stream) !== undefined);
  }

  /** Ports are bound to an address: elsewhere they are others. */
  #moveTo(leg: LegState, bind: string): void {
    if (leg.bind !== bind) this.#release(leg);
    leg.bind = bind;
  }

  /** A leg that ends here has ports too: it may turn remote later. undefined: all are there. */
  #allocate(
    source: LegState,
    target: LegState,
    streams: readonly Stream[],
  ): Promise<void> | undefined {
    const missing = streams.flatMap((stream, index) =>
      isRelayed(stream)
        ? [source, target].filter((leg) => !leg.ports[index]).map((leg) => ({ leg, index }))
        : [],
    );
    for (const leg of [source, target]) {
      while (leg.ports.length < streams.length) leg.ports.push(0);
    }
    if (missing.length === 0) return undefined;
    const give = (taken: readonly number[]) => {
      for (const [at, { leg, index }] of missing.entries()) leg.ports[index] = taken[at] ?? 0;
    };
    const taken = this.#ports.take(missing.map(({ leg }) => leg.bind));
    if (!(taken instanceof Promise)) {
      give(taken);
      return undefined;
    }
    const pending = taken.then((ports) => {
      give(ports);
      if (!this.#isClosed) return;
      this.close();
      throw new Error('the session has been closed');
    });
    this.#pending = pending;
    const settled = () => {
      if (this.#pending === pending) this.#pending = undefined;
    };
    pending.then(settled, settled);
    return pending;
  }

  /** A port that somebody else has taken first: the next description names another. */
  lose(lost: number): void {
    this.#ports.release(lost);
    for (const { ports } of [this.#legs.a, this.#legs.b])
      for (const [index, port] of ports.entries()) if (port === lost) ports[index] = 0;
  }

  /** Ports that are still being bound are released when they are. */
  close(): void {
    this.#isClosed = true;
    this.#release(this.#legs.a);
    this.#release(this.#legs.b);
  }

  #release({ ports }: LegState): void {
    for (const port of ports) if (port !== 0) this.#ports.release(port);
    ports.fill(0);
  }

  plan(): SessionPlan {
    const { a, b } = this.#legs;
    const count = Math.max(a.ports.length, b.ports.length);
    const streams = Array.from({ length: count }, (_, index) => planStream(a, b, index));
    return { session: this.#id, streams };
  }
}

/** Nothing leaves the process on the way to a leg that ends here. */
function srtpOf(leg: LegState, side: SideAddress): SrtpPolicy {
  return leg.local === undefined ? (leg.policy.srtp ?? side.srtp ?? 'off') : 'off';
}

function isRelayed(stream: Stream): boolean {
  return stream.port !== 0 && stream.transport !== 'other';
}

function isFrom(description: Description, id: string): boolean {
  return description.origin.username === localUsername && description.origin.id === id;
}

/**
 * RFC 3264 §6: as many media lines as the offer. Later ones cannot be told from new offers here.
 */
function checkFirstAnswer(source: LegState, target: LegState, answer: Description): void {
  if (source.described !== undefined || target.described === undefined) return;
  const offered = target.described.streams.length;
  if (answer.streams.length !== offered)
    throw invalid(`the answer has ${answer.streams.length} media lines, the offer ${offered}`);
}
