/** Events in the words of the notifications of OFFHOOK-MIB. */
import type { LoggedEvent } from '../events.ts';
import { cut } from './syntax.ts';
import { gauge32, integer, type SnmpValue } from './value.ts';

export interface Happened {
  /** A notification of the MIB, or the OID of one of RFC 3418. */
  readonly name: string;
  /** As in offhookNotifyEnable. */
  readonly kind: string;
  readonly values: Readonly<Record<string, SnmpValue>>;
}

/** OffhookServerKind */
const locationKind = integer(1);
const proxyKind = integer(2);

function text(value: unknown, max = 32): SnmpValue {
  return cut(typeof value === 'string' ? value : '', max);
}

/** OffhookSipStatusCode */
function status({ facts: { status: code } }: LoggedEvent): SnmpValue {
  return gauge32(typeof code === 'number' && code >= 100 && code <= 699 ? code : 0);
}

function reason({ facts, text: sentence }: LoggedEvent): SnmpValue {
  return text(facts['reason'] ?? facts['cause'] ?? facts['tries'] ?? sentence, 128);
}

function serverKind({ subject }: LoggedEvent): SnmpValue {
  return subject.kind === 'proxyServer' ? proxyKind : locationKind;
}

export function registrationLost(event: LoggedEvent): Happened {
  const { subject, facts } = event;
  return {
    name: 'offhookRegistrationLost',
    kind: 'registration',
    values: {
      offhookNotifyUserName: text(subject.name),
      offhookNotifyServerKind: locationKind,
      offhookNotifyServerFrom: text(facts['from'] ?? facts['server']),
      offhookNotifySipStatus: status(event),
      offhookNotifyReason: reason(event),
    },
  };
}

export function registrationRestored({ subject, facts }: LoggedEvent): Happened {
  return {
    name: 'offhookRegistrationRestored',
    kind: 'registration',
    values: {
      offhookNotifyUserName: text(subject.name),
      offhookNotifyServerKind: locationKind,
      offhookNotifyServerTo: text(facts['to'] ?? facts['server']),
    },
  };
}

export function userMoved(event: LoggedEvent): Happened {
  const { subject, facts } = event;
  return {
    name: 'offhookServerFailover',
    kind: 'server',
    values: {
      offhookNotifyUserName: text(subject.name),
      offhookNotifyServerKind: locationKind,
      offhookNotifyServerFrom: text(facts['from']),
      offhookNotifyServerTo: text(facts['to'] ?? facts['server']),
      offhookNotifySipStatus: status(event),
      offhookNotifyReason: reason(event),
    },
  };
}

export function serverDown(event: LoggedEvent): Happened {
  return {
    name: 'offhookServerFailover',
    kind: 'server',
    values: {
      offhookNotifyUserName: text(''),
      offhookNotifyServerKind: serverKind(event),
      offhookNotifyServerFrom: text(event.subject.name),
      offhookNotifyServerTo: text(''),
      offhookNotifySipStatus: status(event),
      offhookNotifyReason: reason(event),
    },
  };
}

export function masterRestored(event: LoggedEvent): Happened {
  return {
    name: 'offhookServerMasterRestored',
    kind: 'server',
    values: {
      offhookNotifyServerKind: serverKind(event),
      offhookNotifyServerTo: text(event.subject.name),
    },
  };
}

export function entryLimit(
  name: 'offhookEntryLimitReached' | 'offhookEntryLimitCleared',
  { used, limit }: { readonly used: number; readonly limit: number },
): Happened {
  return {
    name,
    kind: 'capacity',
    values: { offhookEntriesUsed: gauge32(used), offhookEntriesLimit: gauge32(limit) },
  };
}

export function callFailed(event: LoggedEvent): Happened {
  const { facts } = event;
  return {
    name: 'offhookCallFailed',
    kind: 'call',
    values: {
      offhookNotifyUserName: text(facts['user'] ?? facts['from']),
      offhookNotifySipStatus: status(event),
      offhookNotifyReason: reason(event),
    },
  };
}
