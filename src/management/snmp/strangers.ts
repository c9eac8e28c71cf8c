/** Who failed to authenticate: told once a while for each source, however often it tries. */
import type { EventLog } from '../events.ts';
import { limits } from './limits.ts';

export class Strangers {
  readonly #events: EventLog;
  readonly #now: () => number;
  readonly #toldAtMs = new Map<string, number>();

  constructor(events: EventLog, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  hear(source: string, reason: string): void {
    const now = this.#now();
    const toldAtMs = this.#toldAtMs.get(source);
    if (toldAtMs !== undefined && now - toldAtMs < limits.strangerMs) return;
    const [oldest] = this.#toldAtMs.keys();
    if (this.#toldAtMs.size >= limits.sourcesMax && oldest !== undefined) {
      this.#toldAtMs.delete(oldest);
    }
    this.#toldAtMs.set(source, now);
    this.#events.report({
      code: 'security.authentication-failed',
      subject: { kind: 'session', name: source },
      text: `SNMP from ${source}: ${reason}`,
      facts: { face: 'snmp', source, reason },
    });
  }
}
