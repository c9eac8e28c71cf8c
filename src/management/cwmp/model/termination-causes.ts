/** Why calls end, in TR-104's words: `CallLog.{i}.CallTerminationCause`. */
import { type Cause, causes } from '../../../domain/cause.ts';

export function isKnownCause(text: string): text is Cause {
  return Object.hasOwn(causes, text);
}

/** The record does not keep which side hung up; a normal end is told as ours. */
export const terminationCauses: Readonly<Record<Cause, string>> = {
  'normal-clearing': 'LocalDisconnect',
  busy: 'RemoteBusy',
  'no-answer': 'RemoteTimeout',
  cancelled: 'LocalDisconnect',
  declined: 'RemoteReject',
  unavailable: 'RemoteUnavailable',
  'unallocated-number': 'RemoteNotFound',
  'incomplete-number': 'RemoteBadRequest',
  'no-route': 'NoExtensionsMapped',
  'not-acceptable': 'RemoteNotAcceptable',
  refused: 'RemoteForbidden',
  'credentials-rejected': 'RemoteForbidden',
  'loop-detected': 'RemoteNotAllowed',
  'server-failure': 'RemoteNetworkFailure',
  'service-unavailable': 'RemoteUnavailable',
  'no-server-reachable': 'RemoteNetworkFailure',
  'connection-lost': 'RemoteNetworkFailure',
  'session-expired': 'LocalTimeout',
  'media-lost': 'LocalTimeout',
  interrupted: 'LocalInternalError',
  released: 'LocalReject',
  'limit-reached': 'LocalReject',
  'no-media': 'LocalInternalError',
  overloaded: 'LocalReject',
  'anonymous-rejected': 'AnonymousCallRejection',
  'do-not-disturb': 'LocalReject',
  'forwarded-too-often': 'RemoteNotAllowed',
  'not-permitted': 'LocalForbidden',
  transferred: 'LocalTransfer',
  fault: 'LocalInternalError',
};
