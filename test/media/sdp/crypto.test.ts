/** Which a=crypto lines are followed. RFC 4568 §9.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCrypto, formatCrypto } from '../../../src/media/sdp/crypto.ts';

const key30 = Buffer.alloc(30, 1).toString('base64');
const key28 = Buffer.alloc(28, 2).toString('base64');

function choose(...values: readonly string[]) {
  return chooseCrypto(values.map((value) => ({ type: 'a', value: `crypto:${value}`, end: '\n' })));
}

test('the first line that can be followed is chosen', () => {
  const chosen = choose(
    `1 AES_CM_128_HMAC_SHA1_32 inline:${key30}`,
    `2 AEAD_AES_128_GCM inline:${key28}`,
    `3 AES_CM_128_HMAC_SHA1_80 inline:${key30}`,
  );
  assert.deepEqual([chosen?.tag, chosen?.suite], ['2', 'AEAD_AES_128_GCM']);
  assert.deepEqual(chosen?.master, Buffer.alloc(28, 2));
});

test('a lifetime and a window hint change nothing', () => {
  for (const more of ['|2^31', '|1048576', ' WSH=128'])
    assert.ok(choose(`1 AES_CM_128_HMAC_SHA1_80 inline:${key30}${more}`), more);
});

const unfollowed: readonly string[] = [
  '1 AES_CM_128_HMAC_SHA1_80',
  `x AES_CM_128_HMAC_SHA1_80 inline:${key30}`,
  `1 AES_CM_128_HMAC_SHA1_80 inline:${key28}`,
  `1 AES_CM_128_HMAC_SHA1_80 outline:${key30}`,
  `1 AES_CM_128_HMAC_SHA1_80 inline:${key30}|2^20|1:4`,
  `1 AES_CM_128_HMAC_SHA1_80 inline:${key30}|1:4`,
  `1 AES_CM_128_HMAC_SHA1_80 inline:${key30};inline:${key30}`,
  `1 AES_CM_128_HMAC_SHA1_80 inline:${key30} UNENCRYPTED_SRTP`,
  `1 toString inline:${key30}`,
];

for (const value of unfollowed) {
  test(`is not followed: ${value}`, () => assert.equal(choose(value), undefined));
}

test('what is written is read again', () => {
  const crypto = { tag: '7', suite: 'AEAD_AES_128_GCM', master: Buffer.alloc(28, 9) } as const;
  assert.deepEqual(chooseCrypto([formatCrypto(crypto, '\r\n')]), crypto);
});
