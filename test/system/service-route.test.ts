/** Where a registrar has calls of a line pass, and where not: RFC 3608 §6.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import { Party } from '../support/peers/party.ts';
import { until } from '../support/until.ts';

const first = '<sip:edge.provider.test;lr>';
const second = '<sip:alice-1@services.provider.test:5090;lr>';

/** The line of alice registers anew and is told so. */
async function register({ gateway, registrar }: CallWorld, hops: readonly string[]) {
  registrar.fields = hops.map((hop) => ['Service-Route', hop] as const);
  await gateway.exec('voip sip user try alice');
  await gateway.until(
    'voip sip user show alice',
    ({ status, serviceRoute }) => status === 'up' && serviceRoute.join() === hops.join(),
  );
}

/** The Route of a call as its server gets it; the server refuses it. */
async function routeOfCall({ desk, lan }: CallWorld, server: Party, number = '5551234') {
  const rings = server.nextCall();
  const calling = desk.call(number, lan, deskAccount);
  const ringing = await rings;
  ringing.refuse(486);
  await assert.rejects(calling.connected);
  return ringing.request.headers.all('Route');
}

test('calls of the line pass what its registrar says, in its order, until it registers without', async () => {
  await using world = await startCallWorld();
  const { provider, gateway } = world;
  await gateway.until('voip sip user show alice', ({ status }) => status === 'up');
  assert.deepEqual(await routeOfCall(world, provider), []);
  await register(world, [first, second]);
  assert.deepEqual(await routeOfCall(world, provider), [first, second]);
  await register(world, [second]);
  assert.deepEqual(await routeOfCall(world, provider), [second]);
  await register(world, []);
  assert.deepEqual(await routeOfCall(world, provider), []);
});

test('a way that cannot be followed is none', async () => {
  await using world = await startCallWorld();
  const { provider, gateway, registrar } = world;
  await register(world, [first]);
  registrar.fields = [['Service-Route', `${first}, <sip:strict.provider.test>`]];
  await gateway.exec('voip sip user try alice');
  await gateway.until(
    'voip sip user show alice',
    ({ status, serviceRoute }) => status === 'up' && serviceRoute.length === 0,
  );
  assert.deepEqual(await routeOfCall(world, provider), []);
});

test('nobody but the server that gave it is sent it, and the order of the walk stays', async () => {
  await using world = await startCallWorld();
  await using other = disposable(await Party.open('other'));
  const { gateway, provider } = world;
  const { port } = other.party.socket.place;
  await register(world, [first]);
  await gateway.exec(`voip sip proxyserver create main contact 127.0.0.1:${port} master`);
  assert.deepEqual(await routeOfCall(world, other.party), []);
  // The master is silent: the walk goes on, to the server that has given it.
  other.party.socket.onRequest = () => undefined;
  await gateway.exec('voip sip protocol set invite-attempt-ms 300');
  assert.deepEqual(await routeOfCall(world, provider), [first]);
});

test('an emergency call and a call of another user pass nothing', async () => {
  await using world = await startCallWorld();
  const { provider, lan, kitchen } = world;
  await register(world, [first]);
  assert.deepEqual(await routeOfCall(world, provider, '112'), []);
  const rings = provider.nextCall();
  const calling = kitchen.call('5551234', lan, {
    login: 'kitchen',
    password: 'secret-of-kitchen',
  });
  const ringing = await rings;
  assert.deepEqual(ringing.request.headers.all('Route'), []);
  ringing.refuse(486);
  await assert.rejects(calling.connected);
});

test('messages that wait are asked for the same way', async () => {
  await using world = await startCallWorld();
  const { provider, registrar, gateway } = world;
  const routes: (readonly string[])[] = [];
  provider.onRequest = (incoming) => {
    const { request } = incoming;
    if (request.method === 'SUBSCRIBE') routes.push(request.headers.all('Route'));
    registrar.hear(incoming);
  };
  await gateway.until('voip sip user show alice', ({ status }) => status === 'up');
  await gateway.exec('voip sip user remove alice port desk');
  await gateway.exec('voip sip protocol set message-waiting on');
  registrar.fields = [['Service-Route', first]];
  await gateway.exec('voip sip user add alice port desk');
  await until(() => routes.length > 0, 'a subscription');
  assert.deepEqual(routes[0], [first]);
});

function disposable(party: Party) {
  return { party, [Symbol.asyncDispose]: () => party.close() };
}
