/** A call that is cut off by kill -9 leaves exactly one record, and an honest one. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startGateway } from '../support/gateway-process.ts';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';

type World = Awaited<ReturnType<typeof startCallWorld>>;

async function connect({ desk, provider, lan }: World, number: string) {
  const rings = provider.nextCall();
  const calling = desk.call(number, lan, deskAccount);
  const answered = (await rings).answer();
  return await Promise.all([calling.connected, answered]);
}

test('calls that kill -9 cuts off, talking or ringing, have one record each at the next start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-interrupted-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(directory, { recursive: true, force: true }));
  await using world = await startCallWorld({ directory });
  const { desk, provider, gateway, lan } = world;
  const [ended] = await connect(world, '5550001');
  await ended.hangUp();
  await connect(world, '5550002');
  const rings = provider.nextCall();
  desk.call('5550003', lan, deskAccount).connected.catch(() => undefined);
  await rings;
  await gateway.until('voip call list', (calls) => calls.length === 2);
  const before = await gateway.exec('voip call list');
  // What is acknowledged comes after all that was written before it.
  await gateway.exec('voip sip protocol set drain-time 1');
  await gateway.stop('SIGKILL');

  const second = await startGateway({ directory });
  const told = await second.exec('system events 20');
  const log = await second.exec('voip call log');
  await second.stop('SIGKILL');
  const third = await startGateway({ directory });
  cleanup.defer(async () => void (await third.stop()));
  assert.deepEqual(await third.exec('voip call log'), log, 'closed once');

  const [ringing, talking, over, ...more] = log;
  assert.deepEqual(more, []);
  assert.deepEqual([over.to, over.verdict], ['5550001', 'success']);
  for (const record of [talking, ringing])
    assert.deepEqual([record.verdict, record.cause], ['indeterminate', 'interrupted']);
  assert.deepEqual([talking.to, ringing.to], ['5550002', '5550003']);
  assert.deepEqual(
    new Set([talking.id, ringing.id]),
    new Set(before.map(({ id }: { id: string }) => id)),
  );
  const { connectedAt, endedAt } = talking;
  assert.ok(connectedAt !== null && connectedAt <= endedAt, `${connectedAt} ${endedAt}`);
  assert.equal(ringing.connectedAt, null);
  assert.deepEqual(
    told
      .filter(({ code }: { code: string }) => code === 'call.interrupted')
      .map(({ subject }: { subject: { name: string } }) => subject.name),
    [talking.id, ringing.id],
  );
});
