/** HMAC-SHA1 by two hashes is what it is by its name. RFC 2202 §3. */
import assert from 'node:assert/strict';
import { createHmac, createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Authenticator } from '../../../src/media/srtp/authenticator.ts';

function hexOf(key: Uint8Array, bytes: Uint8Array, word?: number): string {
  const authenticator = new Authenticator(createSecretKey(key));
  return Buffer.from(authenticator.digest(Buffer.from(bytes), word), 'latin1').toString('hex');
}

test('RFC 2202 §3, test cases 1 to 3', () => {
  const cases = [
    [Buffer.alloc(20, 0x0b), Buffer.from('Hi There'), 'b617318655057264e28bc0b6fb378c8ef146be00'],
    [
      Buffer.from('Jefe'),
      Buffer.from('what do ya want for nothing?'),
      'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    ],
    [Buffer.alloc(20, 0xaa), Buffer.alloc(50, 0xdd), '125d7342b9ac11cd91a39af48aa17b4f63f175d3'],
  ] as const;
  for (const [key, bytes, expected] of cases) assert.equal(hexOf(key, bytes), expected);
});

test('whatever is authenticated, one after the other under one key', () => {
  const key = Buffer.alloc(20, 7);
  const authenticator = new Authenticator(createSecretKey(key));
  const word = fc.option(fc.nat(0xffff_ffff), { nil: undefined });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4000 }), word, (bytes, behind) => {
      const hmac = createHmac('sha1', key).update(bytes);
      if (behind !== undefined)
        hmac.update(Buffer.from(behind.toString(16).padStart(8, '0'), 'hex'));
      assert.equal(authenticator.digest(Buffer.from(bytes), behind), hmac.digest('binary'));
    }),
  );
});
