/** Where lines are registered after the list of servers has changed under them. failover.md §2.3. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { createRegistrar } from '../support/peers/registrar.ts';
import { SipSocket } from '../support/peers/sip-socket.ts';
import { until } from '../support/until.ts';

interface Server {
  readonly contact: string;
  /** Whether the line has a binding there. */
  isBound(): boolean;
}

async function locationServer(): Promise<Server> {
  const socket = await SipSocket.open();
  const registrar = createRegistrar(new Map([['alice', 'secret']]));
  socket.onRequest = (incoming) => registrar.hear(incoming);
  return { contact: socket.host, isBound: () => registrar.bindings.has('alice') };
}

/** A line registered on the master `a` of the list `a b`. */
async function registered(t: TestContext, ...settings: readonly string[]) {
  const servers = [await locationServer(), await locationServer()] as const;
  const [a, b] = servers;
  const gateway = await startGateway({
    script: [
      'voip sip protocol set probe-interval 1',
      ...settings,
      `voip sip locationserver create a contact ${a.contact} master`,
      `voip sip locationserver create b contact ${b.contact}`,
      'voip ep soft create p1',
      'voip sip user create alice address 200 login alice password secret',
      'voip sip user add alice port p1',
    ],
  });
  t.after(() => gateway.stop());
  await isOn(gateway, 'a');
  return { gateway, a, b };
}

const isOn = (gateway: RunningGateway, server: string) =>
  gateway.until('voip sip user list', ([line]) => line.status === 'up' && line.server === server);

test('another master, and one switched on again, call their lines as soon as they answer', async (t) => {
  const { gateway, a, b } = await registered(t);
  await gateway.exec('voip sip locationserver set b master');
  await isOn(gateway, 'b');
  await until(() => !a.isBound(), 'the binding at a is given back');
  await gateway.exec('voip sip locationserver set a master');
  await isOn(gateway, 'a');
  await gateway.exec('voip sip locationserver set a disable');
  await isOn(gateway, 'b');
  await gateway.exec('voip sip locationserver set a enable');
  await isOn(gateway, 'a');
  await until(() => !b.isBound(), 'the binding at b is given back');
});

test('a server that gets another contact is asked there, and the binding at the old one is given back', async (t) => {
  const { gateway, a } = await registered(t);
  const moved = await locationServer();
  await gateway.exec(`voip sip locationserver set a contact ${moved.contact}`);
  await until(() => moved.isBound() && !a.isBound(), 'the line has moved');
  await isOn(gateway, 'a');
});

test('without fail-back a line stays where it is, even when it refreshes', async (t) => {
  const { gateway, a, b } = await registered(t, 'voip sip protocol set location-fail-back none');
  await gateway.exec('voip sip locationserver set a disable');
  await isOn(gateway, 'b');
  await gateway.exec('voip sip locationserver set a enable');
  const { registerSuccesses: before } = await gateway.exec('voip sip user show alice');
  await gateway.exec('voip sip user try alice');
  await gateway.until(
    'voip sip user show alice',
    ({ registerSuccesses }) => registerSuccesses > before,
  );
  await isOn(gateway, 'b');
  assert.deepEqual([a.isBound(), b.isBound()], [false, true]);
});

test('a new fail-back-timer counts from now on', async (t) => {
  const { gateway } = await registered(t, 'voip sip protocol set location-fail-back timer');
  await gateway.exec('voip sip locationserver set b master');
  await gateway.exec('voip sip protocol set fail-back-timer 10');
  await isOn(gateway, 'b');
});

test('a master proxy that comes back does not concern lines at location servers', async (t) => {
  const { gateway } = await registered(t);
  const proxy = await SipSocket.open();
  const isNow = (health: string) =>
    gateway.until('voip sip proxyserver list', ([server]) => server.health === health);
  await gateway.exec(`voip sip proxyserver create c contact ${proxy.host} master`);
  await isNow('suspect');
  const { registerAttempts } = await gateway.exec('voip sip user show alice');
  proxy.onRequest = (incoming) => incoming.answer(200);
  await isNow('up');
  // One line is called back within a fifth of a second.
  const { uptimeSeconds: then } = await gateway.exec('system status');
  await gateway.until('system status', ({ uptimeSeconds }) => uptimeSeconds > then + 1);
  assert.equal((await gateway.exec('voip sip user show alice')).registerAttempts, registerAttempts);
});

test('a server that says it has accepted a line and binds nothing is left, and told of once', async (t) => {
  const { gateway, a } = await registered(t);
  const forgetful = await SipSocket.open();
  forgetful.onRequest = (incoming) => incoming.answer(200);
  await gateway.exec(`voip sip locationserver create c contact ${forgetful.host} master`);
  const refusals = (count: number) =>
    gateway.until('voip sip locationserver show c', ({ refusals: now }) => now === count);
  await refusals(1);
  await isOn(gateway, 'a');
  await gateway.exec('voip sip user try alice');
  await refusals(2);
  assert.ok(a.isBound());
  const events: readonly { code: string; text: string }[] = await gateway.exec('system events 50');
  const told = events.filter(({ code }) => code === 'registration.not-bound');
  assert.deepEqual(
    told.map(({ text }) => text),
    ['c answers line alice 200 without our binding'],
  );
});
