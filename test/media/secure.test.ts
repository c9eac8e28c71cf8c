/** SRTP on either leg: what the descriptions say, and what the wire carries. RFC 4568, RFC 8643. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import type { BuiltInMedia } from '../../src/media/create-media.ts';
import type { SrtpPolicy } from '../../src/media/media.ts';
import { formatRtp } from '../../src/media/rtp/header.ts';
import { Opener, Sealer } from '../../src/media/srtp/protection.ts';
import { isSuite, masterBytes, type Suite, suites } from '../../src/media/srtp/suites.ts';
import { type FakePhone, startPhone } from './fake-phone.ts';
import { loopback, startMedia } from './start-media.ts';

function startSecure(t: TestContext, policy: SrtpPolicy) {
  return startMedia(t, { addresses: { ...loopback, wan: { ...loopback.wan, srtp: policy } } });
}

async function phones(t: TestContext): Promise<readonly [FakePhone, FakePhone]> {
  const pair = [await startPhone(), await startPhone()] as const;
  t.after(() => pair.map((phone) => phone.close()));
  return pair;
}

const theirMaster = (suite: Suite) => Buffer.alloc(masterBytes(suite), 0x33);

function crypto(tag: number, suite: Suite): string {
  return `a=crypto:${tag} ${suite} inline:${theirMaster(suite).toString('base64')}|2^31`;
}

function secured(sdp: Buffer): Buffer {
  return Buffer.from(sdp.toString().replace('RTP/AVP', 'RTP/SAVP'));
}

/** Tag, suite and key of each line. */
function cryptoIn(sdp: string): readonly { tag: string; suite: Suite; master: Buffer }[] {
  return [...sdp.matchAll(/^a=crypto:(\d+) (\S+) inline:(\S+)\r$/gm)].map((match) => {
    const [, tag = '', suite = '', key = ''] = match;
    assert.ok(isSuite(suite));
    return { tag, suite, master: Buffer.from(key, 'base64') };
  });
}

function refused(act: () => unknown): void {
  assert.throws(act, (error) => error instanceof Refusal && error.code === 'E-SDP-UNACCEPTABLE');
}

const clear = formatRtp({
  hasMarker: false,
  payloadType: 8,
  sequence: 7,
  timestamp: 1120,
  ssrc: 9,
  payload: Uint8Array.of(1, 2, 3, 4),
});
const report = Buffer.from('80c900010000000a', 'hex');

/** Packets both ways between a plain caller and a callee with keys. */
async function exchange(
  media: BuiltInMedia,
  caller: FakePhone,
  callee: FakePhone,
  { suite, ours }: { readonly suite: Suite; readonly ours: Buffer },
): Promise<void> {
  await media.stats('call');
  const opener = new Opener(ours, suite);
  const sealer = new Sealer(theirMaster(suite), suite);
  caller.send(clear);
  await callee.heardPackets(1);
  assert.ok(!callee.heard[0]?.includes(Buffer.from([1, 2, 3, 4])));
  assert.deepEqual(opener.rtp(callee.heard[0] ?? Buffer.alloc(0)), clear);
  const sealed = sealer.rtp(clear);
  assert.ok(sealed);
  callee.send(sealed);
  await caller.heardPackets(1);
  assert.deepEqual(caller.heard[0], clear);
  callee.sendRtcp(sealer.rtcp(report));
  while (caller.heardRtcp.length === 0) await new Promise(setImmediate);
  assert.deepEqual(caller.heardRtcp[0], report);
}

for (const [at, suite] of suites.entries()) {
  test(`${suite} is offered where SRTP is required, and spoken when chosen`, async (t) => {
    const { media } = startSecure(t, 'required');
    const [caller, callee] = await phones(t);
    const offer = (await media.relay('call', 'a', 'lan', 'wan', caller.describe())).toString();
    callee.hear(Buffer.from(offer));
    assert.match(offer, /^m=audio \d+ RTP\/SAVP 8 0 101\r$/m);
    const offered = cryptoIn(offer);
    assert.deepEqual(
      offered.map((line) => line.suite),
      suites,
    );
    const answer = secured(callee.describe([crypto(at + 1, suite)]));
    const inside = await media.relay('call', 'b', 'wan', 'lan', answer);
    caller.hear(inside);
    assert.match(inside.toString(), /^m=audio \d+ RTP\/AVP 8 0 101\r$/m);
    assert.ok(!inside.includes('crypto'));
    const ours = offered[at]?.master ?? Buffer.alloc(0);
    await exchange(media, caller, callee, { suite, ours });
    const again = (
      await media.relay('call', 'a', 'lan', 'wan', caller.describe(['a=sendonly']))
    ).toString();
    assert.deepEqual(cryptoIn(again), [offered[at]], 'a later offer keeps what was chosen');
  });
}

test('what a provider offers is answered with its tag and suite, in its profile', async (t) => {
  const { media } = startSecure(t, 'preferred');
  const [caller, callee] = await phones(t);
  const unknown = 'a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:AAAA';
  const known = crypto(2, 'AEAD_AES_128_GCM');
  const offer = secured(caller.describe([unknown, known]));
  const inside = await media.relay('call', 'a', 'wan', 'lan', offer);
  callee.hear(inside);
  assert.ok(!inside.includes('crypto') && inside.includes('RTP/AVP'));
  const answer = (await media.relay('call', 'b', 'lan', 'wan', callee.describe())).toString();
  caller.hear(Buffer.from(answer));
  const [chosen, ...others] = cryptoIn(answer);
  assert.ok(chosen && others.length === 0 && answer.includes('RTP/SAVP'));
  assert.deepEqual([chosen.tag, chosen.suite], ['2', 'AEAD_AES_128_GCM']);
  await exchange(media, callee, caller, { suite: chosen.suite, ours: chosen.master });
});

test('where SRTP is preferred it is offered beside plain RTP, and a plain answer is plain', async (t) => {
  const { media } = startSecure(t, 'preferred');
  const [caller, callee] = await phones(t);
  const offer = (await media.relay('call', 'a', 'lan', 'wan', caller.describe())).toString();
  callee.hear(Buffer.from(offer));
  assert.match(offer, /RTP\/AVP /);
  assert.equal(cryptoIn(offer).length, 2);
  caller.hear(await media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  await media.stats('call');
  caller.send(clear);
  await callee.heardPackets(1);
  assert.deepEqual(callee.heard[0], clear);
  const again = (await media.relay('call', 'a', 'lan', 'wan', caller.describe())).toString();
  assert.equal(cryptoIn(again).length, 0);
});

test('where SRTP is required, a plain offer or answer is refused', async (t) => {
  const { media } = startSecure(t, 'required');
  const [caller, callee] = await phones(t);
  await media.relay('call', 'a', 'lan', 'wan', caller.describe());
  refused(() => media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  refused(() => media.relay('other', 'a', 'wan', 'lan', callee.describe()));
});

test('where SRTP is off on one leg only, an offer that insists on it is refused there', async (t) => {
  const { media } = startSecure(t, 'preferred');
  const [caller] = await phones(t);
  const offer = secured(caller.describe([crypto(1, 'AES_CM_128_HMAC_SHA1_80')]));
  refused(() => media.relay('call', 'a', 'lan', 'wan', offer));
  media.setPolicy('call', 'a', { srtp: 'preferred' });
  await media.relay('call', 'a', 'lan', 'wan', offer);
});

test('where both legs leave SRTP off, keys pass untouched', async (t) => {
  const { media } = startMedia(t);
  const [caller] = await phones(t);
  const line = crypto(1, 'AES_CM_128_HMAC_SHA1_80');
  const offer = await media.relay('call', 'a', 'lan', 'wan', secured(caller.describe([line])));
  assert.ok(offer.toString().includes(`RTP/SAVP 8`) && offer.toString().includes(line));
});

test('a forged packet is neither passed on nor learnt from', async (t) => {
  const { media } = startSecure(t, 'required');
  const [caller, callee] = await phones(t);
  const offer = await media.relay('call', 'a', 'lan', 'wan', caller.describe());
  callee.hear(offer);
  const suite = suites[0] ?? 'AEAD_AES_128_GCM';
  const answer = secured(callee.describe([crypto(1, suite)]));
  caller.hear(await media.relay('call', 'b', 'wan', 'lan', answer));
  await media.stats('call');
  const intruder = await startPhone();
  t.after(() => intruder.close());
  intruder.hear(offer);
  intruder.send(clear);
  while ((await media.stats('call'))?.b.foreign !== 1) await new Promise(setImmediate);
  caller.send(clear);
  await callee.heardPackets(1);
  assert.equal(intruder.heard.length, 0);
  assert.equal(caller.heard.length, 0);
});
