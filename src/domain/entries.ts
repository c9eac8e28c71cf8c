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

export type EntryKind = 'user' | 'forward';

/** The shared limit said no, and to what: an entry, or `several` at once. */
export class EntryRefusal extends Refusal {
  readonly kind: EntryKind | 'several';

  constructor(kind: EntryKind | 'several', rule: string) {
    super('E-ENTRY-LIMIT', rule);
    this.kind = kind;
  }
}

/** Refuses what the table cannot hold: the entries there are, and one more when one is `added`. */
export function checkEntries(configuration: Configuration, added?: EntryKind): void {
  const { used, limit, users, forwardingRules } = entriesUsed(configuration);
  if (used + (added ? 1 : 0) > limit) {
    const kinds = `${users} users, ${forwardingRules} forwarding rules`;
    throw new EntryRefusal(added ?? 'several', `${used} entries are in use (${kinds})`);
  }
}
