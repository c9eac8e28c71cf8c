/** Calls to emergency centres: nothing stands in their way, and nobody else's call ends there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CallWorld,
  deskAccount,
  kitchenAccount,
  startCallWorld,
} from '../support/peers/call-world.ts';
import { Party, type Ringing } from '../support/peers/party.ts';

test('an emergency call is marked, recorded as such, and above every limit', async () => {
  await using world = await startCallWorld({
    script: [
      'voip sip protocol set calls-max 1',
      'voip sip service set alice hideidentity callsmax 1 minutesperday 1 deniedprefixes 1',
      'voip sip proxyserver set out numbers e164',
    ],
  });
  const other = world.provider.nextCall();
  const busy = world.desk.call('5551234', world.lan, deskAccount);
  const there = await (await other).answer();
  const first = await busy.connected;
  const rings = world.provider.nextCall();
  const calling = world.desk.call('112', world.lan, deskAccount);
  const ringing = await rings;
  const { request } = ringing;
  assert.match(request.uri, /^sip:112@/);
  assert.equal(request.headers.first('Priority'), 'emergency');
  assert.match(request.headers.first('From') ?? '', /sip:200@/, 'it is never anonymous');
  await ringing.answer();
  await (await calling.connected).hangUp();
  const [record] = await world.gateway.until('voip call log', (all) => all.length === 1);
  const shown = await world.gateway.exec(`voip call record ${record.id}`);
  assert.deepEqual([shown.to, shown.route, shown.verdict], ['112', 'emergency', 'success']);
  const events: { code: string }[] = await world.gateway.exec('system events 20');
  assert.ok(events.some(({ code }) => code === 'call.emergency'));
  await first.hangUp();
  await there.ended;
});

test('nothing rings into an emergency call, call waiting or not', async () => {
  await using world = await startCallWorld({ script: ['voip ep set desk callwaiting'] });
  const rings = world.provider.nextCall();
  const calling = world.desk.call('112', world.lan, deskAccount);
  const centre = await (await rings).answer();
  const desk = await calling.connected;
  world.desk.onRinging = () => assert.fail('it rang');
  await assert.rejects(world.provider.call('200', world.wan).connected, /486/);
  await desk.hangUp();
  await centre.ended;
});

test('a gateway that leaves takes no new calls but those to emergency centres', async () => {
  await using world = await startCallWorld({ script: ['voip sip protocol set drain-time 20'] });
  const rings = world.kitchen.nextCall();
  const calling = world.desk.call('201', world.lan, deskAccount);
  const kitchen = await (await rings).answer();
  const desk = await calling.connected;
  const stopped = world.gateway.stop();
  await world.gateway.until('system status', ({ state }) => state === 'draining');
  await assert.rejects(world.desk.call('5551234', world.lan, deskAccount).connected, /503/);
  const alarm = world.provider.nextCall();
  const help = world.desk.call('112', world.lan, deskAccount);
  const centre = await (await alarm).answer();
  await (await help.connected).hangUp();
  await centre.ended;
  await desk.hangUp();
  await kitchen.ended;
  assert.equal(await stopped, 0);
});

test('nobody’s calls may be forwarded to an emergency centre, by command or by code', async () => {
  await using world = await startCallWorld();
  const { gateway, lan } = world;
  for (const which of ['forwardalways', 'forwardbusy', 'forwardnoanswer']) {
    await assert.rejects(gateway.exec(`voip sip service set bob ${which} 112`), /E-EMERGENCY/);
  }
  const code = await world.desk.call('*21*112#', lan, deskAccount).connected;
  await code.ended;
  const shown = await gateway.exec('voip sip service show alice');
  assert.equal(shown.forwardAlways, null);
  // Nor may a number become one afterwards.
  await gateway.exec('voip sip service set bob forwardalways 5551234');
  const late = gateway.exec('voip sip protocol set emergency-numbers 5551234');
  await assert.rejects(late, /E-EMERGENCY/);
});

/** A second server, asked when the first does not take the call. */
async function secondServer(world: CallWorld) {
  const second = await Party.open('second');
  const { port } = second.socket.place;
  await world.gateway.exec(`voip sip proxyserver create second contact 127.0.0.1:${port}`);
  return second;
}

/** The call is answered, and over; what the centre was asked. */
async function helped(rings: Promise<Ringing>, calling: ReturnType<Party['call']>) {
  const ringing = await rings;
  const centre = await ringing.answer();
  await (await calling.connected).hangUp();
  await centre.ended;
  return ringing.request;
}

test('as a service: urn:service:sos in Request-URI and To, by a Route; redirected by the same one', async () => {
  await using world = await startCallWorld({
    script: ['voip sip proxyserver set out emergency-uri sos'],
  });
  const first = world.provider.nextCall();
  const calling = world.desk.call('112', world.lan, deskAccount);
  const asked = await first;
  const { host } = world.provider.socket;
  assert.equal(asked.request.uri, 'urn:service:sos');
  assert.equal(asked.request.headers.first('To'), '<urn:service:sos>');
  assert.equal(asked.request.headers.first('Route'), `<sip:${host};lr>`);
  assert.equal(asked.request.headers.first('Priority'), 'emergency');
  const next = world.provider.nextCall();
  asked.refuse(302, [['Contact', '<sip:psap@centre.example>']]);
  const request = await helped(next, calling);
  assert.equal(request.uri, 'sip:psap@centre.example');
  assert.equal(request.headers.first('Route'), `<sip:${host};lr>`);
  const record = await world.record();
  assert.deepEqual([record.to, record.verdict], ['112', 'success']);
  const whatIf = await world.gateway.exec('voip call whatif desk 112');
  assert.deepEqual([whatIf.route, whatIf.requestUri], ['emergency', 'urn:service:sos']);
  assert.equal(whatIf.servers[0].server, 'out');
});

test('a server that refuses is not the last: the next is asked, rung or not', async () => {
  await using world = await startCallWorld();
  const second = await secondServer(world);
  for (const status of [403, 488, 603]) {
    const [refused, taken] = [world.provider.nextCall(), second.nextCall()];
    const calling = world.desk.call('112', world.lan, deskAccount);
    (await refused).refuse(status);
    await helped(taken, calling);
  }
  const records = await world.gateway.until('voip call log', (all) => all.length === 3);
  const { tries } = await world.gateway.exec(`voip call record ${records[0].id}`);
  assert.deepEqual(
    tries.map(({ server, outcome }: { server: string; outcome: string }) => [server, outcome]),
    [
      ['out', 'refused'],
      ['second', 'answered'],
    ],
  );
  await second.close();
});

test('no account, a wrong one, or a service as its own number: the call is let in', async () => {
  await using world = await startCallWorld({
    script: ['voip ep set desk codecs g722 srtp required'],
  });
  const stranger = await Party.open('stranger');
  const wrong = { login: 'desk', password: 'wrong' };
  for (const place of [
    () => stranger.call('112', world.lan),
    () => world.desk.call('112', world.lan, wrong),
    () => world.desk.call('urn:service:sos.fire', world.lan, deskAccount),
    () => world.desk.call('tel:112;phone-context=+49', world.lan, deskAccount),
    () => world.desk.call('sip:112;phone-context=x@127.0.0.1', world.lan, deskAccount),
  ]) {
    const rings = world.provider.nextCall();
    const request = await helped(rings, place());
    assert.match(request.uri, /^sip:112@/);
  }
  await assert.rejects(stranger.call('5551234', world.lan).connected, /401/);
  await assert.rejects(world.desk.call('201', world.lan, deskAccount).connected, /488/);
  await stranger.close();
});

test('nobody holds an emergency call or takes it elsewhere', async () => {
  await using world = await startCallWorld({
    script: ['voip ep soft create p1', 'voip sip user add bob port p1'],
  });
  const { gateway, provider, desk, lan } = world;
  const rings = provider.nextCall();
  const calling = desk.call('112', lan, deskAccount);
  const centre = await (await rings).answer();
  const here = await calling.connected;
  const refer = await here.request('REFER', undefined, [['Refer-To', '<sip:201@x.example>']]);
  assert.equal(refer.status, 403);
  const replaces = [['Replaces', here.replaces]] as const;
  const other = world.kitchen.call('5550000', lan, kitchenAccount, true, replaces);
  await assert.rejects(other.connected, /403/);
  await here.hangUp();
  await centre.ended;
  const again = provider.nextCall();
  await gateway.exec('voip ep soft dial p1 112#');
  await (await again).answer();
  await gateway.until('voip ep show p1', ({ state }) => state === 'talking');
  await assert.rejects(gateway.exec('voip ep soft flash p1'), /E-PORT-STATE/);
  await gateway.exec('voip ep soft onhook p1');
});

test('who has called an emergency centre can be called back, whatever its services say', async () => {
  await using world = await startCallWorld({
    script: ['voip sip service set alice dnd rejectanonymous forwardalways 201'],
  });
  const { provider, desk, wan, lan } = world;
  world.desk.onRinging = () => assert.fail('nobody may ring yet');
  const forwarded = world.kitchen.nextCall();
  const before = provider.call('200', wan);
  (await forwarded).refuse(486);
  await assert.rejects(before.connected, /486/);
  await helped(provider.nextCall(), desk.call('112', lan, deskAccount));
  const rings = desk.nextCall();
  const back = provider.call('200', wan, undefined, true, [['Privacy', 'id']]);
  await (await rings).answer();
  await (await back.connected).hangUp();
});
