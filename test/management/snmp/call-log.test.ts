/** The table of ended calls: bounded, read-only, read from the store when somebody looks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRecord } from '../../../src/domain/call-record.ts';
import { limits } from '../../../src/management/snmp/limits.ts';
import { mibObject } from '../../../src/management/snmp/mib.ts';
import { startsWith } from '../../../src/management/snmp/oid.ts';
import { nullValue } from '../../../src/management/snmp/value.ts';
import { instance, int, openStore, shown } from './store-world.ts';

function record(id: string, part: Partial<CallRecord> = {}): CallRecord {
  return {
    id,
    direction: 'outgoing',
    from: 'alice',
    to: '42',
    startedAt: '2026-01-02T03:04:05.600Z',
    connectedAt: undefined,
    endedAt: '2026-01-02T03:04:15.000Z',
    verdict: 'clientError',
    cause: 'busy',
    route: 'proxies',
    tries: [],
    ...part,
  };
}

const direction = mibObject('offhookCallLogDirection').oid;

test('an ended call is a row under its id, with its times, its verdict and its cause', async () => {
  const { gateway, get, read } = openStore();
  gateway.setView({ callLog: [record('c1', { connectedAt: '2026-01-02T03:04:10.000Z' })] });
  assert.equal(await read('offhookCallLogCause.c1'), 'busy');
  assert.equal(await read('offhookCallLogDuration.c1'), 5);
  assert.equal(await read('offhookCallLogVerdict.c1'), 2);
  assert.equal(await read('offhookCallLogSilent.c1'), 0);
  const { varbinds } = await get('offhookCallLogStart.c1');
  const value = varbinds[0]?.value;
  assert.deepEqual(
    value && 'value' in value && Buffer.from(value.value as Uint8Array),
    Buffer.from([0x07, 0xea, 1, 2, 3, 4, 5, 6, 0x2b, 0, 0]),
  );
});

test('a call that was never answered has no instant of an answer', async () => {
  const { gateway, get } = openStore();
  gateway.setView({ callLog: [record('c1')] });
  const { varbinds } = await get('offhookCallLogConnected.c1');
  const value = varbinds[0]?.value;
  assert.deepEqual(
    value && 'value' in value && Buffer.from(value.value as Uint8Array),
    Buffer.alloc(8),
  );
});

test('a walk finds the newest hundred, and no more', async () => {
  const { gateway, send } = openStore();
  gateway.setView({ callLog: Array.from({ length: 150 }, (_, n) => record(`c${n}`)) });
  const { varbinds } = await send({
    operation: 'getBulk',
    maxRepetitions: 120,
    budgetBytes: 60_000,
    varbinds: [{ oid: direction, value: nullValue }],
  });
  const rows = varbinds.filter(({ oid }) => startsWith(oid, direction));
  assert.equal(rows.length, limits.callLogRows);
});

test('a walk comes to the table from anywhere before it', async () => {
  const { gateway, next } = openStore();
  gateway.setView({ callLog: [record('c1')] });
  const { varbinds } = await next([direction]);
  assert.deepEqual(varbinds[0]?.oid, instance('offhookCallLogDirection.c1'));
  assert.equal(shown(varbinds[0]?.value ?? nullValue), 2);
});

test('the store is asked once a second, and for this table only', async () => {
  const { gateway, read } = openStore();
  let reads = 0;
  const callLog = gateway.view.callLog.bind(gateway.view);
  Object.assign(gateway.view, {
    callLog(count: number) {
      reads += 1;
      return callLog(count);
    },
  });
  await read('offhookCallsActive');
  assert.equal(reads, 0);
  await read('offhookCallLogCause.c1');
  gateway.setView({ callLog: [record('c1')] });
  assert.equal(await read('offhookCallLogCause.c1'), 'noSuchInstance');
  gateway.clock.advance(1000);
  assert.equal(await read('offhookCallLogCause.c1'), 'busy');
  assert.equal(reads, 2);
});

test('nothing of an ended call can be written', async () => {
  const { gateway, set } = openStore();
  gateway.setView({ callLog: [record('c1')] });
  assert.equal(await set([['offhookCallLogDirection.c1', int(1)]]), 'notWritable 1');
});

test('who may not see who calls whom does not see who called whom', async () => {
  const { gateway, next } = openStore();
  gateway.setView({ callLog: [record('c1')] });
  const { varbinds } = await next([direction], { view: 'no-calls' });
  const isShown = varbinds.some(({ oid }) => startsWith(oid, direction.slice(0, -2)));
  assert.equal(isShown, false);
});
