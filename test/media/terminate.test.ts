/** Legs that end in the engine: soft ports, and tones towards a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import { startPhone } from './fake-phone.ts';
import { startMedia } from './start-media.ts';

test('a soft port that calls sends silence, then a tone, and counts what it hears', async (t) => {
  const { media } = startMedia(t);
  const callee = await startPhone();
  t.after(() => callee.close());
  const own = media.terminate('call', 'a', 'lan');
  callee.hear(await media.relay('call', 'a', 'lan', 'wan', own));
  const answer = callee.describe().toString().replace('RTP/AVP 8 0 101', 'RTP/AVP 0 101');
  await media.relay('call', 'b', 'wan', 'lan', Buffer.from(answer));
  await callee.heardPackets(3);
  const [first, second] = callee.heard;
  assert.deepEqual([first?.[1], second?.[1]], [0x80, 0], 'PCMU, the first with a marker');
  assert.deepEqual(new Set(second?.subarray(12)), new Set([0xff]));
  assert.equal(
    (second?.readUInt32BE(4) ?? 0) - (first?.readUInt32BE(4) ?? 0),
    160,
    'time goes on by a frame',
  );
  media.play('call', 'a', { hz: 440 });
  const heard = callee.heard.length;
  const isTone = () => new Set(callee.heard.at(-1)?.subarray(12)).size > 10;
  while (!isTone()) await callee.heardPackets(callee.heard.length + 1);
  callee.speak([1, 2]);
  while ((await media.stats('call'))?.b.packets !== 2) await new Promise(setImmediate);
  assert.ok(((await media.stats('call'))?.a.packets ?? 0) >= heard);
});

test('frames come every 20 ms without drifting', async (t) => {
  const { media } = startMedia(t);
  const callee = await startPhone();
  t.after(() => callee.close());
  callee.hear(await media.relay('call', 'a', 'lan', 'wan', media.terminate('call', 'a', 'lan')));
  await media.relay('call', 'b', 'wan', 'lan', callee.describe());
  // A machine that is busy with other tests may hold up one second, but not each.
  const seconds: number[] = [];
  const isPaced = () => seconds.some((ms) => ms > 940 && ms < 1100);
  while (!isPaced() && seconds.length < 5) {
    const heard = callee.heard.length + 1;
    await callee.heardPackets(heard);
    const began = performance.now();
    await callee.heardPackets(heard + 50);
    seconds.push(performance.now() - began);
  }
  assert.ok(isPaced(), `50 frames took ${seconds.join(', ')} ms`);
});

test('a soft port that is called answers with as many media lines as were offered', async (t) => {
  const { media } = startMedia(t);
  const caller = await startPhone();
  t.after(() => caller.close());
  const offer = await media.relay(
    'call',
    'a',
    'wan',
    'lan',
    caller.describe(['a=sendonly', 'm=video 5000 RTP/AVP 99', 'm=image 5002 udptl t38']),
  );
  const answer = media.terminate('call', 'b', 'lan', offer).toString();
  assert.match(answer, /^m=audio [1-9]\d* RTP\/AVP 8 101\r$/m);
  assert.match(answer, /^a=recvonly\r$/m);
  assert.match(answer, /^m=video 0 RTP\/AVP 99\r$/m);
  assert.match(answer, /^m=image 0 udptl t38\r$/m);
  const outside = (await media.relay('call', 'b', 'lan', 'wan', Buffer.from(answer))).toString();
  assert.equal(outside.match(/^m=/gm)?.length, 3);
});

test('an offer without G.711 is refused by a leg that ends here', (t) => {
  const { media } = startMedia(t);
  const offer = Buffer.from(
    'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 9 96\r\na=rtpmap:96 opus/48000/2\r\n',
  );
  assert.throws(
    () => media.terminate('call', 'b', 'lan', offer),
    (error) => error instanceof Refusal && error.code === 'E-SDP-UNACCEPTABLE',
  );
});

test('two soft ports can call each other', async (t) => {
  const { media } = startMedia(t);
  const offer = await media.relay('call', 'a', 'lan', 'lan', media.terminate('call', 'a', 'lan'));
  await media.relay('call', 'b', 'lan', 'lan', media.terminate('call', 'b', 'lan', offer));
  for (;;) {
    const stats = await media.stats('call');
    if (stats && stats.a.packets > 2 && stats.b.packets > 2) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

test('a tone towards a phone gives way when the called leg answers', async (t) => {
  const { media } = startMedia(t);
  const caller = await startPhone();
  const callee = await startPhone();
  t.after(() => [caller, callee].map((phone) => phone.close()));
  const offer = await media.relay('call', 'a', 'lan', 'wan', caller.describe());
  callee.hear(offer);
  const early = media.terminate('call', 'b', 'wan', offer);
  caller.hear(await media.relay('call', 'b', 'wan', 'lan', early));
  media.play('call', 'b', { hz: 425 });
  await caller.heardPackets(3);
  caller.hear(await media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  await media.stats('call');
  const before = caller.heard.length;
  callee.speak([9], { ssrc: 99 });
  await caller.heardPackets(before + 1);
  assert.equal(caller.heard.at(-1)?.readUInt32BE(8), 99);
});

test('what a leg is told holds the codecs that both legs may use, in its own order', async (t) => {
  const { media } = startMedia(t);
  const caller = await startPhone();
  t.after(() => caller.close());
  media.setPolicy('call', 'a', { codecs: ['pcma', 'pcmu'] });
  media.setPolicy('call', 'b', { codecs: ['g722', 'pcmu', 'pcma'] });
  const offer = (await media.relay('call', 'a', 'lan', 'wan', caller.describe())).toString();
  assert.match(offer, /^m=audio \d+ RTP\/AVP 0 8 101\r$/m);
});
