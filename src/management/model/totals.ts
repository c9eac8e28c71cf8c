/** What the whole gateway has counted since its start. */
import type { Totals } from '../totals.ts';
import { defineGroup, type Readable } from './define.ts';
import { pascalCase } from './values.ts';

type Row = readonly [
  of: keyof Totals,
  unit: string,
  help: string,
  snmp?: string | undefined,
  tr104?: string,
];

const control = 'CallControl.X_<VID>_';

const counted: readonly Row[] = [
  ['registerAttempts', 'attempts', 'attempts to register', 'offhookRegAttempts'],
  ['registerSuccesses', 'attempts', 'of those, accepted', 'offhookRegSuccesses'],
  ['registerRefusals', 'attempts', 'of those, refused', 'offhookRegRejects'],
  [
    'registerTimeouts',
    'attempts',
    'of those, not answered',
    'offhookRegTimeouts',
    'SIP.Network.{i}.UnansweredRegistrationAttempts',
  ],
  ['registerFailovers', 'moves', 'lines that moved to another server', 'offhookRegFailovers'],
  ['callsOut', 'calls', 'outgoing calls', 'offhookCallsOutAttempts', `${control}CallsProxied`],
  ['callsOutConnected', 'calls', 'outgoing calls answered', 'offhookCallsOutAnswered'],
  ['callsIn', 'calls', 'incoming calls', 'offhookCallsInAttempts'],
  ['callsInConnected', 'calls', 'incoming calls answered', 'offhookCallsInAnswered'],
  [
    'callsInternal',
    'calls',
    'calls between users here',
    'offhookCallsLocal',
    `${control}CallsLocal`,
  ],
  [
    'callsForwarded',
    'calls',
    'calls that a forwarding rule took',
    'offhookCallsForwarded',
    `${control}CallsForwarded`,
  ],
  ['callsFailed', 'calls', 'calls that failed through no choice of a party', 'offhookCallsFailed'],
  [
    'callsNoRoute',
    'calls',
    'calls that no user, rule or server could take',
    'offhookCallsNoRoute',
    `${control}CallsUnroutable`,
  ],
  [
    'inviteFailovers',
    'calls',
    'calls that went on to another proxy server',
    'offhookCallsInviteFailovers',
  ],
  ['callSeconds', 's', 'connected time of all calls', 'offhookCallsSeconds'],
];

/** What Prometheus has by the same sums. */
const metrics: Readonly<Partial<Record<keyof Totals, string>>> = {
  registerAttempts: 'offhook_register_requests_total',
  registerSuccesses: 'offhook_register_requests_total{result="ok"}',
  registerRefusals: 'offhook_register_requests_total{result="rejected"}',
  registerTimeouts: 'offhook_register_requests_total{result="timeout"}',
  registerFailovers: 'offhook_register_failovers_total',
  callsOut: 'offhook_calls_total{direction="outgoing"}',
  callsOutConnected: 'offhook_calls_total{direction="outgoing",result="answered"}',
  callsIn: 'offhook_calls_total{direction="incoming"}',
  callsInConnected: 'offhook_calls_total{direction="incoming",result="answered"}',
  callsInternal: 'offhook_calls_total{direction="internal"}',
  callsForwarded: 'offhook_forward_matches_total',
  callsNoRoute: 'offhook_calls_total{result="no_route"}',
  inviteFailovers: 'offhook_invite_failovers_total',
};

export const totals = defineGroup<Totals>({
  name: 'totals',
  help: 'what the gateway has counted since its start',
  objects: counted.map(
    ([of, unit, help, snmp, tr104]): Readable<Totals> => ({
      name: of,
      type: { kind: 'counter', unit },
      access: 'read',
      help,
      ...(snmp !== undefined && { snmp }),
      ...(metrics[of] !== undefined && { metric: metrics[of] }),
      tr104: tr104 ?? `X_<VID>_Totals.${pascalCase(of)}`,
      read: (row) => row[of],
    }),
  ),
  row: (view) => view.totals(),
});
