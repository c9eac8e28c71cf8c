/** A session in the child: its streams, each joining the ends of two legs. */
import { type Leg, type MediaEvent, type MediaStats, otherLeg } from '../media.ts';
import type { EndPlan, Keys, SessionPlan, SessionStats, StreamPlan } from '../plan.ts';
import { type MeasuredStats, Reception } from '../rtp/reception.ts';
import type { Seat } from './conference.ts';
import type { Surroundings } from './end.ts';
import { LocalEnd } from './local-end.ts';
import { RemoteEnd } from './remote-end.ts';
import { type Silence, SilenceWatch } from './silence-watch.ts';

export interface SessionSurroundings
  extends Pick<Surroundings, 'now' | 'pacer' | 'ears' | 'pairs' | 'unbound'> {
  readonly tell: (event: MediaEvent) => void;
}

interface Slot {
  end: LocalEnd | RemoteEnd | undefined;
  /** Outlives the end: counts the leg, not the socket. */
  readonly reception: Reception;
}

type Streams = Readonly<Record<Leg, Slot>>;

const legs: readonly Leg[] = ['a', 'b'];
const noSeats: ReadonlyMap<Leg, Seat> = new Map();

export class ChildSession {
  readonly #around: SessionSurroundings;
  readonly #id: string;
  readonly #streams: Streams[] = [];
  readonly #watch = new SilenceWatch();
  #seats = noSeats;

  constructor(id: string, around: SessionSurroundings) {
    this.#id = id;
    this.#around = around;
  }

  apply({ streams }: SessionPlan): void {
    for (const [index, plan] of streams.entries()) {
      const slots = (this.#streams[index] ??= { a: newSlot(), b: newSlot() });
      for (const leg of legs) this.#fit(leg, slots[leg], plan);
    }
    this.#join();
  }

  /** Legs that sit in a conference speak to their seats; the leg across is parted from them. */
  seat(seats: ReadonlyMap<Leg, Seat>): void {
    this.#seats = seats;
    this.#join();
  }

  #join(): void {
    for (const [index, { a, b }] of this.#streams.entries()) {
      const seats = index === 0 ? this.#seats : noSeats;
      const isApart = seats.size > 0;
      a.end?.join(seats.get('a') ?? (isApart ? undefined : b.end));
      b.end?.join(seats.get('b') ?? (isApart ? undefined : a.end));
      seats.get('a')?.attach(a.end, a.end?.agreed());
      seats.get('b')?.attach(b.end, b.end?.agreed());
    }
  }

  #fit(leg: Leg, slot: Slot, stream: StreamPlan): void {
    const { end } = slot;
    const plan = stream[leg];
    if (plan?.kind === 'local' && end instanceof LocalEnd) return end.apply(plan);
    if (plan?.kind === 'remote' && end instanceof RemoteEnd && end.isServing(plan))
      return end.apply(plan, stream);
    end?.close();
    slot.end = plan && this.#newEnd(leg, slot, plan, stream);
  }

  #newEnd(leg: Leg, { reception }: Slot, plan: EndPlan, stream: StreamPlan) {
    const { tell, ...shared } = this.#around;
    const session = this.#id;
    const across = otherLeg(leg);
    const around: Surroundings = {
      ...shared,
      reception,
      played: () => tell({ type: 'played', session, leg }),
      fileFailed: (reason) => tell({ type: 'fileFailed', session, leg, reason }),
      pressed: (digit) => tell({ type: 'digit', session, leg, digit }),
      heard: (digit) => tell({ type: 'digit', session, leg: across, digit }),
    };
    return plan.kind === 'local' ? new LocalEnd(plan, around) : new RemoteEnd(plan, stream, around);
  }

  /** On the first stream, which is the one that is spoken into. */
  press(leg: Leg, { digits, digitMs, isInBand }: Keys): void {
    this.#streams[0]?.[leg].end?.press(digits, digitMs, isInBand);
  }

  #ends(): readonly (LocalEnd | RemoteEnd)[] {
    return this.#streams.flatMap(({ a, b }) => [a.end, b.end].flatMap((end) => end ?? []));
  }

  /** Tells what has changed about who is heard. */
  watch(nowMs: number, inactivityMs: number): void {
    const silences = { a: this.#silence('a', nowMs), b: this.#silence('b', nowMs) };
    for (const event of this.#watch.look(silences, inactivityMs))
      this.#around.tell({ ...event, session: this.#id });
  }

  /** A leg with several streams is silent when all of them are. */
  #silence(leg: Leg, nowMs: number): Silence | undefined {
    const silences = this.#streams.flatMap((slots) => slots[leg].end?.silence(nowMs) ?? []);
    if (silences.length === 0) return undefined;
    return {
      allMs: Math.min(...silences.map(({ allMs }) => allMs)),
      audioMs: Math.min(...silences.map(({ audioMs }) => audioMs)),
      isSuppressing: silences.some(({ isSuppressing }) => isSuppressing),
    };
  }

  stats(): SessionStats {
    return { a: this.#statsOf('a'), b: this.#statsOf('b') };
  }

  /** Counters of all streams; how it sounds is said of the first that has sound. */
  #statsOf(leg: Leg): MediaStats {
    const all = this.#streams.map((slots) => slots[leg].reception.stats());
    const sum = (count: (stats: MeasuredStats) => number) =>
      all.reduce((total, stats) => total + count(stats), 0);
    const audio = all.find(({ packets }) => packets > 0) ?? all[0];
    return {
      packets: sum(({ packets }) => packets),
      bytes: sum(({ bytes }) => bytes),
      lost: sum(({ lost }) => lost),
      jitterMs: audio?.jitterMs ?? 0,
      dtmfEvents: sum(({ dtmfEvents }) => dtmfEvents),
      foreign: sum(({ foreign }) => foreign),
      malformed: sum(({ malformed }) => malformed),
      reported: audio?.reported,
      opinionScore: audio?.opinionScore,
    };
  }

  close(): void {
    for (const seat of this.#seats.values()) seat.attach(undefined, undefined);
    for (const end of this.#ends()) end.close();
  }
}

function newSlot(): Slot {
  return { end: undefined, reception: new Reception() };
}
