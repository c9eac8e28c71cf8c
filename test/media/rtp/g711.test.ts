/** G.711 against the values of the recommendation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode, silentOctet } from '../../../src/media/rtp/g711.ts';

test('the octets of the tables 1 and 2 of G.711 stand for their values', () => {
  // Decision values of the largest and smallest steps, as 16-bit samples.
  const mu = decode(Uint8Array.of(0x80, 0x00, 0xff, 0x7f, 0x8f, 0xf0), 'pcmu');
  assert.deepEqual([...mu], [32_124, -32_124, 0, 0, 16_764, 120]);
  const a = decode(Uint8Array.of(0xaa, 0x2a, 0xd5, 0x55, 0xd4), 'pcma');
  assert.deepEqual([...a], [32_256, -32_256, 8, -8, 24]);
});

for (const codec of ['pcmu', 'pcma'] as const) {
  test(`${codec}: every octet that is decoded and encoded again stays what it was`, () => {
    const all = Uint8Array.from({ length: 256 }, (_, octet) => octet);
    const again = encode(decode(all, codec), codec);
    // μ-law has two zeros.
    const changed = [...all].filter((octet) => again[octet] !== octet);
    assert.deepEqual(changed, codec === 'pcmu' ? [0x7f] : []);
  });

  test(`${codec}: no sound is the silent octet, and the error stays below a step`, () => {
    assert.equal(encode(Int16Array.of(0), codec)[0], silentOctet[codec]);
    const samples = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768);
    const back = decode(encode(samples, codec), codec);
    for (const [at, sample] of samples.entries()) {
      const error = Math.abs(sample - (back[at] ?? 0));
      assert.ok(error <= Math.max(8, Math.abs(sample) / 24), `${sample} became ${back[at]}`);
    }
  });
}
