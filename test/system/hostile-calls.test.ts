/** Bad input inside a call: refused clearly, counted, and the call goes on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallWorld, deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import type { PeerCall } from '../support/peers/peer-call.ts';

async function connect(world: CallWorld) {
  const rings = world.kitchen.nextCall();
  const calling = world.desk.call('201', world.lan, deskAccount);
  const answered = (await rings).answer();
  return await Promise.all([calling.connected, answered]);
}

async function bothHear(one: PeerCall, other: PeerCall): Promise<void> {
  await Promise.all([one.audio.heardMore(10), other.audio.heardMore(10)]);
}

async function refer(from: PeerCall, to: string): Promise<number> {
  return (await from.request('REFER', undefined, [['Refer-To', to]])).status;
}

const head = 'v=0\r\no=- 1 9 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
const audio = 'm=audio 4000 RTP/AVP 8\r\n';

const descriptions: Readonly<Record<string, string>> = {
  'no description at all': 'hello',
  'a version that is none': head.replace('v=0', 'v=x') + audio,
  'no origin': `v=0\r\ns=-\r\nt=0 0\r\n${audio}`,
  'a port beyond all ports': `${head}m=audio 99999 RTP/AVP 8\r\n`,
  'a thousand streams': head + audio.repeat(1000),
  'a line without end': `${head}a=${'x'.repeat(30_000)}\r\n${audio}`,
  'zero bytes': `${head}m=audio 4000\0 RTP/AVP 8\r\n`,
};

test('a malformed description inside a call is refused, and the call goes on', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  await bothHear(desk, kitchen);
  for (const [what, body] of Object.entries(descriptions)) {
    const { status } = await desk.request('INVITE', Buffer.from(body));
    assert.ok(status === 488 || status === 400 || status === 413, `${what}: ${status}`);
  }
  assert.ok(!kitchen.asked.includes('INVITE'), 'the other party hears of none');
  await bothHear(desk, kitchen);
  await desk.hangUp();
  assert.equal((await world.record()).verdict, 'success');
});

test('a malformed description to the code of a service is refused, and nothing else disturbed', async () => {
  await using world = await startCallWorld({
    script: ['voip ep code create all service do-not-disturb on-prefix *78 off-prefix *79'],
  });
  for (const body of Object.values(descriptions)) {
    const calling = world.desk.call('*78', world.lan, deskAccount, Buffer.from(body));
    await assert.rejects(calling.connected, /refused with (488|400|413)/);
  }
  await (await world.desk.call('*79', world.lan, deskAccount).connected).ended;
});

test('an offer of codecs that nobody here knows is the other party’s to answer', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  const strange = `${head}m=audio 4000 RTP/AVP 96 97\r\na=rtpmap:96 quux/12345/7\r\na=rtpmap:97 lyra/16000\r\n`;
  assert.equal((await desk.request('INVITE', Buffer.from(strange))).status, 200);
  assert.match(kitchen.offered?.body.toString() ?? '', /a=rtpmap:96 quux\/12345\/7/);
  await desk.hangUp();
});

test('REFER after REFER, in circles and all at once: each is answered, the call stays', async () => {
  await using world = await startCallWorld();
  const [desk, kitchen] = await connect(world);
  await bothHear(desk, kitchen);
  assert.equal(await refer(desk, '<sip:200@gateway>'), 404, 'to itself');
  for (const wrong of ['<sip:@gateway>', 'nonsense', `<sip:${'9'.repeat(5000)}@gateway>`]) {
    const status = await refer(desk, wrong);
    assert.ok(status >= 400 && status < 500, `${wrong.slice(0, 20)}: ${status}`);
  }
  // Both are busy with this very call.
  const statuses = await Promise.all(
    Array.from({ length: 40 }, (_, at) =>
      at % 2 === 0 ? refer(desk, '<sip:201@gateway>') : refer(kitchen, '<sip:200@gateway>'),
    ),
  );
  assert.ok(
    statuses.every((status) => status === 202 || status === 491),
    statuses.join(' '),
  );
  await bothHear(desk, kitchen);
  const calls: unknown[] = await world.gateway.until(
    'voip call list',
    (all: unknown[]) => all.length === 1,
  );
  assert.equal(calls.length, 1, 'nothing is left of the attempts');
  await desk.hangUp();
});
