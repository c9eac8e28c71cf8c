/** The counters that reports name: RFC 3412 §7.1, step 3, and RFC 3414 §3.2. */
import type { CounterName } from './counters.ts';
import type { Oid } from './oid.ts';

const usmStats = [1, 3, 6, 1, 6, 3, 15, 1, 1];
const mpdStats = [1, 3, 6, 1, 6, 3, 11, 2, 1];

const oids: Partial<Record<CounterName, Oid>> = {
  unsupportedSecLevels: [...usmStats, 1, 0],
  notInTimeWindows: [...usmStats, 2, 0],
  unknownUserNames: [...usmStats, 3, 0],
  unknownEngineIds: [...usmStats, 4, 0],
  wrongDigests: [...usmStats, 5, 0],
  decryptionErrors: [...usmStats, 6, 0],
  unknownPduHandlers: [...mpdStats, 3, 0],
  unknownContexts: [1, 3, 6, 1, 6, 3, 12, 1, 5, 0],
};

export function reportOid(counter: CounterName): Oid {
  return oids[counter] ?? oids.unknownPduHandlers ?? [];
}
