/**
 * Counters and durations since the start, with the labels that the catalogue names. snmp-metrics.md
 * §4.4
 */

export interface Measure {
  readonly kind: 'counter' | 'duration';
  readonly labels: readonly string[];
  readonly help: string;
}

/** Names without the `offhook_` of Prometheus and without its `_total` and `_seconds`. */
export const measures = {
  entries_rejected: {
    kind: 'counter',
    labels: ['kind'],
    help: 'entries refused by the shared limit',
  },
  register_requests: {
    kind: 'counter',
    labels: ['server', 'result'],
    help: 'attempts: ok, rejected, timeout',
  },
  register_failovers: {
    kind: 'counter',
    labels: ['to'],
    help: 'lines that moved to another server',
  },
  register_duration: {
    kind: 'duration',
    labels: ['server'],
    help: 'from the first REGISTER of an attempt to its success',
  },
  invite_requests: {
    kind: 'counter',
    labels: ['server', 'result'],
    help: 'attempts: answered, timeout, error',
  },
  invite_failovers: {
    kind: 'counter',
    labels: ['to'],
    help: 'calls that went on to another server',
  },
  calls: { kind: 'counter', labels: ['direction', 'result'], help: 'ended calls by result' },
  call_records: {
    kind: 'counter',
    labels: ['result'],
    help: 'call records that the store did not take at once: late, lost',
  },
  call_setup: {
    kind: 'duration',
    labels: ['direction'],
    help: 'from the first request to ringing or answer',
  },
  call_duration: { kind: 'duration', labels: ['direction'], help: 'from answer to end' },
  forward_matches: { kind: 'counter', labels: ['rule'], help: 'calls that a forwarding rule took' },
  sip_requests: {
    kind: 'counter',
    labels: ['method', 'direction'],
    help: 'requests, without retransmissions',
  },
  sip_responses: { kind: 'counter', labels: ['method', 'code', 'direction'], help: 'responses' },
  sip_retransmissions: {
    kind: 'counter',
    labels: ['method'],
    help: 'requests and responses sent again',
  },
  sip_parse_errors: {
    kind: 'counter',
    labels: ['transport'],
    help: 'messages that could not be read',
  },
  sip_dropped: {
    kind: 'counter',
    labels: ['side', 'transport'],
    help: 'messages of strangers dropped unread: more than stranger-rate from one address',
  },
  drills: {
    kind: 'counter',
    labels: ['mode', 'result'],
    help: 'drills that ended or were stopped',
  },
  drill_calls_lost: { kind: 'counter', labels: ['mode'], help: 'calls lost in drills' },
  drill_notice: {
    kind: 'duration',
    labels: ['mode'],
    help: 'from a server going away to its being held as suspect or down',
  },
  drill_move: {
    kind: 'duration',
    labels: ['mode'],
    help: 'from a server going away to the last line registered elsewhere',
  },
  drill_return: {
    kind: 'duration',
    labels: ['mode'],
    help: 'from a server going away to the last line registered there again',
  },
  snmp_requests: {
    kind: 'counter',
    labels: ['version', 'pdu'],
    help: 'SNMP requests that were answered',
  },
  snmp_rejected: {
    kind: 'counter',
    labels: ['reason'],
    help: 'SNMP datagrams refused: malformed, credentials, engine, time_window, rate, view',
  },
  snmp_notifications: {
    kind: 'counter',
    labels: ['kind', 'result'],
    help: 'SNMP notifications by what came of them',
  },
  cwmp_sessions: {
    kind: 'counter',
    labels: ['result'],
    help: 'TR-069 sessions that ended: completed, failed',
  },
  actor_restarts: {
    kind: 'counter',
    labels: ['machine'],
    help: 'actors started again after a fault',
  },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

export interface Sample {
  readonly labels: readonly string[];
  /** A counter's value; for a duration the number of observations. */
  readonly count: number;
  /** Seconds, of a duration. */
  readonly sum: number;
  /** Observations at or below each bound of `durationBounds`, cumulative. */
  readonly buckets: readonly number[];
}

export const durationBounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32] as const;

interface Cell {
  count: number;
  sum: number;
  readonly buckets: number[];
}

export class Statistics {
  readonly #cells = new Map<string, Cell>();

  /** Adds one; labels in the order of the catalogue. */
  count(name: MeasureName, ...labels: readonly string[]): void {
    this.add(name, 1, ...labels);
  }

  /** Adds what another process has counted. */
  add(name: MeasureName, amount: number, ...labels: readonly string[]): void {
    this.#cell(name, labels).count += amount;
  }

  observe(name: MeasureName, seconds: number, ...labels: readonly string[]): void {
    const cell = this.#cell(name, labels);
    cell.count += 1;
    cell.sum += seconds;
    for (const [at, bound] of durationBounds.entries()) {
      if (seconds <= bound) cell.buckets[at] = (cell.buckets[at] ?? 0) + 1;
    }
  }

  samples(name: MeasureName): readonly Sample[] {
    const prefix = `${name}\u0000`;
    return [...this.#cells]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, cell]) => ({ ...cell, labels: key.slice(prefix.length).split('\u0000') }));
  }

  /** The sum over every sample whose labels begin with these. */
  total(name: MeasureName, ...labels: readonly string[]): number {
    return this.samples(name)
      .filter((sample) => labels.every((label, at) => sample.labels[at] === label))
      .reduce((sum, { count }) => sum + count, 0);
  }

  #cell(name: MeasureName, labels: readonly string[]): Cell {
    const key = [name, ...labels].join('\u0000');
    const known = this.#cells.get(key);
    if (known) return known;
    const cell = { count: 0, sum: 0, buckets: durationBounds.map(() => 0) };
    this.#cells.set(key, cell);
    return cell;
  }
}
