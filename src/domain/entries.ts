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

/** Refuses a configuration that holds more entries than there may be. */
export function checkEntries(configuration: Configuration): Configuration {
  const { used, limit } = entriesUsed(configuration);
  if (used > limit) {
    const before = `${configuration.users.length} users, ${configuration.forwardingRules.length} forwarding rules`;
    throw new Refusal(
      'E-ENTRY-LIMIT',
      `${limit} entries are the most there may be; this would make ${used} (${before})`,
    );
  }
  return configuration;
}

/** Refuses one more entry when none is free. */
export function checkRoom(configuration: Configuration): void {
  const { used, limit, users, forwardingRules } = entriesUsed(configuration);
  if (used >= limit) {
    throw new Refusal(
      'E-ENTRY-LIMIT',
      `${used} entries are in use (${users} users, ${forwardingRules} forwarding rules)`,
    );
  }
}
