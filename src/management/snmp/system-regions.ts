/** SNMPv2-MIB (RFC 3418): the system group, and the snmp group's switch and lock. */
import type { Configuration } from '../../domain/configuration.ts';
import { setSnmp } from '../../domain/snmp-settings.ts';
import type { AgentFacts } from './agent-facts.ts';
import { derivedTable } from './derived-table.ts';
import type { Syntax } from './mib.ts';
import { mibArc } from './object-table.ts';
import { type Oid, parseOid } from './oid.ts';
import { type Region, scalar } from './store.ts';
import { checkSyntax, fromSnmp } from './syntax.ts';
import { integer, octets, timeTicks } from './value.ts';
import { writableScalar } from './writable-scalar.ts';

const system: Oid = [1, 3, 6, 1, 2, 1, 1];
const snmp: Oid = [1, 3, 6, 1, 2, 1, 11];
const setSerialNo: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 6, 1];

/** Application and end-to-end: RFC 3418, sysServices. */
const services = 72;

const displayString: Syntax = { kind: 'octets', ranges: [[0, 255]], labels: new Map() };
const truth: Syntax = {
  kind: 'enumeration',
  ranges: [],
  labels: new Map([
    ['on', 1],
    ['off', 2],
  ]),
};
const serialNumber: Syntax = { kind: 'enumeration', ranges: [[0, 0x7fff_ffff]], labels: new Map() };

/** What the agent answers for, with its name in the SMI. */
const capabilities: readonly (readonly [oid: string, description: string])[] = [
  [mibArc, 'OFFHOOK-MIB: users, servers, forwarding rules, ports and calls of a VoIP gateway'],
  ['1.3.6.1.6.3.1', 'SNMPv2-MIB (RFC 3418)'],
  ['1.3.6.1.6.3.10.3.1.1', 'SNMP-FRAMEWORK-MIB (RFC 3411)'],
  ['1.3.6.1.6.3.11.3.1.1', 'SNMP-MPD-MIB (RFC 3412)'],
  ['1.3.6.1.6.3.15.2.1.1', 'SNMP-USER-BASED-SM-MIB (RFC 3414), its statistics'],
  ['1.3.6.1.2.1.27', 'NETWORK-SERVICES-MIB (RFC 2788), applTable'],
  ['1.3.6.1.2.1.149', 'SIP-COMMON-MIB (RFC 4780), a subset'],
  ['1.3.6.1.2.1.150', 'SIP-UA-MIB (RFC 4780), a subset'],
];

function textScalar(number: number, name: 'contact' | 'name' | 'location', { view }: AgentFacts) {
  return scalar(
    [...system, number],
    () => octets(view.configuration().snmp[name]),
    writableScalar({
      check: (value) => checkSyntax(value, displayString),
      change: (configuration, value) =>
        setSnmp(configuration, { [name]: String(fromSnmp(value, displayString)) }),
    }),
  );
}

function authenticationTraps({ view }: AgentFacts): Region {
  return scalar(
    [...snmp, 30],
    () => integer(view.configuration().snmp.authenticationTraps ? 1 : 2),
    writableScalar({
      check: (value) => checkSyntax(value, truth),
      change: (configuration: Configuration, value) =>
        setSnmp(configuration, { authenticationTraps: fromSnmp(value, truth) === 'on' }),
    }),
  );
}

/** TestAndIncr (RFC 2579): of two managers that set it to what they read, one is refused. */
function serialLock(): Region {
  let serial = 0;
  return scalar(
    setSerialNo,
    () => integer(serial),
    writableScalar({
      check(value) {
        const status = checkSyntax(value, serialNumber);
        if (status) return status;
        return value.type === 'integer' && value.value === serial ? undefined : 'inconsistentValue';
      },
      change: (configuration) => configuration,
      committed() {
        serial = serial === 0x7fff_ffff ? 0 : serial + 1;
      },
    }),
  );
}

export function systemRegions(facts: AgentFacts): readonly Region[] {
  const { view, upTimeMs } = facts;
  const description = () => `Offhook ${view.status().version}, a multi-line VoIP gateway`;
  return [
    scalar([...system, 1], () => octets(description())),
    scalar([...system, 2], () => ({ type: 'oid', value: parseOid(mibArc) ?? [] })),
    scalar([...system, 3], () => timeTicks(upTimeMs())),
    textScalar(4, 'contact', facts),
    textScalar(5, 'name', facts),
    textScalar(6, 'location', facts),
    scalar([...system, 7], () => integer(services)),
    scalar([...system, 8], () => timeTicks(0)),
    ...derivedTable({
      entry: [...system, 9, 1],
      rows: () => capabilities.map(([oid, text], at) => ({ oid, text, index: at + 1 })),
      keyOf: ({ index }) => [index],
      columns: {
        2: ({ oid }) => ({ type: 'oid', value: parseOid(oid) ?? [] }),
        3: ({ text }) => octets(text),
        4: () => timeTicks(0),
      },
    }),
    authenticationTraps(facts),
    serialLock(),
  ];
}
