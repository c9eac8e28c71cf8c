/** The store of the shadow world: it forgets everything but the last configuration. */
import type { Revision, Store } from '../store/store.ts';

export function shadowStore(): Store {
  let latest: Revision | undefined;
  let number = 0;
  return {
    seal: (secret) => secret,
    unseal: (sealed) => sealed,
    latestRevision: async () => latest,
    revisions: async () => [],
    revision: async () => latest,
    async commitRevision(revision) {
      number += 1;
      latest = { number, ...revision };
      return number;
    },
    identities: async () => [],
    saveIdentity: nothing,
    forgetIdentity: nothing,
    noteOpenCall: nothing,
    appendCallRecord: nothing,
    closeOpenCalls: async () => [],
    callRecords: async () => [],
    appendEvents: async (events) => events.map((_, at) => at),
    events: async () => [],
    putState: nothing,
    getState: async () => undefined,
    states: async () => new Map(),
    deleteState: nothing,
    close: nothing,
  };
}

async function nothing(): Promise<void> {
  // Nobody will ever ask.
}
