/** A leg that ends here reports as a phone does. RFC 3550 §6, RFC 5761. */
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { type TestContext, test } from 'node:test';
import { readReports } from '../../src/media/rtp/rtcp.ts';
import { type FakePhone, startPhone } from './fake-phone.ts';
import { startMedia } from './start-media.ts';

/** A soft port that has called a phone, which hears it. */
async function startReporting(t: TestContext) {
  const { media } = startMedia(t);
  const phone = await startPhone();
  t.after(() => phone.close());
  phone.hear(await media.relay('call', 'a', 'lan', 'wan', media.terminate('call', 'a', 'lan')));
  await media.relay('call', 'b', 'wan', 'lan', phone.describe());
  await phone.heardPackets(1);
  return { media, phone };
}

async function reportTo(phone: FakePhone): Promise<Buffer> {
  for (;;) {
    const [report] = phone.heardRtcp;
    if (report !== undefined) return report;
    await new Promise(setImmediate);
  }
}

function withoutRtcpPort(sdp: Buffer): Buffer {
  return Buffer.from(sdp.toString().replace(/a=rtcp:.*\r\n/, ''));
}

test('a soft port reports what it sends and hears, under a name that tells nothing', async (t) => {
  const { phone } = await startReporting(t);
  phone.speak([1, 2, 4], { ssrc: 77 });
  const bytes = await reportTo(phone);
  const [report] = readReports(bytes);
  assert.ok(report && report.ntpMiddle !== undefined, 'a sender report');
  assert.equal(report.ssrc, phone.heard[0]?.readUInt32BE(8));
  assert.deepEqual(
    report.blocks.map(({ ssrc, lost }) => [ssrc, lost]),
    [[77, 1]],
  );
  const sdes = bytes.subarray(4 + 4 * bytes.readUInt16BE(2));
  assert.equal(sdes.readUInt8(1), 202);
  assert.match(sdes.subarray(10, 10 + sdes.readUInt8(9)).toString(), /^[A-Za-z0-9+/]{16}$/);
  assert.ok(!bytes.includes(hostname()));
});

test('what a phone answers to the report of a soft port tells how far it is', async (t) => {
  const { media, phone } = await startReporting(t);
  const [report] = readReports(await reportTo(phone));
  assert.ok(report && report.ntpMiddle !== undefined);
  const answer = Buffer.from(`81c900070000004d${'00'.repeat(24)}`, 'hex');
  answer.writeUInt32BE(report.ssrc, 8);
  answer.writeUInt32BE(report.ntpMiddle, 24);
  phone.sendRtcp(answer);
  let roundTripMs: number | undefined;
  while (roundTripMs === undefined)
    roundTripMs = (await media.stats('call'))?.b.reported?.roundTripMs;
  assert.ok(roundTripMs >= 0 && roundTripMs < 5000, String(roundTripMs));
});

test('where both legs multiplex, reports go to the port of the audio', async (t) => {
  const { media } = startMedia(t);
  const [caller, callee] = [await startPhone(), await startPhone()];
  t.after(() => [caller, callee].map((phone) => phone.close()));
  const muxed = ['a=rtcp-mux'];
  callee.hear(
    await media.relay('call', 'a', 'lan', 'wan', withoutRtcpPort(caller.describe(muxed))),
  );
  caller.hear(
    await media.relay('call', 'b', 'wan', 'lan', withoutRtcpPort(callee.describe(muxed))),
  );
  await media.stats('call');
  const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
  caller.send(report);
  await callee.heardPackets(1);
  assert.deepEqual(callee.heard[0], report);
  assert.equal(callee.heardRtcp.length, 0);
});
