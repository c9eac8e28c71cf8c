/** A leg that ends here reports as a phone does. RFC 3550 §6, RFC 5761. */
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { readReports } from '../../src/media/rtp/rtcp.ts';
import { startPhone } from './fake-phone.ts';
import { startMedia } from './start-media.ts';

test('a soft port reports what it sends and hears; the answer tells how far the phone is', async (t) => {
  const { media } = startMedia(t);
  const phone = await startPhone();
  t.after(() => phone.close());
  const offer = media.relay('call', 'a', 'lan', 'wan', media.terminate('call', 'a', 'lan'));
  phone.hear(offer);
  media.relay('call', 'b', 'wan', 'lan', phone.describe());
  await phone.heardPackets(1);
  phone.speak([1, 2, 4], { ssrc: 77 });
  while (phone.heardRtcp.length === 0) await new Promise(setImmediate);
  const [bytes = Buffer.alloc(0)] = phone.heardRtcp;
  const [report] = readReports(bytes);
  assert.equal(report?.ssrc, phone.heard[0]?.readUInt32BE(8));
  assert.ok((report?.ntpMiddle ?? 0) > 0, 'a sender report');
  const [block] = report?.blocks ?? [];
  assert.deepEqual([block?.ssrc, block?.lost], [77, 1]);
  const sdes = bytes.subarray(4 + 4 * bytes.readUInt16BE(2));
  assert.equal(sdes.readUInt8(1), 202);
  assert.match(sdes.subarray(10, 10 + sdes.readUInt8(9)).toString(), /^[A-Za-z0-9+/]{16}$/);
  assert.ok(!bytes.includes(hostname()));
  const answer = Buffer.from(`81c900070000004d${'00'.repeat(24)}`, 'hex');
  answer.writeUInt32BE(report?.ssrc ?? 0, 8);
  answer.writeUInt32BE(report?.ntpMiddle ?? 0, 24);
  phone.sendRtcp(answer);
  for (;;) {
    const roundTripMs = (await media.stats('call'))?.b.reported?.roundTripMs;
    if (roundTripMs === undefined) continue;
    assert.ok(roundTripMs >= 0 && roundTripMs < 5000, String(roundTripMs));
    break;
  }
});

test('where both legs multiplex, reports go to the port of the audio', async (t) => {
  const { media } = startMedia(t);
  const [caller, callee] = [await startPhone(), await startPhone()];
  t.after(() => [caller, callee].map((phone) => phone.close()));
  const muxed = ['a=rtcp-mux'];
  const without = (sdp: Buffer) => Buffer.from(sdp.toString().replace(/a=rtcp:.*\r\n/, ''));
  callee.hear(media.relay('call', 'a', 'lan', 'wan', without(caller.describe(muxed))));
  caller.hear(media.relay('call', 'b', 'wan', 'lan', without(callee.describe(muxed))));
  await media.stats('call');
  const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
  caller.send(report);
  await callee.heardPackets(1);
  assert.deepEqual(callee.heard[0], report);
  assert.equal(callee.heardRtcp.length, 0);
});
