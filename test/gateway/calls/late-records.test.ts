/** Records of calls that the store does not take: they wait, in order, and are written in the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LateRecords } from '../../../src/gateway/calls/late-records.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { storeLimits } from '../../../src/store/limits.ts';
import { callRecord } from '../../store/samples.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const turn = () => new Promise(setImmediate);

function start() {
  const clock = new ManualClock();
  const store = createMemoryStore();
  const counted: string[] = [];
  const late = new LateRecords({
    world: { clock, store, log: createLog('silent') },
    statistics: {
      count: (measure, ...labels) => void counted.push([measure, ...labels].join(' ')),
    },
  });
  const keep = async (...ids: readonly string[]) => {
    for (const id of ids) late.keep(callRecord(id));
    await turn();
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  const stored = async () => (await store.callRecords(5000)).map(({ id }) => id).toReversed();
  const waiting = () => late.waiting().map(({ id }) => id);
  return { clock, store, late, counted, keep, pass, stored, waiting };
}

test('what the store takes is kept at once, and nothing waits', async () => {
  const { clock, late, counted, keep, stored } = start();
  await keep('1', '2');
  assert.deepEqual([await stored(), late.alarm(), clock.pending()], [['1', '2'], undefined, 0]);
  assert.deepEqual(counted, []);
});

test('a full disk: records wait, are an alarm, and are written in order once there is room', async () => {
  const { clock, store, late, counted, keep, pass, stored, waiting } = start();
  store.failWith('E-STORE-FULL');
  await keep('1');
  assert.equal(late.alarm(), '1 call record waits to be written');
  await keep('2', '3');
  assert.deepEqual(waiting(), ['3', '2', '1']);
  assert.equal(late.alarm(), '3 call records wait to be written');
  await pass(60_000);
  assert.deepEqual(await stored(), []);
  store.failWith(undefined);
  await keep('4');
  assert.deepEqual(await stored(), [], 'behind those that wait');
  await pass(5000);
  assert.deepEqual(await stored(), ['1', '2', '3', '4']);
  assert.deepEqual([late.alarm(), waiting(), clock.pending()], [undefined, [], 0]);
  assert.deepEqual(counted, Array(4).fill('call_records late'));
});

test('there is a limit: the oldest are lost, and told and counted as such', async () => {
  const { store, late, counted, keep, pass, stored, waiting } = start();
  store.failWith('E-STORE-FAILED');
  const { lateRecordsMax } = storeLimits;
  await keep(...Array.from({ length: lateRecordsMax + 2 }, (_, at) => String(at)));
  assert.equal(waiting().length, lateRecordsMax);
  assert.equal(waiting().at(-1), '2');
  assert.match(late.alarm() ?? '', /^1000 call records wait to be written, 2 older ones are lost$/);
  assert.deepEqual(counted, Array(2).fill('call_records lost'));
  store.failWith(undefined);
  await pass(5000);
  assert.equal((await stored()).length, lateRecordsMax);
  store.failWith('E-STORE-FULL');
  await keep('later');
  assert.equal(late.alarm(), '1 call record waits to be written', 'that is over');
});

test('at a stop what waits is tried once more, and not twice', async () => {
  const { clock, store, late, counted, keep, pass, stored } = start();
  store.failWith('E-STORE-FULL');
  late.keep(callRecord('1'));
  const isTried = late.settled();
  store.failWith(undefined);
  await isTried;
  assert.deepEqual([await stored(), clock.pending()], [['1'], 0]);
  store.failWith('E-STORE-FULL');
  await keep('2');
  store.failWith(undefined);
  clock.advance(5000);
  await late.settled();
  assert.deepEqual([await stored(), clock.pending()], [['1', '2'], 0]);
  store.failWith('E-STORE-FULL');
  await keep('3');
  await late.settled();
  await pass(60_000);
  assert.deepEqual(await stored(), ['1', '2']);
  assert.deepEqual(counted, ['call_records late', 'call_records late', 'call_records lost']);
});
