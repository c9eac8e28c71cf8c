/** SRTP against the vectors of its RFCs: RFC 3711 appendix B, RFC 7714 §16, §17. */
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { counterMode } from '../../../src/media/srtp/counter-mode.ts';
import { deriveKeys, type SessionKeys } from '../../../src/media/srtp/derive.ts';
import { gcmMode } from '../../../src/media/srtp/gcm-mode.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

function keys(cipher: string, salt: string): SessionKeys {
  return {
    cipher: createSecretKey(hex(cipher)),
    salt: hex(salt),
    authentication: createSecretKey(Buffer.alloc(20, 7)),
  };
}

test('RFC 3711 B.3: session keys from the master key', () => {
  const master = hex('E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6');
  const { rtp } = deriveKeys(master, 'AES_CM_128_HMAC_SHA1_80');
  assert.deepEqual(rtp.cipher.export(), hex('C61E7A93744F39EE10734AFE3FF7A087'));
  assert.deepEqual(rtp.salt, hex('30CBBC08863D8C85D49DB34A9AE1'));
  assert.deepEqual(rtp.authentication.export(), hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'));
});

test('RFC 3711 B.2: the key stream of AES in counter mode', () => {
  const session = keys('2B7E151628AED2A6ABF7158809CF4F3C', 'F0F1F2F3F4F5F6F7F8F9FAFBFCFD');
  const transform = counterMode(session, session);
  const packet = Buffer.alloc(12 + 48);
  const numbered = { ssrc: 0, sequence: 0, payloadStart: 12 };
  const sealed = transform.sealRtp(packet, numbered, 0);
  const stream =
    'E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0';
  assert.deepEqual(sealed.subarray(12, 60), hex(stream));
  assert.equal(sealed.length, 60 + 10);
  assert.deepEqual(transform.openRtp(sealed, numbered, 0), packet);
});

test('RFC 7714 §16.1: an RTP packet in AEAD_AES_128_GCM', () => {
  const session = keys('000102030405060708090a0b0c0d0e0f', '517569642070726f2071756f');
  const transform = gcmMode(session, session);
  const header = '8040f17b8041f8d35501a0b2';
  const packet = Buffer.concat([
    hex(header),
    Buffer.from('Gallia est omnis divisa in partes tres'),
  ]);
  const numbered = { ssrc: 0x5501_a0b2, sequence: 0xf17b, payloadStart: 12 };
  const sealed = transform.sealRtp(packet, numbered, 0);
  const expected = `${header}f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce`;
  assert.deepEqual(sealed, hex(expected));
  assert.deepEqual(transform.openRtp(sealed, numbered, 0), packet);
});

test('RFC 7714 §17.1: an RTCP packet in AEAD_AES_128_GCM', () => {
  const session = keys('000102030405060708090a0b0c0d0e0f', '517569642070726f2071756f');
  const transform = gcmMode(session, session);
  const packet = hex(
    '81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  );
  const sealed = transform.sealRtcp(packet, 0x5d4);
  const expected =
    '81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4';
  assert.deepEqual(sealed, hex(expected));
  assert.deepEqual(transform.openRtcp(sealed), { packet, index: 0x5d4 });
});
