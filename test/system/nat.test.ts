/** Behind a NAT: what servers see is what we say, also when the NAT maps anew. users-ask R8. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RunningGateway, startGateway } from '../support/gateway-process.ts';
import { Nat } from '../support/nat.ts';
import { Party } from '../support/peers/party.ts';
import { createRegistrar, type Registrar } from '../support/peers/registrar.ts';
import { hostOf } from '../support/peers/sip-socket.ts';
import { until } from '../support/until.ts';

const [first, second] = ['127.0.0.50', '127.0.0.51'];
const account = { login: 'desk', password: 'secret-of-desk' };

interface NatWorld extends AsyncDisposable {
  readonly gateway: RunningGateway;
  readonly nat: Nat;
  readonly desk: Party;
  readonly provider: Party;
  readonly registrar: Registrar;
  /** What the Contact of the line's binding says. */
  contact(): string;
}

async function startBehindNat(script: readonly string[] = []): Promise<NatWorld> {
  const [desk, provider] = [await Party.open('desk'), await Party.open('provider')];
  const nat = await Nat.open(provider.socket.place, first);
  const registrar = createRegistrar(new Map([['alice', 'secret-of-alice']]));
  provider.onRequest = (incoming) => registrar.hear(incoming);
  provider.contactHost = hostOf(nat.inside);
  const gateway = await startGateway({
    script: [
      'voip sip protocol set drain-time 0',
      `voip sip locationserver create reg contact ${hostOf(nat.inside)}`,
      `voip sip proxyserver create out contact ${hostOf(nat.inside)}`,
      `voip ep sip create desk login ${account.login} password ${account.password}`,
      'voip sip user create alice address 200 login alice password secret-of-alice',
      'voip sip user add alice port desk',
      ...script,
    ],
  });
  const lan = { address: '127.0.0.1', port: gateway.lanPort };
  assert.equal(await desk.register(lan, account), 200);
  return {
    ...{ gateway, nat, desk, provider, registrar },
    contact: () => registrar.bindings.get('alice') ?? '',
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await Promise.all([desk.close(), provider.close()]);
      nat.close();
    },
  };
}

test('a line registers with the address that the server sees, and is called by it', async () => {
  await using world = await startBehindNat();
  const { nat, desk, provider } = world;
  await until(() => world.contact().includes(`@${hostOf(nat.outside)}>`), 'the public Contact');
  const rings = desk.nextCall();
  const calling = provider.call('200', nat.outside);
  const there = await (await rings).answer();
  const here = await calling.connected;
  await here.hangUp();
  await there.ended;
  const { seenAt } = await world.gateway.exec('voip sip locationserver show reg');
  assert.equal(seenAt, hostOf(nat.outside));
});

test('a call out names the public address in Contact and SDP', async () => {
  await using world = await startBehindNat();
  const { gateway, nat, desk, provider } = world;
  await until(() => world.contact().includes(first), 'the public Contact');
  const rings = provider.nextCall();
  const lan = { address: '127.0.0.1', port: gateway.lanPort };
  const calling = desk.call('5551234', lan, account);
  const ringing = await rings;
  assert.ok(ringing.request.headers.first('Contact')?.includes(`@${hostOf(nat.outside)}>`));
  assert.match(ringing.request.body.toString(), /^c=IN IP4 127\.0\.0\.50\r$/m);
  const there = await ringing.answer();
  const here = await calling.connected;
  await here.hangUp();
  await there.ended;
});

test('the NAT maps anew in a call: the line registers anew, the peer hears the new Contact and SDP', async () => {
  await using world = await startBehindNat();
  const { gateway, nat, desk, provider } = world;
  await until(() => world.contact().includes(first), 'the public Contact');
  const rings = provider.nextCall();
  const lan = { address: '127.0.0.1', port: gateway.lanPort };
  const calling = desk.call('5551234', lan, account);
  const there = await (await rings).answer();
  const here = await calling.connected;
  await nat.remap(second);
  // Whatever is answered next shows the new mapping.
  await gateway.exec('voip sip user try alice');
  await until(() => world.contact().includes(`@${hostOf(nat.outside)}>`), 'the new Contact');
  await until(() => there.asked.includes('INVITE'), 'the re-INVITE');
  assert.ok(there.offered?.headers.first('Contact')?.includes(`@${hostOf(nat.outside)}>`));
  assert.match(there.offered?.body.toString() ?? '', /^c=IN IP4 127\.0\.0\.51\r$/m);
  const events: readonly { code: string }[] = await gateway.exec('system events');
  assert.equal(events.filter(({ code }) => code === 'network.seen-elsewhere').length, 2);
  await here.hangUp();
  await there.ended;
});

test('the NAT maps anew: messages that wait are subscribed to from there', async () => {
  await using world = await startBehindNat(['voip sip protocol set message-waiting on']);
  const { gateway, nat, provider, registrar } = world;
  const contacts: string[] = [];
  provider.onRequest = (incoming) => {
    const { method, headers } = incoming.request;
    const isWanted = method === 'SUBSCRIBE' && headers.first('Expires') !== '0';
    if (isWanted) contacts.push(headers.first('Contact') ?? '');
    registrar.hear(incoming);
  };
  await until(() => world.contact().includes(first), 'the public Contact');
  await nat.remap(second);
  await gateway.exec('voip sip user try alice');
  await until(
    () => contacts.some((contact) => contact.includes(`@${hostOf(nat.outside)}>`)),
    'a subscription from the new place',
  );
});

test('while a NAT is on the way its mapping is kept with CRLF, or with nothing at all', async () => {
  await using world = await startBehindNat(['voip sip protocol set keep-alive-interval 1']);
  const { gateway, nat } = world;
  await until(() => nat.keepAlives.length >= 2, 'two keep-alives');
  assert.ok(nat.keepAlives.every((text) => text === '\r\n\r\n'));
  await gateway.exec('voip sip locationserver set reg keepalive empty');
  await until(() => nat.keepAlives.includes(''), 'an empty datagram');
});

test('OPTIONS as keep-alive: a NAT that maps anew is noticed with nobody doing anything', async () => {
  await using world = await startBehindNat([
    'voip sip protocol set keep-alive options',
    'voip sip protocol set keep-alive-interval 1',
  ]);
  const { nat } = world;
  await until(() => world.contact().includes(`@${hostOf(nat.outside)}>`), 'the public Contact');
  await nat.remap(second);
  await until(() => world.contact().includes(`@${hostOf(nat.outside)}>`), 'the new Contact');
});

test('a NAT with a stale state: after three silences the server is asked, and calls, by another port', async () => {
  await using world = await startBehindNat([
    'voip sip protocol set register-attempt-ms 300',
    'voip sip protocol set suspect-attempt-ms 300',
    'voip sip protocol set retry-base 1',
    'voip sip protocol set retry-max 1',
    'voip sip protocol set location-fail-back none',
  ]);
  const { gateway, nat, desk, provider, registrar } = world;
  await until(() => world.contact().includes(`@${hostOf(nat.outside)}>`), 'the public Contact');
  nat.growStale();
  await gateway.exec('voip sip user try alice');
  await gateway.until('system events', (events: readonly { code: string }[]) =>
    events.some(({ code }) => code === 'network.port-renewed'),
  );
  await gateway.until('voip sip user show alice', ({ status }) => status === 'up');
  assert.ok(registrar.bindings.has('alice'));
  const rings = desk.nextCall();
  const calling = provider.call('200', nat.outside);
  const there = await (await rings).answer();
  const here = await calling.connected;
  await here.hangUp();
  await there.ended;
});

test('with learn-address off the Contact stays what it is', async () => {
  await using world = await startBehindNat(['voip sip protocol set learn-address off']);
  await until(() => world.contact() !== '', 'the registration');
  assert.ok(world.contact().includes(`@127.0.0.1:${world.gateway.wanPort}>`));
});
