/** A session in the child: its streams, each joining the ends of two legs. */
import type { Leg, MediaEvent, MediaStats } from '../media.ts';
import type { EndPlan, SessionPlan, SessionStats, StreamPlan } from '../plan.ts';
import { Reception } from '../rtp/reception.ts';
import type { Surroundings } from './end.ts';
import { LocalEnd } from './local-end.ts';
import { RemoteEnd } from './remote-end.ts';

export interface SessionSurroundings extends Pick<Surroundings, 'now' | 'pacer' | 'unbound'> {
  readonly tell: (event: MediaEvent) => void;
}

interface Slot {
  end: LocalEnd | RemoteEnd | undefined;
  /** Outlives the end: counts the leg, not the socket. */
  readonly reception: Reception;
}

type Streams = Readonly<Record<Leg, Slot>>;

const legs: readonly Leg[] = ['a', 'b'];

export class ChildSession {
  readonly #around: SessionSurroundings;
  readonly #id: string;
  readonly #streams: Streams[] = [];
  /** Legs whose present silence was told. */
  readonly #told = new Set<Leg>();

  constructor(id: string, around: SessionSurroundings) {
    this.#id = id;
    this.#around = around;
  }

  apply({ streams }: SessionPlan): void {
    for (const [index, plan] of streams.entries()) {
      const slots = (this.#streams[index] ??= { a: newSlot(), b: newSlot() });
      for (const leg of legs) this.#fit(leg, slots[leg], plan);
      slots.a.end?.join(slots.b.end);
      slots.b.end?.join(slots.a.end);
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
    const { now, pacer, unbound, tell } = this.#around;
    const session = this.#id;
    const around: Surroundings = {
      now,
      pacer,
      unbound,
      reception,
      played: () => tell({ type: 'played', session, leg }),
      fileFailed: (reason) => tell({ type: 'fileFailed', session, leg, reason }),
      pressed: (digit) => tell({ type: 'digit', session, leg, digit }),
    };
    return plan.kind === 'local' ? new LocalEnd(plan, around) : new RemoteEnd(plan, stream, around);
  }

  press(leg: Leg, digits: string, digitMs: number): void {
    for (const slots of this.#streams.slice(0, 1)) slots[leg].end?.press(digits, digitMs);
  }

  #ends(): readonly (LocalEnd | RemoteEnd)[] {
    return this.#streams.flatMap(({ a, b }) => [a.end, b.end].flatMap((end) => end ?? []));
  }

  /** Legs that have just been silent for so long, once a silence. */
  newlySilent(nowMs: number, inactivityMs: number): readonly { leg: Leg; silentMs: number }[] {
    return legs.flatMap((leg) => {
      const silentMs = this.#silentMs(leg, nowMs);
      const isSilent = silentMs !== undefined && silentMs >= inactivityMs;
      if (!isSilent) this.#told.delete(leg);
      if (!isSilent || this.#told.has(leg)) return [];
      this.#told.add(leg);
      return [{ leg, silentMs: Math.round(silentMs) }];
    });
  }

  /** A leg with several streams is silent when all of them are. */
  #silentMs(leg: Leg, nowMs: number): number | undefined {
    const silences = this.#streams.flatMap((slots) => slots[leg].end?.silentMs(nowMs) ?? []);
    return silences.length === 0 ? undefined : Math.min(...silences);
  }

  stats(): SessionStats {
    return { a: this.#statsOf('a'), b: this.#statsOf('b') };
  }

  #statsOf(leg: Leg): MediaStats {
    const all = this.#streams.map((slots) => slots[leg].reception.stats());
    const sum = (count: (stats: MediaStats) => number) =>
      all.reduce((total, stats) => total + count(stats), 0);
    return {
      packets: sum(({ packets }) => packets),
      lost: sum(({ lost }) => lost),
      jitterMs: Math.max(0, ...all.map(({ jitterMs }) => jitterMs)),
      dtmfEvents: sum(({ dtmfEvents }) => dtmfEvents),
      foreign: sum(({ foreign }) => foreign),
      malformed: sum(({ malformed }) => malformed),
    };
  }

  close(): void {
    for (const end of this.#ends()) end.close();
  }
}

function newSlot(): Slot {
  return { end: undefined, reception: new Reception() };
}
