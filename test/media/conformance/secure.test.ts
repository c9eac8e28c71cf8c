/** SRTP by keys in descriptions, on either side of every engine. RFC 4568, RFC 8643. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SrtpPolicy } from '../../../src/media/media.ts';
import { formatRtp } from '../../../src/media/rtp/header.ts';
import { Opener, Sealer } from '../../../src/media/srtp/protection.ts';
import { masterBytes, type Suite, suites } from '../../../src/media/srtp/suites.ts';
import type { FakePhone } from '../fake-phone.ts';
import { loopback, startPair } from '../start-media.ts';
import { engines, told } from './engines.ts';

function outside(srtp: SrtpPolicy) {
  return { addresses: { ...loopback, wan: { ...loopback.wan, srtp } } };
}

const theirs = (suite: Suite) => Buffer.alloc(masterBytes(suite), 0x33);

function keyed(sdp: Buffer, suite: Suite, tag: string, key: Buffer = theirs(suite)): Buffer {
  const text = sdp.toString().replace('RTP/AVP', 'RTP/SAVP');
  return Buffer.from(`${text}a=crypto:${tag} ${suite} inline:${key.toString('base64')}\r\n`);
}

/** Tag and key by suite. */
function keysIn(sdp: Buffer): ReadonlyMap<string, readonly [tag: string, key: Buffer]> {
  const lines = [...sdp.toString().matchAll(/^a=crypto:(\d+) (\S+) inline:([^|\s]+)/gm)];
  return new Map(
    lines.map(([, tag = '', suite = '', key = '']) => [suite, [tag, Buffer.from(key, 'base64')]]),
  );
}

function packet(sequence: number): Buffer {
  const payload = Uint8Array.of(1, 2, 3, 4);
  return formatRtp({
    hasMarker: false,
    payloadType: 8,
    sequence,
    timestamp: 160,
    ssrc: 9,
    payload,
  });
}

const clear = packet(7);

/** Packets both ways between a leg without keys and one with. */
async function exchanged(plain: FakePhone, secret: FakePhone, suite: Suite, ours: Buffer) {
  plain.send(clear);
  await secret.heardPackets(1);
  const sealed = secret.heard[0] ?? Buffer.alloc(0);
  assert.ok(!sealed.includes(Buffer.from([1, 2, 3, 4])));
  assert.deepEqual(new Opener(ours, suite).rtp(sealed), clear);
  const answer = new Sealer(theirs(suite), suite).rtp(clear);
  secret.send(answer ?? Buffer.alloc(0));
  await plain.heardPackets(1);
  assert.deepEqual(plain.heard[0], clear);
}

for (const { name, skip, start } of engines) {
  for (const suite of suites) {
    test(`${name}: ${suite} is offered where it is required, and spoken when chosen`, {
      skip,
    }, async (t) => {
      const { media } = await start(t, outside('required'));
      const { caller, callee } = await startPair(t);
      const offer = await told(media, 'a', 'offer', caller.describe());
      callee.hear(offer);
      assert.match(offer.toString(), /^m=audio \d+ RTP\/SAVP 8 0 101\r$/m);
      const offered = keysIn(offer);
      assert.deepEqual([...offered.keys()].sort(), [...suites].sort());
      const [tag, ours] = offered.get(suite) ?? ['', Buffer.alloc(0)];
      const answer = await told(media, 'b', 'answer', keyed(callee.describe(), suite, tag));
      caller.hear(answer);
      assert.match(answer.toString(), /^m=audio \d+ RTP\/AVP 8 0 101\r$/m);
      assert.ok(!answer.includes('crypto'));
      await media.stats('call');
      await exchanged(caller, callee, suite, ours);
    });

    test(`${name}: ${suite} that a provider offers is answered, the phone inside stays plain`, {
      skip,
    }, async (t) => {
      const { media } = await start(t, outside('preferred'));
      const { caller, callee } = await startPair(t);
      const inside = await told(media, 'b', 'offer', keyed(callee.describe(), suite, '5'));
      caller.hear(inside);
      assert.ok(!inside.includes('crypto') && inside.includes('RTP/AVP'));
      const answer = await told(media, 'a', 'answer', caller.describe());
      callee.hear(answer);
      const [tag, ours] = keysIn(answer).get(suite) ?? ['', Buffer.alloc(0)];
      assert.equal(tag, '5');
      await media.stats('call');
      await exchanged(caller, callee, suite, ours);
    });
  }

  test(`${name}: where SRTP is preferred and answered plain, packets are plain`, {
    skip,
  }, async (t) => {
    const { media } = await start(t, outside('preferred'));
    const { caller, callee } = await startPair(t);
    const offer = await told(media, 'a', 'offer', caller.describe());
    callee.hear(offer);
    assert.match(offer.toString(), /RTP\/AVP /);
    assert.equal(keysIn(offer).size, 2);
    caller.hear(await told(media, 'b', 'answer', callee.describe()));
    await media.stats('call');
    caller.send(clear);
    await callee.heardPackets(1);
    assert.deepEqual(callee.heard[0], clear);
    callee.send(packet(8));
    await caller.heardPackets(1);
    assert.deepEqual(caller.heard[0], packet(8));
  });

  test(`${name}: a plain answer where SRTP is required is refused`, { skip }, async (t) => {
    const { media } = await start(t, outside('required'));
    const { caller, callee } = await startPair(t);
    await told(media, 'a', 'offer', caller.describe());
    await assert.rejects(told(media, 'b', 'answer', callee.describe()), {
      code: 'E-SDP-UNACCEPTABLE',
    });
  });

  test(`${name}: a new key in a later description counts from then on, the old one no more`, {
    skip,
  }, async (t) => {
    const { media } = await start(t, outside('required'));
    const { caller, callee } = await startPair(t);
    const suite = 'AES_CM_128_HMAC_SHA1_80';
    const renewed = Buffer.alloc(masterBytes(suite), 0x44);
    const answered = async (key: Buffer) => {
      const offer = await told(media, 'a', 'offer', caller.describe());
      callee.hear(offer);
      const [tag] = keysIn(offer).get(suite) ?? [''];
      const answer = keyed(callee.describe(), suite, tag, key);
      caller.hear(await told(media, 'b', 'answer', answer));
      await media.stats('call');
    };
    await answered(theirs(suite));
    const old = new Sealer(theirs(suite), suite);
    callee.send(old.rtp(packet(1)) ?? clear);
    await caller.heardPackets(1);
    await answered(renewed);
    callee.send(old.rtp(packet(2)) ?? clear);
    callee.send(new Sealer(renewed, suite).rtp(packet(3)) ?? clear);
    await caller.heardPackets(2);
    assert.deepEqual(caller.heard, [packet(1), packet(3)]);
  });
}
