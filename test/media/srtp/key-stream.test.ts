/** The key stream that is made ahead is the one of AES in counter mode. RFC 3711 §4.1.1 */
import assert from 'node:assert/strict';
import { createCipheriv, createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Index, KeyStream } from '../../../src/media/srtp/key-stream.ts';

const key = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
const salt = Buffer.from('f0f1f2f3f4f5f6f7f8f9fafbfcfd', 'hex');

/** As the RFC has it: one cipher for one packet. */
function expected(bytes: number, { ssrc, high, low }: Index): Buffer {
  const counter = Buffer.concat([salt, Buffer.alloc(2)]);
  counter.writeUInt32BE((counter.readUInt32BE(4) ^ ssrc) >>> 0, 4);
  counter.writeUInt32BE((counter.readUInt32BE(8) ^ high) >>> 0, 8);
  counter.writeUInt16BE(counter.readUInt16BE(12) ^ low, 12);
  return createCipheriv('aes-128-ctr', key, counter).update(Buffer.alloc(bytes));
}

test('whatever packets come in whatever order, each has its own', () => {
  const index = fc.record({
    ssrc: fc.constantFrom(1, 0xffff_ffff),
    high: fc.constantFrom(0, 1, 0xffff_ffff),
    low: fc.oneof(fc.nat(12), fc.integer({ min: 0xfff8, max: 0xffff })),
  });
  const packets = fc.array(fc.tuple(fc.nat(400), index), { maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), packets, (ahead, asked) => {
      const stream = new KeyStream({ cipher: createSecretKey(key), salt }, ahead);
      for (const [bytes, at] of asked)
        assert.deepEqual(Buffer.from(stream.of(bytes, at)), expected(bytes, at));
    }),
  );
});
