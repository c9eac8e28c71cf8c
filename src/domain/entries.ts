/** The shared limit: users and forwarding rules together, at most 100, checked here and nowhere else. */
import type { Configuration } from './configuration.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';

export interface EntriesUsed {
  readonly used: number;
  readonly limit: number;
  readonly users: number;
  readonly forwardingRules: number;
}

export function entriesUsed({ users, forwardingRules }: Configuration): EntriesUsed {
  return {
    used: users.length + forwardingRules.length,
    limit: limits.entriesMax,
    users: users.length,
    forwardingRules: forwardingRules.length,
  };
}

/** Refuses what the table cannot hold: the entries there are, and as many more as are `added`. */
export function checkEntries(configuration: Configuration, added = 0): void {
  const { used, limit, users, forwardingRules } = entriesUsed(configuration);
  if (used + added > limit) {
    const kinds = `${users} users, ${forwardingRules} forwarding rules`;
    throw new Refusal('E-ENTRY-LIMIT', `${used} entries are in use (${kinds})`);
  }
}
