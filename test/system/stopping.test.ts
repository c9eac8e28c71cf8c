/** What calls and lines see of a gateway that is stopped, killed, moved, or out of disk. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { connectControl } from '../../src/management/cli/control-client.ts';
import { startGateway } from '../support/gateway-process.ts';
import {
  type CallWorld,
  deskAccount,
  kitchenAccount,
  startCallWorld,
} from '../support/peers/call-world.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

async function connected(world: CallWorld, number = '5551234') {
  const rings = world.provider.nextCall();
  const calling = world.desk.call(number, world.lan, deskAccount);
  const answered = (await rings).answer();
  return await Promise.all([calling.connected, answered]);
}

function hasBinding({ registrar }: CallWorld): boolean {
  return registrar.bindings.has('alice');
}

test('SIGTERM: new calls are refused with 503, the call under way goes on, then lines un-register and the code is 0', async () => {
  await using world = await startCallWorld({ script: ['voip sip protocol set drain-time 10'] });
  await until(() => hasBinding(world), 'the registration');
  const [here, there] = await connected(world);
  const stopped = world.gateway.child.stop('SIGTERM');
  await world.gateway.child.until(/"stopping"/);
  await assert.rejects(
    world.kitchen.call('5559999', world.lan, kitchenAccount).connected,
    /refused with 503/,
  );
  await here.audio.heardMore(5);
  await here.hangUp();
  await there.ended;
  await stopped;
  assert.equal(await world.gateway.child.ended(), 0);
  assert.equal(hasBinding(world), false);
});

test('a stop that has waited long enough ends the calls itself: both sides hear a BYE', async () => {
  await using world = await startCallWorld({ script: ['voip sip protocol set drain-time 1'] });
  const [here, there] = await connected(world);
  await world.gateway.child.stop('SIGTERM');
  await Promise.all([here.ended, there.ended]);
  assert.equal(await world.gateway.child.ended(), 0);
});

test('kill -9 during a call: after a restart lines register and calls go out again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-kill-'));
  try {
    await using world = await startCallWorld({ directory });
    await until(() => hasBinding(world), 'the registration');
    const [here] = await connected(world);
    await world.gateway.stop('SIGKILL');
    here.end();
    await using again = await startCallWorld({
      directory,
      lanPort: world.lan.port,
      wanPort: world.wan.port,
    });
    // The store knows the first world's provider, who is still there.
    const [retried] = await connected({ ...again, provider: world.provider });
    await retried.audio.heardMore(5);
    await retried.hangUp();
    const users = await again.gateway.until(
      'voip sip user list',
      (rows) => rows[0].status === 'up',
    );
    assert.equal(users[0].server, 'reg');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('an interface is moved while the gateway runs: lines register from the new place, phones reach it', async () => {
  await using world = await startCallWorld();
  await until(() => hasBinding(world), 'the registration');
  const [lanPort, wanPort] = [await freePort(), await freePort()];
  await world.gateway.exec(`voip sip interface set lan port ${lanPort}`);
  await world.gateway.exec(`voip sip interface set wan port ${wanPort}`);
  await until(
    () => world.registrar.bindings.get('alice')?.includes(`:${wanPort}`) === true,
    'a registration from the new port',
  );
  const lan = { ...world.lan, port: lanPort };
  assert.equal(await world.desk.register(lan, deskAccount), 200);
  const [here, there] = await connected({ ...world, lan });
  await here.audio.heardMore(5);
  await here.hangUp();
  await there.ended;
});

test('an interface that cannot be opened is refused; everything goes on where it was', async () => {
  await using world = await startCallWorld();
  const outcome = await world.gateway.tryExec('voip sip interface set lan address 192.0.2.1');
  assert.ok(!outcome.ok);
  assert.equal(outcome.error.code, 'E-LISTEN');
  const [here] = await connected(world);
  await here.audio.heardMore(5);
  await here.hangUp();
});

/** A disk of its own, small enough to be filled; undefined where nobody may mount. */
function smallDisk(): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'offhook-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place]);
  if (mounted.status === 0) return place;
  rmSync(place, { recursive: true });
  return undefined;
}

test('a full disk refuses a change and keeps the configuration; calls go on', async (t) => {
  const disk = smallDisk();
  if (disk === undefined) {
    t.skip('no tmpfs can be mounted here');
    return;
  }
  const directory = join(disk, 'data');
  mkdirSync(directory);
  try {
    await using world = await startCallWorld({ directory });
    const filling = spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filling')}`, 'bs=1k']);
    assert.notEqual(filling.status, 0);
    // What is written grows until even the pages in reserve are gone.
    let refusal: { code: string } | undefined;
    for (let at = 0; at < 50 && !refusal; at += 1) {
      const outcome = await world.gateway.tryExec(
        `voip sip user create u${at} address ${3000 + at}`,
      );
      if (!outcome.ok) refusal = outcome.error;
    }
    assert.match(refusal?.code ?? '', /^E-STORE/);
    const { users } = await world.gateway.exec('system entries');
    const [here, there] = await connected(world);
    await here.audio.heardMore(5);
    await here.hangUp();
    await there.ended;
    rmSync(join(disk, 'filling'));
    await world.gateway.exec('voip sip user create again address 4000');
    assert.equal((await world.gateway.exec('system entries')).users, users + 1);
  } finally {
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});

test('a data directory that is removed: calls go on, a change is refused with the reason, a stop ends in time', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-gone-'));
  const world = await startCallWorld({ directory });
  try {
    const console = connectControl(join(directory, 'control.sock'));
    await console.execute('system status');
    rmSync(directory, { recursive: true });
    const outcome = await console.execute('voip sip user create carol address 202');
    console.close();
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.code, 'E-STORE-DIRECTORY');
    const [here, there] = await connected(world);
    await here.hangUp();
    await there.ended;
    const { child } = world.gateway;
    await child.stop('SIGTERM');
    assert.equal(await child.ended(), 0);
    assert.match(child.output(), /the data directory has gone or been replaced/);
    assert.equal(hasBinding(world), false);
  } finally {
    await world[Symbol.asyncDispose]();
  }
});

test('a gateway that cannot open its control socket says so and ends with 1', async () => {
  // A path of a socket has 107 characters at most.
  const directory = join(mkdtempSync(join(tmpdir(), 'offhook-long-')), 'd'.repeat(110));
  mkdirSync(directory);
  try {
    const startedAt = performance.now();
    await assert.rejects(startGateway({ directory }), /E-[A-Z-]+: .*control\.sock/);
    assert.ok(performance.now() - startedAt < 10_000, 'it ended by itself');
  } finally {
    rmSync(dirname(directory), { recursive: true, force: true });
  }
});
