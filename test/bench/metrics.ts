/** What a scrape costs the event loop with the table of entries full. */
import { createMetrics } from '../../src/management/metrics/exposition.ts';
import { manyLines } from '../support/many-lines.ts';
import type { Figure } from './figure.ts';

/** CPU milliseconds of one scrape: the median of many, after a warm-up. */
export default async function run(): Promise<readonly Figure[]> {
  const { context, statistics } = manyLines(99);
  for (const method of ['INVITE', 'REGISTER', 'BYE', 'ACK', 'CANCEL', 'OPTIONS']) {
    for (const direction of ['in', 'out']) {
      statistics.count('sip_requests', method, direction);
      for (const code of ['100', '180', '200', '401', '486', '503']) {
        statistics.count('sip_responses', method, code, direction);
      }
    }
  }
  const metrics = createMetrics(context);
  const costs: number[] = [];
  for (let at = 0; at < 300; at += 1) {
    const before = process.cpuUsage();
    await metrics.expose(undefined);
    const { user, system } = process.cpuUsage(before);
    if (at >= 100) costs.push((user + system) / 1000);
  }
  costs.sort((one, other) => one - other);
  const value = costs[Math.floor(costs.length / 2)] ?? Number.NaN;
  return [{ name: 'scrape at 100 entries', value, unit: 'ms CPU', target: 5, direction: 'max' }];
}
