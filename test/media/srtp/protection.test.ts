/** SRTP both ways: round trips, rollover, replay, forgery. RFC 3711 §3.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatRtp } from '../../../src/media/rtp/header.ts';
import { Opener, Sealer } from '../../../src/media/srtp/protection.ts';
import { ReplayWindow } from '../../../src/media/srtp/replay-window.ts';
import { masterBytes, suites } from '../../../src/media/srtp/suites.ts';

function packet(sequence: number, ssrc = 1): Buffer {
  return formatRtp({
    hasMarker: false,
    payloadType: 8,
    sequence: sequence & 0xffff,
    timestamp: sequence * 160,
    ssrc,
    payload: Uint8Array.of(1, 2, 3, 4),
  });
}

for (const suite of suites) {
  const master = Buffer.alloc(masterBytes(suite), 0x5a);
  const pair = () => ({ sealer: new Sealer(master, suite), opener: new Opener(master, suite) });
  const seal = (sealer: Sealer, sequence: number, ssrc?: number): Buffer => {
    const sealed = sealer.rtp(packet(sequence, ssrc));
    assert.ok(sealed);
    return sealed;
  };

  test(`${suite}: what is sealed is opened, and cannot be read in between`, () => {
    const { sealer, opener } = pair();
    const sealed = seal(sealer, 7);
    assert.ok(!sealed.includes(Buffer.from([1, 2, 3, 4])));
    assert.deepEqual(opener.rtp(sealed), packet(7));
    const report = Buffer.from('80c900010000000a', 'hex');
    assert.deepEqual(opener.rtcp(sealer.rtcp(report)), report);
  });

  test(`${suite}: sequence numbers may wrap, with loss and reordering around it`, () => {
    const { sealer, opener } = pair();
    const order = [65_530, 65_534, 65_538, 65_536, 65_535, 131_060, 131_080];
    for (const sequence of order)
      assert.deepEqual(opener.rtp(seal(sealer, sequence)), packet(sequence), String(sequence));
  });

  test(`${suite}: a replayed or altered packet is not opened`, () => {
    const { sealer, opener } = pair();
    const sealed = seal(sealer, 1);
    const report = sealer.rtcp(Buffer.from('80c900010000000a', 'hex'));
    for (const at of [1, 3, 9, 13, sealed.length - 1]) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      assert.equal(opener.rtp(altered), undefined, String(at));
    }
    assert.ok(opener.rtp(sealed));
    assert.equal(opener.rtp(sealed), undefined);
    assert.ok(opener.rtcp(report));
    assert.equal(opener.rtcp(report), undefined);
    assert.equal(new Opener(Buffer.alloc(master.length), suite).rtp(sealed), undefined);
  });

  test(`${suite}: the same index is never sealed twice`, () => {
    const { sealer } = pair();
    seal(sealer, 5);
    assert.equal(sealer.rtp(packet(5)), undefined);
    seal(sealer, 5, 2);
  });

  test(`${suite}: no bytes make the opener throw`, () => {
    const { opener } = pair();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        assert.equal(opener.rtp(Buffer.from(noise)), undefined);
        assert.equal(opener.rtp(Buffer.concat([packet(1), Buffer.from(noise)])), undefined);
        assert.equal(opener.rtcp(Buffer.from(noise)), undefined);
      }),
    );
  });
}

test('a key sees a bounded number of sources, and forgets none', () => {
  const suite = 'AEAD_AES_128_GCM';
  const sealer = new Sealer(Buffer.alloc(masterBytes(suite)), suite);
  for (let ssrc = 1; ssrc <= 64; ssrc += 1) assert.ok(sealer.rtp(packet(1, ssrc)));
  assert.equal(sealer.rtp(packet(1, 65)), undefined);
  assert.equal(sealer.rtp(packet(1, 1)), undefined);
});

test('the window takes each index once, and none that is too old', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(600)), (indices) => {
      const window = new ReplayWindow();
      const taken = new Set<number>();
      for (const index of indices) {
        const newest = Math.max(-1, ...taken);
        const expected = !taken.has(index) && newest - index < 128;
        assert.equal(window.mayTake(index), expected, `${index} after ${[...taken].join()}`);
        if (expected) window.take(index);
        if (expected) taken.add(index);
      }
    }),
  );
});
