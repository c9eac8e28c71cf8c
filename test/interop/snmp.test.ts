/** Our agent as Net-SNMP meets it: the suite, USM in its variants, a crash, a restart. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { forkAgent } from '../../src/management/snmp/fork-agent.ts';
import { ask, tags, v2c, v3 } from '../management/snmp/datagrams.ts';
import { classes } from '../management/snmp/odd-packets.ts';
import { snmpUser, startSnmpWorld } from '../management/snmp/snmp-world.ts';
import { seededRandom } from '../simulation/random.ts';
import { communityArguments, runTool, skipWithoutTools, v3Arguments } from '../support/net-snmp.ts';
import { freePort } from '../support/ports.ts';
import { fullConfiguration, snmpSuite } from './snmp-suite.ts';

const options = { skip: skipWithoutTools };
const sysDescr = '1.3.6.1.2.1.1.1.0';

snmpSuite('the agent', options, (configuration) =>
  startSnmpWorld(configuration ? { configuration } : {}),
);

const digests = [
  ['sha256', 'SHA-256'],
  ['sha384', 'SHA-384'],
  ['sha512', 'SHA-512'],
] as const;
const ciphers = [
  ['aes128', 'AES'],
  ['aes256', 'AES-256'],
] as const;

for (const [auth, authWord] of digests) {
  for (const [priv, privWord] of ciphers) {
    test(`${authWord} with ${privWord} answers`, options, async () => {
      await using world = await startSnmpWorld({
        settings: { users: [snmpUser('matrix', { auth, priv })] },
      });
      const credentials = { user: 'matrix', auth: authWord, priv: privWord };
      const place = `127.0.0.1:${world.port}`;
      const { code, text } = await runTool('snmpget', [
        ...v3Arguments(credentials),
        place,
        sysDescr,
      ]);
      assert.equal(code, 0, text);
      assert.match(text, /Offhook/);
    });
  }
}

const strangers = [
  ['a wrong password', { user: 'reader', authPass: 'not-the-pass' }, /Authentication failure/],
  ['a wrong privacy password', { user: 'reader', privPass: 'not-the-pass' }, /Timeout|ecryption/],
  ['an unknown user', { user: 'nobody' }, /Unknown user name/],
  [
    'a level without privacy',
    { user: 'reader', level: 'authNoPriv' },
    /Unsupported security level/,
  ],
  [
    'a level without anything',
    { user: 'reader', level: 'noAuthNoPriv' },
    /Unsupported security level/,
  ],
] as const;

for (const [why, credentials, complaint] of strangers) {
  test(`${why} is refused`, options, async () => {
    await using world = await startSnmpWorld();
    const place = `127.0.0.1:${world.port}`;
    const { code, text } = await runTool('snmpget', [
      ...v3Arguments(credentials),
      '-r',
      '0',
      '-t',
      '1',
      place,
      sysDescr,
    ]);
    assert.notEqual(code, 0);
    assert.match(text, complaint);
  });
}

test('nobody is answered before there is a user or a community', options, async () => {
  await using world = await startSnmpWorld({ settings: { users: [], communities: [] } });
  assert.equal(world.face.operations.status().listen, 'off');
  const args = [...communityArguments, '-r', '0', '-t', '0.3'];
  const { code } = await runTool('snmpget', [...args, `127.0.0.1:${world.port}`, sysDescr]);
  assert.notEqual(code, 0);
});

test('a user made while the agent runs is answered at once', options, async () => {
  await using world = await startSnmpWorld();
  await world.gateway.commands.submit(
    (configuration) => ({
      ...configuration,
      snmp: { ...configuration.snmp, users: [snmpUser('fresh')] },
    }),
    { face: 'cli', name: 'test' },
    'snmp user create fresh',
  );
  await world.apply();
  const place = `127.0.0.1:${world.port}`;
  const { code, text } = await runTool('snmpget', [
    ...v3Arguments({ user: 'fresh' }),
    place,
    sysDescr,
  ]);
  assert.equal(code, 0, text);
  const gone = await runTool('snmpget', [...v3Arguments({ user: 'reader' }), place, sysDescr]);
  assert.match(gone.text, /Unknown user name/);
});

test(
  'the agent’s process ends, and another takes its place; its boots have risen',
  options,
  async () => {
    const children: ReturnType<typeof forkAgent>[] = [];
    const back = Promise.withResolvers<void>();
    await using world = await startSnmpWorld({
      face: {
        start(events) {
          const child = forkAgent({
            ...events,
            onMessage(message) {
              events.onMessage(message);
              if (message.kind === 'listening' && children.length > 1) back.resolve();
            },
          });
          children.push(child);
          return child;
        },
      },
    });
    children[0]?.kill();
    await back.promise;
    const place = `127.0.0.1:${world.port}`;
    const { text } = await runTool('snmpget', [
      ...v3Arguments({ user: 'reader' }),
      place,
      sysDescr,
    ]);
    assert.match(text, /Offhook/);
    assert.equal(world.face.operations.status().engineBoots, 2);
    const faults = await world.gateway.events.query({ code: 'gateway.fault', limit: 5 });
    assert.equal(faults.length, 1);
  },
);

/** Sends one datagram and waits for what comes back, but not for ever. */
async function exchange(port: number, datagram: Buffer): Promise<Buffer | undefined> {
  const socket = createSocket('udp4');
  const answer = await new Promise<Buffer | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), 2_000);
    socket.once('message', (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    socket.send(datagram, port, '127.0.0.1');
  });
  socket.close();
  return answer;
}

test('T8: a recorded SET is refused after a restart', async () => {
  await using world = await startSnmpWorld();
  const location = ask('1.3.6.1.2.1.1.6.0', { type: 'octets', value: Buffer.from('attic') });
  const recorded = v3({ tag: tags.set, varbinds: [location] }, { user: 'writer' });
  assert.ok(await exchange(world.port, recorded));
  assert.equal(world.gateway.configuration().snmp.location, 'attic');
  await world.gateway.commands.submit(
    (configuration) => ({
      ...configuration,
      snmp: { ...configuration.snmp, location: 'cellar' },
    }),
    { face: 'cli', name: 'test' },
    'moved',
  );
  await world.face.stop();
  await world.apply();
  assert.equal(world.face.operations.status().engineBoots, 2);
  assert.ok(await exchange(world.port, recorded));
  assert.equal(world.gateway.configuration().snmp.location, 'cellar');
});

test('T7: no answer is more than 30 times its question', async () => {
  await using world = await startSnmpWorld({ configuration: fullConfiguration() });
  for (const third of [10, 100, 1000, 2_147_483_647]) {
    const varbinds = [ask('1.3')];
    for (const question of [
      v3({ tag: tags.getBulk, third, varbinds }),
      v2c({ tag: tags.getBulk, third, varbinds }),
    ]) {
      const answer = await exchange(world.port, question);
      assert.ok(answer && answer.length <= 1_400);
      assert.ok(answer.length / question.length <= 30, `${answer.length} for ${question.length}`);
    }
  }
});

test('thousands of odd packets leave the process as it was: it answers, and never ended', async () => {
  await using world = await startSnmpWorld();
  const socket = createSocket('udp4');
  const send = (datagram: Buffer) =>
    new Promise((resolve) => socket.send(datagram, world.port, '127.0.0.1', resolve));
  for (const [, seed, make] of classes) {
    const random = seededRandom(seed);
    for (let at = 0; at < 1_000; at += 1) await send(make(random));
  }
  socket.close();
  // What came last may have found the socket full.
  let answer: Buffer | undefined;
  for (let tries = 0; tries < 5 && !answer; tries += 1) {
    answer = await exchange(world.port, v2c({ varbinds: [ask(sysDescr)] }));
  }
  assert.ok(answer);
  assert.equal(world.face.operations.status().engineBoots, 1);
});

test('the agent answers over IPv6', options, async () => {
  const port = await freePort('::1');
  await using world = await startSnmpWorld({ settings: { listen: { address: '::1', port } } });
  assert.equal(world.face.operations.status().listen, `[::1]:${port}`);
  const args = [...v3Arguments({ user: 'reader' }), `udp6:[::1]:${port}`, sysDescr];
  const { code, text } = await runTool('snmpget', args);
  assert.equal(code, 0, text);
});

test('a place that is taken is told; the gateway goes on', options, async () => {
  const taken = createSocket('udp4');
  const port = await freePort();
  await new Promise<void>((resolve) => taken.bind(port, '127.0.0.1', resolve));
  await using world = await startSnmpWorld({
    settings: { listen: { address: '127.0.0.1', port } },
  });
  assert.match(world.face.operations.status().listen, /^failed: .*EADDRINUSE/);
  taken.close();
});
