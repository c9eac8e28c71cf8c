/** Ended calls, each with its one verdict. TR-104: `CallLog`. */
import type { CallRecord, LegMedia } from '../../domain/call-record.ts';
import { defineLog, type Readable } from './define.ts';
import { triesOf } from './details.ts';
import type { Detail } from './managed-object.ts';

const objects: readonly Readable<CallRecord>[] = [
  {
    name: 'id',
    type: { kind: 'text', max: 64 },
    access: 'index',
    help: 'the id of the call',
    snmp: 'offhookCallLogId',
    read: ({ id }) => id,
  },
  {
    name: 'direction',
    type: { kind: 'choice', choices: ['internal', 'outgoing', 'incoming'] },
    access: 'read',
    help: 'outgoing: to a provider; incoming: from one',
    snmp: 'offhookCallLogDirection',
    tr104: 'Direction',
    read: ({ direction }) => direction,
  },
  {
    name: 'from',
    type: { kind: 'text', max: 255 },
    access: 'read',
    help: 'the caller: a user, or a number outside',
    snmp: 'offhookCallLogFrom',
    tr104: 'CallingPartyNumber',
    read: ({ from }) => from,
  },
  {
    name: 'to',
    type: { kind: 'text', max: 255 },
    access: 'read',
    help: 'the called number',
    snmp: 'offhookCallLogTo',
    tr104: 'CalledPartyNumber',
    read: ({ to }) => to,
  },
  {
    name: 'startedAt',
    type: { kind: 'instant' },
    access: 'read',
    help: 'when it began',
    snmp: 'offhookCallLogStart',
    tr104: 'Start',
    read: ({ startedAt }) => startedAt,
  },
  {
    name: 'connectedAt',
    type: { kind: 'instant' },
    access: 'read',
    help: 'when it was answered',
    snmp: 'offhookCallLogConnected',
    read: ({ connectedAt }) => connectedAt ?? null,
  },
  {
    name: 'endedAt',
    type: { kind: 'instant' },
    access: 'read',
    help: 'when it ended',
    snmp: 'offhookCallLogEnd',
    read: ({ endedAt }) => endedAt,
  },
  {
    name: 'seconds',
    type: { kind: 'gauge', unit: 's' },
    access: 'read',
    help: 'how long it was connected',
    snmp: 'offhookCallLogDuration',
    tr104: 'Duration',
    read: secondsOf,
  },
  {
    name: 'verdict',
    type: {
      kind: 'choice',
      choices: ['success', 'clientError', 'upstreamError', 'serverError', 'indeterminate'],
    },
    access: 'read',
    help: 'whose doing the end was',
    snmp: 'offhookCallLogVerdict',
    read: ({ verdict }) => verdict,
  },
  {
    name: 'cause',
    type: { kind: 'text', max: 64 },
    access: 'read',
    help: 'why it ended',
    snmp: 'offhookCallLogCause',
    tr104: 'CallTerminationCause',
    read: ({ cause }) => cause,
  },
  {
    name: 'route',
    type: { kind: 'text', max: 64 },
    access: 'read',
    help: 'the way it took',
    snmp: 'offhookCallLogRoute',
    read: ({ route }) => route,
  },
  {
    name: 'server',
    type: { kind: 'text', max: 16 },
    access: 'read',
    help: 'the server that answered',
    snmp: 'offhookCallLogServer',
    tr104: 'X_<VID>_Server',
    read: ({ tries }) => tries.find(({ outcome }) => outcome === 'answered')?.server ?? null,
  },
  {
    name: 'serversTried',
    type: { kind: 'gauge', unit: 'servers' },
    access: 'read',
    help: 'how many servers were tried',
    snmp: 'offhookCallLogServersTried',
    tr104: 'X_<VID>_ServersTried',
    read: ({ tries }) => tries.length,
  },
  {
    name: 'tries',
    type: { kind: 'details' },
    access: 'read',
    help: 'every server tried, with what came of it',
    snmp: 'offhookCallLogTries',
    // Scripts know these four fields; the words are in `reasons`.
    read: ({ tries }) => triesOf(tries).map(({ reason: _reason, ...rest }) => rest),
  },
  {
    name: 'reasons',
    type: { kind: 'texts' },
    access: 'read',
    help: 'what came of each try, in words',
    read: ({ tries }) => tries.map(({ reason }) => reason),
  },
  {
    name: 'media',
    type: { kind: 'details' },
    access: 'read',
    help: 'what arrived from each leg, and how it probably sounded (1 to 4.5)',
    snmp: 'offhookCallLogMedia',
    read: ({ media }) => (media ? [mediaOf('caller', media.a), mediaOf('called', media.b)] : []),
  },
  {
    name: 'silent',
    type: { kind: 'choice', choices: ['caller', 'called'] },
    access: 'read',
    help: 'the party that was not heard for seconds while the other was',
    snmp: 'offhookCallLogSilent',
    read: ({ silent }) => (silent === undefined ? null : silent === 'a' ? 'caller' : 'called'),
  },
  {
    name: 'mediaFault',
    type: { kind: 'text', max: 255 },
    access: 'read',
    help: 'what went wrong with media',
    snmp: 'offhookCallLogMediaFault',
    read: ({ mediaFault }) => mediaFault ?? null,
  },
  {
    name: 'transfers',
    type: { kind: 'details' },
    access: 'read',
    help: 'every time it was handed on: when, by whom, to whom, what came of it',
    snmp: 'offhookCallLogTransfers',
    read: ({ transfers = [] }) => transfers.map((one) => ({ ...one })),
  },
  {
    name: 'joinedTo',
    type: { kind: 'text', max: 64 },
    access: 'read',
    help: 'the id of the call that it was joined to by an attended transfer',
    snmp: 'offhookCallLogJoinedTo',
    read: ({ joinedTo }) => joinedTo ?? null,
  },
];

function mediaOf(leg: string, media: LegMedia): Detail {
  const { packets, lost = null, jitterMs = null, dtmfEvents = null, foreign } = media;
  const { roundTripMs = null, opinionScore = null } = media;
  return { leg, packets, lost, jitterMs, dtmfEvents, foreign, roundTripMs, opinionScore };
}

/** 0 for a call that was never answered. */
function secondsOf({ connectedAt, endedAt }: CallRecord): number {
  if (connectedAt === undefined) return 0;
  return Math.round((Date.parse(endedAt) - Date.parse(connectedAt)) / 1000);
}

export const callRecords = defineLog<CallRecord>({
  name: 'call-records',
  title: 'call record',
  cli: ['voip', 'call'],
  snmp: 'offhookCallLogTable',
  tr104: 'CallLog.{i}.',
  help: 'ended calls, newest first, each with its verdict and every server tried',
  list: ['id', 'from', 'to', 'startedAt', 'connectedAt', 'endedAt', 'verdict', 'cause', 'tries'],
  columns: ['startedAt', 'from', 'to', 'route', 'seconds', 'verdict', 'cause', 'tries'],
  objects,
  newest: (view, count) => view.callLog(count),
});
