/** Things to store. */
import type { CallRecord } from '../../src/domain/call-record.ts';
import type { LoggedEvent } from '../../src/domain/event.ts';
import type { LineIdentity, Revision } from '../../src/store/store.ts';

const at = '2026-11-25T12:00:00.000Z';

export function revision(document: string): Omit<Revision, 'number'> {
  return { at, author: 'cli:root', summary: 'voip sip user create alice', document };
}

export function identity(user: string, cseqReserved: number, callId = 'c1'): LineIdentity {
  return {
    user,
    callId,
    instanceId: 'urn:uuid:00000000-0000-4000-8000-000000000000',
    cseqReserved,
  };
}

export function callRecord(id: string): CallRecord {
  return {
    id,
    direction: 'outgoing',
    from: 'alice',
    to: '0301234',
    startedAt: at,
    connectedAt: undefined,
    endedAt: at,
    verdict: 'serverError',
    cause: 'no-server-reachable',
    route: 'proxies',
    tries: [
      { server: 'east', outcome: 'unreachable', status: undefined, reason: 'no answer', ms: 8000 },
      { server: 'west', outcome: 'refused', status: 503, reason: '503 Busy', ms: 12 },
    ],
  };
}

export function event(
  code: string,
  name = 'alice',
  severity: LoggedEvent['severity'] = 'info',
): Omit<LoggedEvent, 'number'> {
  const subject = { kind: 'user', name } as const;
  return {
    at,
    code,
    severity,
    subject,
    text: `${name} “${code}”`,
    facts: { status: 403, ok: null },
  };
}
