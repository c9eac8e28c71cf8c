/** The values that labels may take: closed lists and configured names, to keep series few. */
import type { Configuration } from '../../domain/configuration.ts';
import { sipMethods } from '../sip-methods.ts';
import { durationBounds, type MeasureName, type Sample } from '../statistics.ts';

/** What a label that is not on its list becomes. */
const other = 'other';

/** Words of one measure only, by its label. */
const words: Partial<Record<MeasureName, Readonly<Record<string, readonly string[]>>>> = {
  entries_rejected: { kind: ['user', 'forward', 'several'] },
  register_requests: { result: ['ok', 'rejected', 'timeout'] },
  invite_requests: { result: ['answered', 'timeout', 'error'] },
  calls: { result: ['answered', 'busy', 'no_answer', 'cancelled', 'failed', 'no_route'] },
  call_records: { result: ['late', 'lost'] },
  drills: { result: ['finished', 'stopped'] },
  cwmp_sessions: { result: ['completed', 'failed'] },
  snmp_requests: {
    version: ['v1', 'v2c', 'v3'],
    pdu: ['get', 'getNext', 'getBulk', 'set'],
  },
  snmp_rejected: {
    reason: ['malformed', 'credentials', 'engine', 'time_window', 'rate', 'view'],
  },
  snmp_notifications: {
    kind: ['start', 'authentication', 'registration', 'server', 'capacity', 'call'],
    result: ['sent', 'confirmed', 'failed', 'dropped'],
  },
};

/** Master agents ask without a version, in phases: those are added as they come. */
const open: ReadonlySet<MeasureName> = new Set(['snmp_requests']);

const namesOf = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);

/** Lines register at the location servers; where there is none, at the proxies. */
function serverNames(measure: MeasureName, configuration: Configuration): readonly string[] {
  const { locationServers, proxyServers } = configuration;
  const registersAt = locationServers.length > 0 ? locationServers : proxyServers;
  return namesOf(measure.startsWith('register') ? registersAt : proxyServers);
}

/** The list of a label; undefined: the program's own words, few by themselves. */
function valuesOf(
  measure: MeasureName,
  label: string,
  configuration: Configuration,
): readonly string[] | undefined {
  if (label === 'server' || label === 'to') return serverNames(measure, configuration);
  if (label === 'rule') return namesOf(configuration.forwardingRules);
  if (label === 'method') return sipMethods;
  if (label === 'transport') return ['udp', 'tcp', 'tls'];
  if (label === 'side') return ['lan', 'wan'];
  if (label === 'mode') return ['shadow', 'live'];
  if (label === 'direction') {
    return measure.startsWith('call') ? ['outgoing', 'incoming', 'internal'] : ['in', 'out'];
  }
  return words[measure]?.[label];
}

function product(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  );
}

function sum(one: Sample, another: Sample): Sample {
  return {
    labels: one.labels,
    count: one.count + another.count,
    sum: one.sum + another.sum,
    buckets: one.buckets.map((value, at) => value + (another.buckets[at] ?? 0)),
  };
}

/** A status code that SIP has, or `other`. */
function statusCode(text: string): string {
  return /^[1-6][0-9]{2}$/.test(text) ? text : other;
}

/** What a measure shows: known label sets from the start, unknown values as `other`. */
export function boundedSamples(
  measure: MeasureName,
  labels: readonly string[],
  samples: readonly Sample[],
  configuration: Configuration,
): readonly Sample[] {
  const lists = labels.map((label) => valuesOf(measure, label, configuration));
  const found = new Map<string, Sample>();
  const known = lists.filter((list) => list !== undefined);
  // Without the zeroes a rate would miss the first event of a series.
  if (known.length === lists.length) {
    for (const row of product(known)) {
      const zero = { labels: row, count: 0, sum: 0, buckets: durationBounds.map(() => 0) };
      found.set(row.join('\u0000'), zero);
    }
  }
  for (const sample of samples) {
    const row = sample.labels.map((value, at) => {
      if (labels[at] === 'code') return statusCode(value);
      return open.has(measure) || (lists[at]?.includes(value) ?? true) ? value : other;
    });
    const key = row.join('\u0000');
    const before = found.get(key);
    const next = { ...sample, labels: row };
    found.set(key, before ? sum(before, next) : next);
  }
  return [...found.values()];
}
