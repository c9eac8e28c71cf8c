/**
 * Records of ended calls on their way to the store: those that it does not take, as on a full disk,
 * are kept in memory and given to it again until it does.
 */
import type { CallRecord } from '../../domain/call-record.ts';
import type { Statistics } from '../../management/statistics.ts';
import { storeLimits } from '../../store/limits.ts';
import type { World } from '../world.ts';

const againMs = 5000;

interface LatePorts {
  readonly world: Pick<World, 'clock' | 'log' | 'store'>;
  readonly statistics: Pick<Statistics, 'count'>;
}

export class LateRecords {
  readonly #ports: LatePorts;
  /** Oldest first: the oldest go when there are too many. */
  #waiting: readonly CallRecord[] = [];
  readonly #writing = new Set<Promise<void>>();
  #flushing: Promise<void> | undefined;
  #timer: unknown;
  #lost = 0;

  constructor(ports: LatePorts) {
    this.#ports = ports;
  }

  /** Behind those that wait already, so that the store has them in order. */
  keep(record: CallRecord): void {
    if (this.#waiting.length > 0) return this.#hold([...this.#waiting, record]);
    const writing = this.#write(record).then((isKept) => {
      this.#writing.delete(writing);
      if (!isKept) this.#hold([...this.#waiting, record]);
    });
    this.#writing.add(writing);
  }

  /** Newest first. */
  waiting(): readonly CallRecord[] {
    return this.#waiting.toReversed();
  }

  /** In words, while there are any. */
  alarm(): string | undefined {
    const count = this.#waiting.length;
    if (count === 0) return undefined;
    const lost = this.#lost === 0 ? '' : `, ${this.#lost} older ones are lost`;
    return `${count} call ${count === 1 ? 'record waits' : 'records wait'} to be written${lost}`;
  }

  /** The last chance of what waits, each for itself: resolves when the store has been asked. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
    await this.#flushing;
    this.#ports.world.clock.clearTimeout(this.#timer);
    const waiting = this.#waiting;
    const areKept = await Promise.all(waiting.map((record) => this.#write(record)));
    this.#waiting = [];
    for (const isKept of areKept) if (isKept) this.#ports.statistics.count('call_records', 'late');
    this.#lose(waiting.filter((_, at) => !areKept[at]));
  }

  #hold(records: readonly CallRecord[]): void {
    const { lateRecordsMax } = storeLimits;
    this.#lose(records.slice(0, -lateRecordsMax));
    this.#waiting = records.slice(-lateRecordsMax);
    this.#timer ??= this.#ports.world.clock.setTimeout(() => void this.#again(), againMs);
  }

  async #again(): Promise<void> {
    this.#flushing = this.#flush();
    await this.#flushing;
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#hold(this.#waiting);
    else this.#lost = 0;
  }

  /** One that is refused leads the way: what has no room now has none behind it either. */
  async #flush(): Promise<void> {
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      if (!(await this.#write(first))) return;
      this.#waiting = this.#waiting.filter((one) => one !== first);
      this.#ports.statistics.count('call_records', 'late');
    }
  }

  async #write(record: CallRecord): Promise<boolean> {
    const { store, log } = this.#ports.world;
    try {
      await store.appendCallRecord(record);
      return true;
    } catch (error) {
      log.error({ error, call: record.id }, 'a call record is not written yet');
      return false;
    }
  }

  #lose(records: readonly CallRecord[]): void {
    for (const { id: call } of records) {
      this.#lost += 1;
      this.#ports.statistics.count('call_records', 'lost');
      this.#ports.world.log.error({ call }, 'a call record is lost');
    }
  }
}
