/** What the whole gateway has counted since its start: sums over the statistics. */
import type { MeasureName, Statistics } from './statistics.ts';

export interface Totals {
  readonly entriesRejected: number;
  readonly registerAttempts: number;
  readonly registerSuccesses: number;
  readonly registerRefusals: number;
  readonly registerTimeouts: number;
  readonly registerFailovers: number;
  readonly callsOut: number;
  readonly callsOutConnected: number;
  readonly callsIn: number;
  readonly callsInConnected: number;
  readonly callsInternal: number;
  readonly callsForwarded: number;
  readonly callsFailed: number;
  readonly callsNoRoute: number;
  readonly inviteFailovers: number;
  /** Connected time of all calls. */
  readonly callSeconds: number;
}

/** The sum over the samples whose second label, the result, is this. */
function withResult(statistics: Statistics, name: MeasureName, result: string): number {
  return statistics
    .samples(name)
    .filter(({ labels }) => labels[1] === result)
    .reduce((sum, { count }) => sum + count, 0);
}

export function totalsOf(statistics: Statistics): Totals {
  const total = (name: MeasureName, ...labels: readonly string[]) =>
    statistics.total(name, ...labels);
  const registered = (result: string) => withResult(statistics, 'register_requests', result);
  const callsNoRoute = withResult(statistics, 'calls', 'no_route');
  const seconds = statistics.samples('call_duration').reduce((sum, sample) => sum + sample.sum, 0);
  return {
    entriesRejected: total('entries_rejected'),
    registerAttempts: total('register_requests'),
    registerSuccesses: registered('ok'),
    registerRefusals: registered('rejected'),
    registerTimeouts: registered('timeout'),
    registerFailovers: total('register_failovers'),
    callsOut: total('calls', 'outgoing'),
    callsOutConnected: total('calls', 'outgoing', 'answered'),
    callsIn: total('calls', 'incoming'),
    callsInConnected: total('calls', 'incoming', 'answered'),
    callsInternal: total('calls', 'internal'),
    callsForwarded: total('forward_matches'),
    callsFailed: withResult(statistics, 'calls', 'failed') + callsNoRoute,
    callsNoRoute,
    inviteFailovers: total('invite_failovers'),
    callSeconds: Math.floor(seconds),
  };
}
