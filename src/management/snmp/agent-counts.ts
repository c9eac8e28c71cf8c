/**
 * The counters of the agent's processes, one after the other, and what of them the statistics of
 * the gateway get.
 */
import type { Statistics } from '../statistics.ts';
import { addCounts, type CounterName, type Counts, counterNames, noCounts } from './counters.ts';

/** The reasons of `snmp_rejected`. */
const reasons: Partial<Record<CounterName, string>> = {
  inBadVersions: 'malformed',
  inAsnParseErrs: 'malformed',
  unknownSecurityModels: 'malformed',
  invalidMsgs: 'malformed',
  refusedSizes: 'malformed',
  inBadCommunityNames: 'credentials',
  refusedSources: 'credentials',
  unknownUserNames: 'credentials',
  wrongDigests: 'credentials',
  unsupportedSecLevels: 'credentials',
  decryptionErrors: 'credentials',
  unknownEngineIds: 'engine',
  notInTimeWindows: 'time_window',
  refusedRates: 'rate',
  silentDrops: 'rate',
  unknownContexts: 'view',
};

const counted: readonly (readonly [CounterName, string])[] = counterNames.flatMap((name) => {
  const reason = reasons[name];
  return reason === undefined ? [] : [[name, reason] as const];
});

export class AgentCounts {
  readonly #statistics: Statistics;
  /** Of the processes that are gone. */
  #before: Counts = noCounts();
  #now: Counts = noCounts();

  constructor(statistics: Statistics) {
    this.#statistics = statistics;
  }

  get total(): Counts {
    return addCounts(this.#before, this.#now);
  }

  /** Another process begins at nothing. */
  begin(): void {
    this.#before = this.total;
    this.#now = noCounts();
  }

  hear(counts: Counts): void {
    for (const [name, reason] of counted) {
      const amount = counts[name] - this.#now[name];
      if (amount > 0) this.#statistics.add('snmp_rejected', amount, reason);
    }
    this.#now = counts;
  }

  /** What was refused, by counter; what never happened is left out. */
  refusals(): Readonly<Record<string, number>> {
    const { total } = this;
    return Object.fromEntries(
      counted.flatMap(([name]) => (total[name] > 0 ? [[name, total[name]]] : [])),
    );
  }
}
