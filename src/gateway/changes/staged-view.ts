/**
 * The view before there are lives: the configuration, and nothing that only a running gateway
 * knows.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { entriesUsed } from '../../domain/entries.ts';
import { Refusal } from '../../domain/refusal.ts';
import { Statistics } from '../../management/statistics.ts';
import { totalsOf } from '../../management/totals.ts';
import type { View } from '../../management/view.ts';

export function refuseYet(): never {
  throw new Refusal('E-NOT-RUNNING', 'the gateway does not run yet');
}

export function stagedView(configuration: () => Configuration): View {
  return {
    configuration,
    entries: () => entriesUsed(configuration()),
    status: refuseYet,
    users: () => [],
    servers: () => [],
    ports: () => [],
    calls: () => [],
    ruleCounts: () => ({ matches: 0, lastMatchAt: null }),
    actors: () => [],
    totals: () => totalsOf(new Statistics()),
    drills: () => [],
    scheduledDrills: () => [],
    callMedia: async () => undefined,
    callLog: async () => [],
    whatIf: refuseYet,
  };
}
