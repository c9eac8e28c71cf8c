/** The shared limit: users and forwarding rules together, checked here and nowhere else. */
import type { Configuration, DraftKind } from './configuration.ts';
import { numberSetting } from './protocol.ts';
import { Refusal } from './refusal.ts';

export interface EntriesUsed {
  readonly used: number;
  readonly limit: number;
  readonly users: number;
  readonly forwardingRules: number;
}

export function entriesUsed(configuration: Configuration): EntriesUsed {
  const users = configuration.users.length + draftsOf(configuration, 'user');
  const forwardingRules =
    configuration.forwardingRules.length + draftsOf(configuration, 'forwardingRule');
  return {
    used: users + forwardingRules,
    limit: numberSetting(configuration, 'entries-max'),
    users,
    forwardingRules,
  };
}

/** An entry that is still a draft holds its place. */
function draftsOf({ drafts }: Configuration, kind: DraftKind): number {
  return drafts.filter((draft) => draft.kind === kind).length;
}

/** Refuses what the table cannot hold: the entries there are, and as many more as are `added`. */
export function checkEntries(configuration: Configuration, added = 0): void {
  const { used, limit, users, forwardingRules } = entriesUsed(configuration);
  if (used + added > limit) {
    const kinds = `${users} users, ${forwardingRules} forwarding rules`;
    throw new Refusal('E-ENTRY-LIMIT', `${used} entries are in use (${kinds})`);
  }
}
