/** The gateway's side of the agent without any process: requests in, replies out. */
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { initialSnmpSettings } from '../../../src/domain/snmp-settings.ts';
import { builtInViews, createAccessView } from '../../../src/management/snmp/access-view.ts';
import { CallLogRows } from '../../../src/management/snmp/call-log-rows.ts';
import { noCounts } from '../../../src/management/snmp/counters.ts';
import { createDispatcher } from '../../../src/management/snmp/dispatcher.ts';
import { mibObject } from '../../../src/management/snmp/mib.ts';
import { formatOid, type Oid } from '../../../src/management/snmp/oid.ts';
import { decodeVarbinds, errorStatuses } from '../../../src/management/snmp/pdu.ts';
import type { AgentRequest } from '../../../src/management/snmp/request.ts';
import { rowKey } from '../../../src/management/snmp/row-key.ts';
import { RowsNotReady } from '../../../src/management/snmp/rows-not-ready.ts';
import { Sets } from '../../../src/management/snmp/sets.ts';
import { createStore } from '../../../src/management/snmp/snmp-store.ts';
import { nullValue, type SnmpValue, type Varbind } from '../../../src/management/snmp/value.ts';
import { createFakeGateway, type FakeGatewayOverrides } from '../../support/fake-gateway.ts';

/** `offhookUserAddress.alice`, or a scalar. */
export function instance(name: string): Oid {
  const [object = '', row] = name.split(/\.(.*)/s);
  return [...mibObject(object).oid, ...(row === undefined ? [0] : rowKey(row))];
}

export const text = (value: string): SnmpValue => ({ type: 'octets', value: Buffer.from(value) });
export const int = (value: number): SnmpValue => ({ type: 'integer', value });
export const gauge = (value: number): SnmpValue => ({ type: 'gauge32', value });

export const rowStatus = {
  active: int(1),
  notInService: int(2),
  notReady: int(3),
  createAndGo: int(4),
  createAndWait: int(5),
  destroy: int(6),
} as const;

export interface Outcome {
  /** `noError`, or `<status> <index>`. */
  readonly error: string;
  readonly varbinds: readonly Varbind[];
}

export function openStore(overrides: FakeGatewayOverrides = {}) {
  const gateway = createFakeGateway({
    configuration: { ...emptyConfiguration, snmp: initialSnmpSettings },
    ...overrides,
  });
  const { view, statistics, commands, clock } = gateway;
  const rowsNotReady = new RowsNotReady(() => clock.now());
  const callLog = new CallLogRows(view, () => clock.now());
  const store = createStore(
    {
      view,
      instants: () => ({
        startedAtMs: gateway.context.wallClock() - clock.now(),
        nowMs: gateway.context.wallClock(),
      }),
      upTimeMs: () => clock.now(),
      counts: noCounts,
      engine: () => ({ id: Buffer.alloc(12, 0x80), boots: 3, seconds: 60 }),
      suppressed: () => 0,
    },
    statistics,
    rowsNotReady,
    callLog.table,
  );
  const sets = new Sets({ store, commands, current: () => view.configuration() });
  const dispatch = createDispatcher({
    store,
    prepare: (request) => callLog.prepare(request),
    viewNamed(name) {
      const definition = builtInViews.find((one) => one.name === name);
      return definition && createAccessView(definition);
    },
    set: (request, accessView) => sets.set(request, accessView),
  });

  async function send(part: Partial<AgentRequest>): Promise<Outcome> {
    const { errorStatus, errorIndex, varbinds } = await dispatch({
      operation: 'get',
      version: 'v3',
      nonRepeaters: 0,
      maxRepetitions: 0,
      varbinds: [],
      access: 'write',
      view: 'all',
      who: 'test',
      budgetBytes: 1300,
      ...part,
    });
    const status = errorStatuses[errorStatus] ?? 'unknown';
    const error = status === 'noError' ? status : `${status} ${errorIndex}`;
    return { error, varbinds: decodeVarbinds(varbinds) };
  }

  return {
    gateway,
    store,
    dispatch,
    send,
    get: (...names: readonly string[]) =>
      send({ varbinds: names.map((name) => ({ oid: instance(name), value: nullValue })) }),
    /** The text, number or exception of one instance. */
    read: async (name: string): Promise<string | number> => {
      const { varbinds } = await send({ varbinds: [{ oid: instance(name), value: nullValue }] });
      return shown(varbinds[0]?.value ?? nullValue);
    },
    /** Pairs of an instance and its value, in the order of the PDU. */
    set: async (
      pairs: readonly (readonly [string, SnmpValue])[],
      part: Partial<AgentRequest> = {},
    ) => {
      const varbinds = pairs.map(([name, value]) => ({ oid: instance(name), value }));
      return (await send({ operation: 'set', varbinds, ...part })).error;
    },
    next: (oids: readonly Oid[], part: Partial<AgentRequest> = {}) =>
      send({
        operation: 'getNext',
        varbinds: oids.map((oid) => ({ oid, value: nullValue })),
        ...part,
      }),
  };
}

export function shown(value: SnmpValue): string | number {
  if (!('value' in value)) return value.type;
  if (value.type === 'oid') return formatOid(value.value);
  if (typeof value.value === 'bigint') return Number(value.value);
  if (typeof value.value === 'number') return value.value;
  return Buffer.from(value.value).toString('utf8');
}
