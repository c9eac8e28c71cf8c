/** What a line is doing now: registration, calls, and why it is where it is. */
import type { ServerKind } from '../../domain/configuration.ts';
import { registrationStatuses, type UserView } from '../view.ts';
import type { Readable } from './define.ts';
import { triesOf } from './details.ts';

export interface UserRow extends UserView {
  /** The list that `server` stands in; null: not registered. */
  readonly serverKind: ServerKind | null;
}

/** TR-104 issue 2, `CallControl.Line.{i}.Status`: an error of registration is one of the line. */
function lineStatus({ status }: UserView): string {
  if (status === 'up' || status === 'quiescent' || status === 'disabled') return status;
  return 'error';
}

function registerUri({ pseudonym, areaCode, address, effectiveDomain }: UserView): string | null {
  if (effectiveDomain === null) return null;
  return `sip:${pseudonym ?? `${areaCode}${address}`}@${effectiveDomain}`;
}

export const userState: readonly Readable<UserRow>[] = [
  {
    name: 'number',
    type: { kind: 'text', max: 42 },
    access: 'read',
    help: 'area code and address: the whole number',
    snmp: 'offhookUserNumber',
    tr104: 'CallControl.Line.{i}.DirectoryNumber',
    read: ({ areaCode, address }) => `${areaCode}${address}`,
  },
  {
    name: 'effectiveDomain',
    type: { kind: 'text', max: 255 },
    access: 'read',
    help: 'the domain in use',
    snmp: 'offhookUserEffectiveDomain',
    tr104: 'X_<VID>_EffectiveDomain',
    read: ({ effectiveDomain }) => effectiveDomain,
  },
  {
    name: 'registerUri',
    type: { kind: 'text', max: 389 },
    access: 'read',
    help: 'the address of record',
    tr104: 'RegisterURI',
    read: registerUri,
  },
  {
    name: 'status',
    type: { kind: 'choice', choices: registrationStatuses },
    access: 'read',
    help: 'the state of the registration',
    snmp: 'offhookUserRegState',
    tr104: 'Status',
    metric: 'offhook_user_registered{user="<row>"}',
    read: ({ status }) => status,
  },
  {
    name: 'lineStatus',
    type: { kind: 'choice', choices: ['up', 'error', 'testing', 'quiescent', 'disabled'] },
    access: 'read',
    help: 'the state of the line',
    tr104: 'CallControl.Line.{i}.Status',
    read: lineStatus,
  },
  {
    name: 'callStatus',
    type: {
      kind: 'choice',
      choices: ['idle', 'dialing', 'delivered', 'connected', 'alerting', 'disconnected', 'busy'],
    },
    access: 'read',
    help: 'what the line does in calls',
    snmp: 'offhookUserCallStatus',
    tr104: 'CallControl.Line.{i}.CallStatus',
    read: ({ callStatus }) => callStatus,
  },
  {
    name: 'server',
    type: { kind: 'text', max: 16 },
    access: 'read',
    help: 'the server the user is registered on',
    snmp: 'offhookUserRegServer',
    tr104: 'X_<VID>_RegisteredServer',
    read: ({ server }) => server,
  },
  {
    name: 'serverKind',
    type: { kind: 'choice', choices: ['location', 'proxy'] },
    access: 'read',
    help: 'the list of that server; proxy where no location server is configured',
    snmp: 'offhookUserRegServerKind',
    read: ({ serverKind }) => serverKind,
  },
  {
    name: 'since',
    type: { kind: 'instant' },
    access: 'read',
    help: 'in this state since',
    snmp: 'offhookUserRegLastChange',
    read: ({ since }) => since,
  },
  {
    name: 'expiresSeconds',
    type: { kind: 'gauge', unit: 's' },
    access: 'read',
    help: 'how long the binding still holds',
    snmp: 'offhookUserRegExpires',
    tr104: 'Contact.1.ExpireTime',
    read: ({ expiresSeconds }) => expiresSeconds,
  },
  {
    name: 'serviceRoute',
    type: { kind: 'texts' },
    access: 'read',
    help: 'what its requests pass behind that server, as its 200 has said (RFC 3608)',
    snmp: 'offhookUserServiceRoute',
    read: ({ serviceRoute }) => serviceRoute,
  },
  {
    name: 'lastRefusal',
    type: { kind: 'detail' },
    access: 'read',
    help: 'the last refusal of a server, with its reason',
    snmp: 'offhookUserRegLastRefusal',
    read: ({ lastRefusal }) => lastRefusal && { ...lastRefusal },
  },
  {
    name: 'lastStatus',
    type: { kind: 'integer', min: 100, max: 699 },
    access: 'read',
    help: 'the SIP status of the last answer to a REGISTER',
    snmp: 'offhookUserRegLastStatus',
    tr104: 'X_<VID>_LastRegisterResponse',
    read: ({ tries }) => tries.at(-1)?.status ?? null,
  },
  {
    name: 'next',
    type: { kind: 'text', max: 64 },
    access: 'read',
    help: 'what happens next',
    snmp: 'offhookUserRegNext',
    read: ({ next }) => next,
  },
  {
    name: 'calls',
    type: { kind: 'gauge', unit: 'calls' },
    access: 'read',
    help: 'calls in progress',
    snmp: 'offhookUserCallsActive',
    metric: 'offhook_user_calls_active{user="<row>"}',
    read: ({ calls }) => calls,
  },
  {
    name: 'tries',
    type: { kind: 'details' },
    access: 'read',
    help: 'why this server: the tries that led here, oldest first',
    snmp: 'offhookUserRegWhy',
    read: ({ tries }) => triesOf(tries),
  },
];
