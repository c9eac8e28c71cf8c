/** Calls to emergency centres: nothing stands in their way, and nobody else's call ends there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';

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
