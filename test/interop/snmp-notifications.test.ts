/**
 * Notifications as snmptrapd hears them: traps of 2c and 3, informs that are confirmed, targets
 * that want only some.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SnmpTarget } from '../../src/domain/snmp-configuration.ts';
import type { FaceState } from '../../src/management/face.ts';
import {
  engineId,
  fakeSealing,
  type SnmpWorld,
  startSnmpWorld,
} from '../management/snmp/snmp-world.ts';
import { findProgram } from '../support/child.ts';
import { createFakeState, type FakeGateway } from '../support/fake-gateway.ts';
import { communityArguments, runTool, startTrapReceiver } from '../support/net-snmp.ts';
import { freePort } from '../support/ports.ts';

const skip = findProgram('snmptrapd') === undefined ? 'snmptrapd is not installed' : false;
const options = { skip };

/** A receiver that knows our engine (traps) and has one of its own (informs). */
const users = [
  `createUser -e 0x${engineId} reader SHA-256 authentic-pass AES private-pass`,
  'createUser reader SHA-256 authentic-pass AES private-pass',
  'authUser log reader priv',
];

function lose(gateway: FakeGateway, user: string): void {
  gateway.events.report({
    code: 'registration.lost',
    subject: { kind: 'user', name: user },
    text: `${user} has no binding any more`,
    facts: { server: 'east', status: 503, reason: `lost ${user}` },
  });
}

async function openReceiver(part: Partial<SnmpTarget>, from: readonly string[] = users) {
  const port = await freePort();
  const receiver = startTrapReceiver(port, from);
  await receiver.until(/NET-SNMP version/);
  const target: SnmpTarget = {
    name: 'nms',
    host: { address: '127.0.0.1', port },
    version: '2c',
    as: 'traps',
    isInform: false,
    events: [],
    ...part,
  };
  return { receiver, target };
}

const kinds = [
  ['a trap of version 2c', { version: '2c', as: 'traps', isInform: false }, 'sent'],
  ['an inform of version 2c', { version: '2c', as: 'traps', isInform: true }, 'confirmed'],
  ['a trap of version 3', { version: '3', as: 'reader', isInform: false }, 'sent'],
  ['an inform of version 3', { version: '3', as: 'reader', isInform: true }, 'confirmed'],
] as const;

for (const [what, part, result] of kinds) {
  test(`${what} arrives, and so does the next one`, options, async () => {
    const { receiver, target } = await openReceiver(part);
    await using world = await startSnmpWorld({
      settings: { targets: [target], notifyIntervalSeconds: 0 },
    });
    lose(world.gateway, 'alice');
    await receiver.until(/9999\.4246\.0\.1\b.*lost alice/s);
    lose(world.gateway, 'bob');
    await receiver.until(/lost bob/);
    await receiver.stop();
    const { notifications } = world.face.operations.status();
    assert.deepEqual(Object.keys(notifications), [`nms ${result}`]);
  });
}

test('the first thing a target hears is coldStart', options, async () => {
  const { receiver, target } = await openReceiver({});
  await using world = await startSnmpWorld({ settings: { targets: [target] } });
  await receiver.until(/\.1\.3\.6\.1\.6\.3\.1\.1\.5\.1\b/);
  assert.equal(world.face.operations.status().engineBoots, 1);
  await receiver.stop();
});

/** As after a restart: what the store has of users are keys localized to our own engine. */
async function restart(world: SnmpWorld): Promise<void> {
  const { gateway, face } = world;
  const { snmp } = gateway.configuration();
  const withoutMasters = snmp.users.map((user) => ({
    ...user,
    authKey: user.authKey && { ...user.authKey, master: undefined },
    privKey: user.privKey && { ...user.privKey, master: undefined },
  }));
  await face.stop();
  await gateway.commands.submit(
    (configuration) => ({ ...configuration, snmp: { ...snmp, users: withoutMasters } }),
    { face: 'cli', name: 'test' },
    'as after a restart',
  );
  await world.apply();
}

test(
  'a v3 inform arrives after a restart too, though no passphrase was kept',
  options,
  async () => {
    const { receiver, target } = await openReceiver({ version: '3', as: 'reader', isInform: true });
    await using world = await startSnmpWorld({
      settings: { targets: [target], notifyIntervalSeconds: 0 },
    });
    lose(world.gateway, 'alice');
    await receiver.until(/lost alice/);
    await restart(world);
    lose(world.gateway, 'bob');
    await receiver.until(/lost bob/);
    await receiver.stop();
  },
);

test(
  'so does the first of all to a target that was only set before the restart',
  options,
  async () => {
    const part = { version: '3', as: 'reader', isInform: true, events: ['registration'] } as const;
    const { receiver, target } = await openReceiver(part);
    const both = Promise.withResolvers<void>();
    const kept = createFakeState();
    const state: FaceState = {
      ...kept,
      async put(key, value) {
        await kept.put(key, value);
        const keys = key === 'snmp/foreign-keys' ? fakeSealing.unseal(value, key) : '';
        if (keys.includes('reader/auth') && keys.includes('reader/priv')) both.resolve();
      },
    };
    await using world = await startSnmpWorld({
      settings: { targets: [target] },
      context: { state },
    });
    await both.promise;
    assert.deepEqual(world.face.operations.status().notifications, {});
    await restart(world);
    lose(world.gateway, 'alice');
    await receiver.until(/lost alice/);
    await receiver.stop();
  },
);

test('a target hears only the kinds it wants', options, async () => {
  const { receiver, target } = await openReceiver({ events: ['capacity'] });
  await using world = await startSnmpWorld({ settings: { targets: [target] } });
  lose(world.gateway, 'alice');
  world.gateway.events.report({
    code: 'entries.limit-reached',
    subject: { kind: 'gateway', name: '' },
    text: 'all entries are in use',
    facts: {},
  });
  await receiver.until(/9999\.4246\.0\.5\b/);
  await receiver.stop();
  assert.doesNotMatch(receiver.output(), /lost alice/);
});

test('authenticationFailure is heard once it is switched on', options, async () => {
  const { receiver, target } = await openReceiver({});
  await using world = await startSnmpWorld({
    settings: { targets: [target], authenticationTraps: true },
  });
  const [version, , , ...timing] = communityArguments;
  const args = [version, '-c', 'guess', ...timing, '-r', '0', '-t', '0.2'];
  await runTool('snmpget', [...args, `127.0.0.1:${world.port}`, '1.3.6.1.2.1.1.1.0']);
  await receiver.until(/\.1\.3\.6\.1\.6\.3\.1\.1\.5\.5\b/);
  await receiver.stop();
  const events = await world.gateway.events.query({
    code: 'security.authentication-failed',
    limit: 5,
  });
  assert.equal(events.length, 1);
});

test('an inform that nobody confirms is given up after its retries', options, async () => {
  const target: SnmpTarget = {
    name: 'void',
    host: { address: '127.0.0.1', port: await freePort() },
    version: '2c',
    as: 'traps',
    isInform: true,
    events: [],
  };
  const over = Promise.withResolvers<void>();
  await using world = await startSnmpWorld({ settings: { targets: [target] } });
  const { statistics } = world.gateway;
  const timer = setInterval(() => {
    if (statistics.total('snmp_notifications') > 0) over.resolve();
  }, 50);
  await over.promise;
  clearInterval(timer);
  assert.deepEqual(world.face.operations.status().notifications, { 'void failed': 1 });
});
