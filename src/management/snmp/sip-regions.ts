/**
 * RFC 4780, read-only subsets: SIP-COMMON-MIB and SIP-UA-MIB, below the one row of RFC 2788
 * applTable.
 */
import type { Transport } from '../../domain/configuration.ts';
import { setting } from '../../domain/protocol.ts';
import type { Statistics } from '../statistics.ts';
import type { StatusView } from '../view.ts';
import type { AgentFacts } from './agent-facts.ts';
import { derivedTable } from './derived-table.ts';
import type { Oid } from './oid.ts';
import { rowKey } from './row-key.ts';
import type { Region } from './store.ts';
import { counter32, gauge32, integer, octets, type SnmpValue, timeTicks } from './value.ts';

const appl: Oid = [1, 3, 6, 1, 2, 1, 27, 1, 1];
const common: Oid = [1, 3, 6, 1, 2, 1, 149, 1];
const userAgent: Oid = [1, 3, 6, 1, 2, 1, 150, 1];

/** applIndex: there is one application. */
const applIndex = 1;
const one = [{}];

/** SipTCEntityRole: other, userAgent, proxyServer, redirectServer, registrarServer. */
const roles = { userAgent: 0x40, proxyServer: 0x20, registrarServer: 0x08 } as const;

/** SipTCTransportProtocol: other, udp, tcp, sctp, tls over tcp. */
const transports: Readonly<Record<Transport, number>> = { udp: 0x40, tcp: 0x20, tls: 0x08 };

/** RFC 4780 sipCommonCfgServiceOperStatus and RFC 2788 applOperStatus. */
const operStatus: Readonly<Record<StatusView['state'], readonly [sip: number, appl: number]>> = {
  starting: [5, 5],
  running: [2, 1],
  draining: [6, 6],
  stopped: [3, 2],
};

const bits = (value: number): SnmpValue => ({ type: 'octets', value: Buffer.from([value]) });
const noTime = () => timeTicks(0);

function applRegions({ view }: AgentFacts): readonly Region[] {
  return derivedTable({
    entry: appl,
    rows: () => one,
    keyOf: () => [applIndex],
    columns: {
      2: () => octets('Offhook'),
      3: () => octets(''),
      4: () => octets(view.status().version),
      5: noTime,
      6: () => integer(operStatus[view.status().state][1]),
      7: noTime,
      16: () => octets('multi-line VoIP gateway'),
      17: () => octets(''),
    },
  });
}

function timersOf({ view }: AgentFacts): readonly number[] {
  const configuration = view.configuration();
  const [t1 = 0, t2 = 0, t4 = 0] = (['t1', 't2', 't4'] as const).map((name) =>
    Number(setting(configuration, name)),
  );
  const lifetime = 64 * t1;
  const timerC = 180_000;
  // A B C D E F G H I J K, then T1 T2 T4: RFC 3261, table 4.
  return [
    ...[t1, lifetime, timerC, Math.max(32_000, lifetime), t1, lifetime, t1],
    ...[lifetime, t4, lifetime, t4, t1, t2, t4],
  ];
}

function configurationRegions(facts: AgentFacts): readonly Region[] {
  const { view } = facts;
  const timerColumns = timersOf(facts).map(
    (_ms, at) => [at + 1, () => gauge32(timersOf(facts)[at] ?? 0)] as const,
  );
  return [
    ...derivedTable({
      entry: [...common, 1, 1, 1],
      rows: () => one,
      keyOf: () => [applIndex],
      columns: {
        1: () => octets('SIP/2.0'),
        2: () => integer(operStatus[view.status().state][0]),
        3: noTime,
        4: noTime,
        5: () => octets(''),
        8: () => bits(roles.userAgent),
      },
    }),
    ...derivedTable({
      entry: [...common, 1, 2, 1],
      rows: () => [
        ...new Set(Object.values(view.configuration().interfaces).map(({ port }) => port)),
      ],
      keyOf: (port) => [applIndex, port],
      columns: { 2: () => bits(transports.udp | transports.tcp) },
    }),
    ...derivedTable({
      entry: [...common, 2, 1, 1],
      rows: () => one,
      keyOf: () => [applIndex],
      columns: Object.fromEntries(timerColumns),
    }),
  ];
}

interface Counted {
  readonly labels: readonly string[];
  readonly ins: number;
  readonly outs: number;
}

/** Samples whose last label is the direction, both directions in one row. */
function bothWays(
  statistics: Statistics,
  measure: 'sip_requests' | 'sip_responses',
): readonly Counted[] {
  const rows = new Map<string, Counted>();
  for (const { labels, count } of statistics.samples(measure)) {
    const of = labels.slice(0, -1);
    const key = of.join(' ');
    const before = rows.get(key) ?? { labels: of, ins: 0, outs: 0 };
    const isIn = (labels.at(-1) ?? '').startsWith('in');
    rows.set(key, {
      labels: of,
      ins: before.ins + (isIn ? count : 0),
      outs: before.outs + (isIn ? 0 : count),
    });
  }
  return [...rows.values()];
}

const sum = (rows: readonly Counted[], side: 'ins' | 'outs') =>
  counter32(rows.reduce((total, row) => total + row[side], 0));

function summaryRegions(statistics: Statistics): readonly Region[] {
  const requests = () => bothWays(statistics, 'sip_requests');
  const responses = () => bothWays(statistics, 'sip_responses');
  return derivedTable({
    entry: [...common, 3, 1, 1],
    rows: () => one,
    keyOf: () => [applIndex],
    columns: {
      1: () => sum(requests(), 'ins'),
      2: () => sum(requests(), 'outs'),
      3: () => sum(responses(), 'ins'),
      4: () => sum(responses(), 'outs'),
      6: noTime,
    },
  });
}

function currentRegions({ view }: AgentFacts): readonly Region[] {
  return derivedTable({
    entry: [...common, 6, 1, 1],
    rows: () => one,
    keyOf: () => [applIndex],
    columns: { 1: () => gauge32(view.status().transactions ?? 0) },
  });
}

function countedRegions(statistics: Statistics): readonly Region[] {
  return [
    ...derivedTable({
      entry: [...common, 4, 1, 1],
      rows: () => bothWays(statistics, 'sip_requests'),
      keyOf: ({ labels: [method = ''] }) => [applIndex, ...rowKey(method)],
      columns: {
        2: ({ outs }) => counter32(outs),
        3: ({ ins }) => counter32(ins),
        4: noTime,
      },
    }),
    ...derivedTable({
      entry: [...common, 5, 1, 1],
      rows: () => bothWays(statistics, 'sip_responses'),
      keyOf: ({ labels: [method = '', code = ''] }) => [applIndex, ...rowKey(method), Number(code)],
      columns: {
        3: ({ ins }) => counter32(ins),
        4: ({ outs }) => counter32(outs),
        6: noTime,
      },
    }),
    ...derivedTable({
      entry: [...common, 7, 1, 1],
      rows: () => statistics.samples('sip_retransmissions'),
      keyOf: ({ labels: [method = ''] }) => [applIndex, ...rowKey(method)],
      columns: { 2: ({ count }) => counter32(count), 3: noTime },
    }),
  ];
}

/**
 * Location servers are registrars, proxy servers proxies; addresses as they were typed
 * (InetAddressType dns).
 */
function serverRegions({ view }: AgentFacts): readonly Region[] {
  const dns = 16;
  return derivedTable({
    entry: [...userAgent, 1, 1, 1],
    rows() {
      const { locationServers, proxyServers } = view.configuration();
      return [...locationServers, ...proxyServers].map((server, at) => ({ server, index: at + 1 }));
    },
    keyOf: ({ index }) => [applIndex, index],
    columns: {
      2: () => integer(dns),
      3: ({ server }) => octets(server.contact.host),
      4: ({ server }) =>
        bits(server.kind === 'location' ? roles.registrarServer : roles.proxyServer),
    },
  });
}

export function sipRegions(facts: AgentFacts, statistics: Statistics): readonly Region[] {
  return [
    ...applRegions(facts),
    ...configurationRegions(facts),
    ...summaryRegions(statistics),
    ...currentRegions(facts),
    ...countedRegions(statistics),
    ...serverRegions(facts),
  ];
}
