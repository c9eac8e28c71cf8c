/** Bencode: what is written is read again, what is malformed never harms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatBencode, readDictionary } from '../../../src/media/rtpengine/bencode.ts';

test('dictionaries are written with their keys in order', () => {
  assert.equal(
    formatBencode({ command: 'offer', 'call-id': 'x', flags: ['a', 'bc'], n: -7 }),
    'd7:call-id1:x7:command5:offer5:flagsl1:a2:bce1:ni-7ee',
  );
});

test('what is written is read again', () => {
  const text = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((at) => String.fromCharCode(at)),
  });
  const value = fc.letrec((tie) => ({
    any: fc.oneof(text, fc.integer(), fc.array(tie('any'), { maxLength: 3 })),
  })).any;
  fc.assert(
    fc.property(fc.dictionary(text, value, { maxKeys: 5 }), (pairs) => {
      const read = readDictionary(formatBencode(pairs as never));
      assert.deepEqual({ ...read }, { ...pairs });
    }),
  );
});

test('anything else is no dictionary, and nothing throws', () => {
  const bad = ['', 'd', 'le', 'i5e', '4:spam', 'd3:abce', 'd1:ai5e', 'd1:a5:abe', 'd-1:ae', 'dee'];
  for (const text of [...bad, `d1:a${'l'.repeat(100_000)}`, 'd1:a99999999999:xe', 'd1:ai1x2ee'])
    assert.equal(readDictionary(text), undefined, text.slice(0, 20));
  fc.assert(fc.property(fc.string(), (text) => void readDictionary(text)));
});

test('a key of somebody else is only a key', () => {
  const read = readDictionary('d9:__proto__d1:x1:yee');
  assert.equal(({} as { x?: string }).x, undefined);
  assert.equal(Object.getPrototypeOf(read), null);
});
