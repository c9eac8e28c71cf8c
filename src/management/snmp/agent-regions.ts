/**
 * What the agent counts and is: RFC 3418 snmp, RFC 3411 engine, RFC 3412 and 3414 statistics, our
 * notification controls.
 */
import { notificationKinds } from '../../domain/snmp-checks.ts';
import { setSnmp } from '../../domain/snmp-settings.ts';
import type { AgentFacts } from './agent-facts.ts';
import type { CounterName } from './counters.ts';
import { limits } from './limits.ts';
import { mibObject } from './mib.ts';
import type { Oid } from './oid.ts';
import { type Region, scalar } from './store.ts';
import { checkSyntax } from './syntax.ts';
import { counter32, gauge32, integer, type SnmpValue, timeTicks } from './value.ts';
import { writableScalar } from './writable-scalar.ts';

const snmp: Oid = [1, 3, 6, 1, 2, 1, 11];
const engine: Oid = [1, 3, 6, 1, 6, 3, 10, 2, 1];
const mpd: Oid = [1, 3, 6, 1, 6, 3, 11, 2, 1];
const target: Oid = [1, 3, 6, 1, 6, 3, 12, 1];
const usm: Oid = [1, 3, 6, 1, 6, 3, 15, 1, 1];

const counters: readonly (readonly [oid: Oid, name: CounterName | undefined])[] = [
  [[...snmp, 1], 'inPkts'],
  [[...snmp, 2], 'outPkts'],
  [[...snmp, 3], 'inBadVersions'],
  [[...snmp, 4], 'inBadCommunityNames'],
  [[...snmp, 5], 'inBadCommunityUses'],
  [[...snmp, 6], 'inAsnParseErrs'],
  [[...snmp, 31], 'silentDrops'],
  // snmpProxyDrops: nothing is proxied.
  [[...snmp, 32], undefined],
  [[...mpd, 1], 'unknownSecurityModels'],
  [[...mpd, 2], 'invalidMsgs'],
  [[...mpd, 3], 'unknownPduHandlers'],
  // snmpUnavailableContexts: the only context there is is always there.
  [[...target, 4], undefined],
  [[...target, 5], 'unknownContexts'],
  [[...usm, 1], 'unsupportedSecLevels'],
  [[...usm, 2], 'notInTimeWindows'],
  [[...usm, 3], 'unknownUserNames'],
  [[...usm, 4], 'unknownEngineIds'],
  [[...usm, 5], 'wrongDigests'],
  [[...usm, 6], 'decryptionErrors'],
];

/** RFC 2578 §7.1.4: the first bit is the highest of the first octet. */
function bitsOf(kinds: readonly string[]): SnmpValue {
  const bits = notificationKinds.reduce(
    (sum, kind, at) => sum + (kinds.includes(kind) ? 0x80 >> at : 0),
    0,
  );
  return { type: 'octets', value: Buffer.from([bits]) };
}

function kindsOf(value: SnmpValue): readonly string[] {
  const first = value.type === 'octets' ? (value.value[0] ?? 0) : 0;
  return notificationKinds.filter((_kind, at) => (first & (0x80 >> at)) !== 0);
}

function checkBits(value: SnmpValue) {
  if (value.type !== 'octets') return 'wrongType';
  return value.value.length <= 1 ? undefined : 'wrongLength';
}

function notifyControls({ view, suppressed, counts }: AgentFacts): readonly Region[] {
  const enable = mibObject('offhookNotifyEnable');
  const interval = mibObject('offhookNotifyMinInterval');
  return [
    scalar(
      enable.oid,
      () => bitsOf(view.configuration().snmp.notify),
      writableScalar({
        check: checkBits,
        change: (configuration, value) => setSnmp(configuration, { notify: kindsOf(value) }),
      }),
    ),
    scalar(
      interval.oid,
      () => gauge32(view.configuration().snmp.notifyIntervalSeconds),
      writableScalar({
        check: (value) => checkSyntax(value, interval.syntax),
        change: (configuration, value) =>
          setSnmp(configuration, {
            notifyIntervalSeconds: value.type === 'gauge32' ? value.value : 0,
          }),
      }),
    ),
    scalar(mibObject('offhookNotifySuppressed').oid, () => counter32(suppressed())),
    scalar(mibObject('offhookNotifyDropped').oid, () => {
      const { notificationsDropped, notificationsFailed } = counts();
      return counter32(notificationsDropped + notificationsFailed);
    }),
  ];
}

export function agentRegions(facts: AgentFacts): readonly Region[] {
  return [
    ...counters.map(([oid, name]) => scalar(oid, () => counter32(name ? facts.counts()[name] : 0))),
    scalar([...engine, 1], () => ({ type: 'octets', value: facts.engine().id })),
    scalar([...engine, 2], () => integer(facts.engine().boots)),
    scalar([...engine, 3], () => integer(facts.engine().seconds)),
    scalar([...engine, 4], () => integer(limits.datagramMaxBytes)),
    // The counters begin with the gateway, and so with the agent.
    scalar(mibObject('offhookSysCounterDiscontinuity').oid, () => timeTicks(0)),
    ...notifyControls(facts),
  ];
}
