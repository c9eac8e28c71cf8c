/** A store that forgets: the same behaviour as the real one, without files, threads or waiting. */
import { createSecretKey } from 'node:crypto';
import type { CallRecord } from '../../src/domain/call-record.ts';
import type { LoggedEvent } from '../../src/domain/event.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { type Retention, retention } from '../../src/store/limits.ts';
import { createSealing } from '../../src/store/sealing.ts';
import type { LineIdentity, Revision, Store } from '../../src/store/store.ts';

export interface MemoryStore extends Store {
  /** From now on every write rejects with this code; undefined: there is room again. */
  failWith(code: 'E-STORE-FULL' | 'E-STORE-FAILED' | undefined): void;
  /** What a restarted gateway would find: the same contents, open, not failing. */
  reopen(): MemoryStore;
}

interface Contents {
  readonly kept: Retention;
  revisionNumber: number;
  eventNumber: number;
  readonly revisions: Revision[];
  readonly identities: Map<string, LineIdentity>;
  readonly openCalls: Map<string, CallRecord>;
  readonly callRecords: CallRecord[];
  readonly events: LoggedEvent[];
  readonly states: Map<string, string>;
}

const sealing = createSealing(createSecretKey(Buffer.alloc(32, 7)));

export function createMemoryStore(kept: Retention = retention): MemoryStore {
  return openContents({
    kept,
    revisionNumber: 0,
    eventNumber: 0,
    revisions: [],
    identities: new Map(),
    openCalls: new Map(),
    callRecords: [],
    events: [],
    states: new Map(),
  });
}

function openContents(contents: Contents): MemoryStore {
  const { kept, revisions, identities, openCalls, callRecords, events, states } = contents;
  let failure: string | undefined;
  let isClosed = false;
  const mayRead = () => {
    if (isClosed) throw new Refusal('E-STORE-FAILED', 'the store is closed');
  };
  const mayWrite = () => {
    mayRead();
    if (failure) throw new Refusal(failure, 'a test wants it so; nothing has changed');
  };

  return {
    ...sealing,

    async latestRevision() {
      mayRead();
      return revisions.at(-1);
    },
    async revisions() {
      mayRead();
      return revisions
        .map(({ number, at, author, summary }) => ({ number, at, author, summary }))
        .reverse();
    },
    async revision(number) {
      mayRead();
      return revisions.find((one) => one.number === number);
    },
    async commitRevision(revision, beside) {
      mayWrite();
      if (beside?.value !== undefined) states.set(beside.key, beside.value);
      else if (beside) states.delete(beside.key);
      revisions.push({ number: ++contents.revisionNumber, ...revision });
      keepNewest(revisions, Math.max(1, kept.revisionsMax));
      return contents.revisionNumber;
    },

    async identities() {
      mayRead();
      return [...identities.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
    },
    async saveIdentity(identity) {
      mayWrite();
      const known = identities.get(identity.user);
      const floor = known?.callId === identity.callId ? known.cseqReserved : 0;
      const cseqReserved = Math.max(floor, identity.cseqReserved);
      identities.set(identity.user, { ...identity, cseqReserved });
    },
    async forgetIdentity(user) {
      mayWrite();
      identities.delete(user);
    },

    async noteOpenCall(record) {
      mayWrite();
      openCalls.set(record.id, record);
    },
    async appendCallRecord(record) {
      mayWrite();
      openCalls.delete(record.id);
      callRecords.push(record);
      keepNewest(callRecords, kept.callRecordsMax);
    },
    async closeOpenCalls() {
      mayWrite();
      const closed = [...openCalls.values()];
      openCalls.clear();
      callRecords.push(...closed);
      keepNewest(callRecords, kept.callRecordsMax);
      return closed;
    },
    async callRecords(count) {
      mayRead();
      return callRecords.slice(Math.max(0, callRecords.length - count)).reverse();
    },

    async appendEvents(added) {
      mayWrite();
      const numbered = added.map((event) => ({ number: ++contents.eventNumber, ...event }));
      events.push(...numbered);
      keepNewest(events, kept.eventsMax);
      return numbered.map(({ number }) => number);
    },
    async events({ after, code, subject, limit }) {
      mayRead();
      const found = events.filter(
        (event) =>
          event.number > (after ?? 0) &&
          (code === undefined || event.code === code) &&
          (subject === undefined || event.subject.name === subject),
      );
      const from = after === undefined ? Math.max(0, found.length - limit) : 0;
      return found.slice(from, from + limit);
    },

    async putState(key, value) {
      mayWrite();
      states.set(key, value);
    },
    async getState(key) {
      mayRead();
      return states.get(key);
    },
    async states(prefix) {
      mayRead();
      const found = [...states].filter(([key]) => key.startsWith(prefix));
      return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    async deleteState(key) {
      mayWrite();
      states.delete(key);
    },

    async close() {
      isClosed = true;
    },

    failWith(code) {
      failure = code;
    },
    reopen: () => openContents(contents),
  };
}

function keepNewest(rows: unknown[], rowsMax: number): void {
  rows.splice(0, rows.length - rowsMax);
}
