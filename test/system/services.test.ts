/**
 * Services as people use them: forwarding, codes, hotline, emergency, limits; soft ports on the
 * real gateway.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGateway } from '../support/gateway-process.ts';
import { deskAccount, kitchenAccount, startCallWorld } from '../support/peers/call-world.ts';
import { freePort } from '../support/ports.ts';
import { sippPath, startSipp } from '../support/sipp.ts';

const skip = sippPath === undefined ? 'sipp is not installed' : false;

const house = [
  'voip sip protocol set inter-digit-timer 1',
  ...['p1', 'p2', 'p3'].map((port) => `voip ep soft create ${port}`),
  'voip sip user create alice address 200',
  'voip sip user create bob address 201',
  'voip sip user create carol address 202',
  'voip sip user add alice port p1',
  'voip sip user add bob port p2',
  'voip sip user add carol port p3',
];

const stateOf = (name: string, state: string) => (ports: { name: string; state: string }[]) =>
  ports.some((port) => port.name === name && port.state === state);

test('a call to a user who forwards always rings the other one', async () => {
  const gateway = await startGateway({ script: house });
  try {
    await gateway.exec('voip sip service set bob forwardalways 202');
    await gateway.exec('voip ep soft dial p1 201#');
    await gateway.until('voip ep list', stateOf('p3', 'ringing'));
    await gateway.exec('voip ep soft answer p3');
    await gateway.until('voip ep list', stateOf('p1', 'talking'));
    await gateway.exec('voip ep soft onhook p1');
    const [record] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(record.verdict, 'success');
    const events: { text: string }[] = await gateway.exec('system events 20');
    assert.ok(events.some(({ text }) => text.includes('by user bob > user carol')));
  } finally {
    await gateway.stop();
  }
});

test('nobody answers: after the time of the user the call goes on', async () => {
  const gateway = await startGateway({ script: house });
  try {
    await gateway.exec('voip sip service set bob forwardnoanswer 202 forwardnoanswerseconds 1');
    await gateway.exec('voip ep soft dial p1 201#');
    await gateway.until('voip ep list', stateOf('p2', 'ringing'));
    const ports = await gateway.until('voip ep list', stateOf('p3', 'ringing'));
    assert.ok(stateOf('p2', 'onHook')(ports), 'who did not answer rings no longer');
  } finally {
    await gateway.stop();
  }
});

test('a phone that is not there forwards as one that nobody answers, at once', async () => {
  await using world = await startCallWorld({
    script: ['voip sip service set bob forwardnoanswer 5551234 forwardnoanswerseconds 600'],
  });
  await world.kitchen.register(world.lan, kitchenAccount, 0);
  const rings = world.provider.nextCall();
  const calling = world.desk.call('201', world.lan, deskAccount);
  await (await rings).answer();
  await (await calling.connected).hangUp();
});

test('a busy user forwards, or is busy', async () => {
  const gateway = await startGateway({ script: house });
  try {
    await gateway.exec('voip ep soft offhook p2');
    await gateway.exec('voip ep soft dial p1 201#');
    await gateway.until('voip ep list', stateOf('p1', 'busyTone'));
    const [busy] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(busy.cause, 'busy');
    await gateway.exec('voip ep soft onhook p1');
    await gateway.exec('voip sip service set bob forwardbusy 202');
    await gateway.exec('voip ep soft dial p1 201#');
    await gateway.until('voip ep list', stateOf('p3', 'ringing'));
  } finally {
    await gateway.stop();
  }
});

test('codes set forwarding, switch it off and on, and take it away; the store has it', async () => {
  const gateway = await startGateway({ script: house });
  try {
    const services = async () => {
      const bob = await gateway.exec('voip sip service show bob');
      return [bob.forwardAlways, bob.forwardAlwaysEnabled];
    };
    const dial = async (code: string) => {
      await gateway.exec(`voip ep soft dial p2 ${code}`);
      await gateway.until('voip ep list', stateOf('p2', 'busyTone'));
      await gateway.exec('voip ep soft onhook p2');
      return await services();
    };
    const numbers = async () => {
      const revisions: { number: number }[] = await gateway.exec('system config revisions');
      return revisions.map(({ number }) => number);
    };
    const first = Math.max(...(await numbers()));
    assert.deepEqual(await dial('*21#'), [null, false]);
    assert.deepEqual(await dial('*21*202#'), ['202', true]);
    assert.deepEqual(await dial('#21#'), ['202', false]);
    const { script } = await gateway.exec('system config show');
    assert.ok(script.includes('voip sip service set bob forwardalways 202 forwardalwaysoff'));
    assert.deepEqual(await dial('*21#'), ['202', true]);
    assert.deepEqual(await dial('##21#'), [null, false]);
    assert.equal(Math.max(...(await numbers())), first + 4, 'what was refused is no revision');
    await gateway.exec(`system config rollback ${first + 2}`);
    assert.deepEqual(await services(), ['202', false]);
  } finally {
    await gateway.stop();
  }
});

test('a hotline calls as soon as the handset is lifted', async () => {
  const gateway = await startGateway({ script: house });
  try {
    await gateway.exec('voip ep set p1 hotline 202');
    await gateway.exec('voip ep soft offhook p1');
    await gateway.until('voip ep list', stateOf('p3', 'ringing'));
  } finally {
    await gateway.stop();
  }
});

test('a number that is denied goes to no server, and the event log says so', async () => {
  const gateway = await startGateway({
    script: [...house, 'voip sip proxyserver create out contact 127.0.0.1:9'],
  });
  try {
    await gateway.exec('voip ep soft dial p1 0039022414#');
    const [record] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(record.cause, 'not-permitted');
    assert.deepEqual(record.tries, []);
    const events: { code: string }[] = await gateway.exec('system events 20');
    assert.ok(events.some(({ code }) => code === 'security.call-denied'));
  } finally {
    await gateway.stop();
  }
});

test('an emergency call reaches a location server when every proxy is dead, before any rule', {
  skip,
}, async () => {
  const [dead, alive] = [await freePort(), await freePort()];
  const centre = startSipp({ scenario: 'callee', port: alive, calls: 1 });
  const gateway = await startGateway({
    script: [
      // Nobody is attached, so nobody registers: the port alone is enough for an emergency call.
      'voip ep soft create p1',
      'voip sip user create alice address 200',
      'voip sip service set alice deniedprefixes 1',
      `voip sip proxyserver create out contact 127.0.0.1:${dead}`,
      `voip sip locationserver create home contact 127.0.0.1:${alive}`,
      'voip sip fdb create trap address 1xx contact 127.0.0.1:9',
    ],
  });
  try {
    await gateway.exec('voip ep soft dial p1 112#');
    await gateway.until('voip ep list', stateOf('p1', 'talking'));
    await gateway.exec('voip ep soft onhook p1');
    const [record] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(record.to, '112');
    assert.deepEqual(
      record.tries.map(({ server, outcome }: { server: string; outcome: string }) => [
        server,
        outcome,
      ]),
      [
        ['out', 'unreachable'],
        ['home (location)', 'answered'],
      ],
    );
  } finally {
    await gateway.stop();
    await centre.stop();
  }
});

test('a server sends a call on only to what its user may call', async () => {
  await using world = await startCallWorld();
  const redirected = async (contact: string) => {
    const rings = world.provider.nextCall();
    const calling = world.desk.call('5551234', world.lan, deskAccount);
    const ringing = await rings;
    world.provider.onRinging = (again) => again.refuse(404);
    ringing.refuse(302, [['Contact', `<sip:${contact}@dear.example>`]]);
    return await calling.connected.then(() => 'connected', String);
  };
  assert.match(await redirected('0900123456'), /480/);
  assert.match(await redirected('112'), /480/);
  assert.match(await redirected('5559999'), /404/);
  const events: { code: string }[] = await world.gateway.exec('system events 20');
  assert.equal(events.filter(({ code }) => code === 'security.call-denied').length, 1);
});
