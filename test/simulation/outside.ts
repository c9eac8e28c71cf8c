/**
 * Store, log and resolver of the simulated world: each as it should be, watched, and failing when
 * told to.
 */
import type { CallRecord } from '../../src/domain/call-record.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Log } from '../../src/runtime/log.ts';
import type { Resolver } from '../../src/sip/locate-cache.ts';
import type { Store } from '../../src/store/store.ts';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.ts';
import type { OwnedClock } from './clock.ts';
import { placeOfServer, secretMark } from './household.ts';
import type { SeededRandom } from './random.ts';

export interface WatchedStore extends Store {
  failWith(code: Parameters<MemoryStore['failWith']>[0]): void;
  /** What a gateway finds that is started again. */
  reopen(): void;
  readonly records: Map<string, CallRecord>;
  /** Calls whose records the store has refused and not been given again. */
  readonly lost: ReadonlySet<string>;
}

export function watchedStore(broken: (rule: string) => void): WatchedStore {
  let inner = createMemoryStore();
  const records = new Map<string, CallRecord>();
  /** What a full disk has not taken may be told once more, as it was last noted. */
  const lost = new Set<string>();
  const keep = (record: CallRecord) => {
    if (records.has(record.id) && !lost.delete(record.id))
      broken(`call ${record.id} has two records`);
    records.set(record.id, record);
  };
  const forwarding = Object.fromEntries(
    Object.entries(inner).map(([name, act]: [string, unknown]) => [
      name,
      (...what: unknown[]): unknown => {
        const now = Object.entries(inner).find(([one]) => one === name)?.[1];
        return typeof now === 'function' ? Reflect.apply(now, inner, what) : act;
      },
    ]),
  );
  return {
    ...inner,
    ...forwarding,
    records,
    lost,
    failWith: (code) => inner.failWith(code),
    reopen() {
      inner = inner.reopen();
    },
    async appendCallRecord(record) {
      keep(record);
      try {
        await inner.appendCallRecord(record);
      } catch (error) {
        lost.add(record.id);
        throw error;
      }
    },
    async closeOpenCalls() {
      const closed = await inner.closeOpenCalls();
      for (const record of closed) keep(record);
      return closed;
    },
    appendEvents(events) {
      for (const { code, text, facts } of events) {
        if (code === 'gateway.fault') broken(`a fault: ${text}`);
        if (JSON.stringify([text, facts]).includes(secretMark)) broken('a secret is in an event');
      }
      return inner.appendEvents(events);
    },
  };
}

export function watchedLog(isFull: () => boolean, broken: (rule: string) => void): Log {
  const judge = (fields: Readonly<Record<string, unknown>>, message: string) => {
    if (JSON.stringify([fields, message]).includes(secretMark)) broken('a secret is in the log');
  };
  return {
    info: judge,
    warn: judge,
    error(fields, message) {
      judge(fields, message);
      // Events are logged too; what has an error with it is a fault of ours, or of a disk that is
      // full.
      const { error } = fields;
      if (error === undefined || (isFull() && error instanceof Refusal)) return;
      const why = error instanceof Error ? error.stack : JSON.stringify(error);
      broken(`an error is logged: ${message}: ${why ?? ''}`);
    },
  };
}

/** Names end in `.sim`; while it is `isDown` nobody is answered. */
export function simulatedResolver(
  clock: OwnedClock,
  random: SeededRandom,
  isDown: () => boolean,
): Resolver {
  return {
    query: (name, type) =>
      new Promise((resolve) => {
        const isLost = isDown() && random.chance(0.7);
        clock.setTimeout(
          () => {
            const [server = ''] = name.split('.');
            if (isLost) resolve({ ok: false, failure: 'timeout' });
            else if (type !== 'A' || !/^[lp][1-9]$/.test(server))
              resolve({ ok: true, records: [], ttlSeconds: 30 });
            else {
              const { address } = placeOfServer(server);
              resolve({ ok: true, records: [{ type, address }], ttlSeconds: 30 });
            }
          },
          isLost ? 5000 : random.between(1, 200),
        );
      }),
  };
}
