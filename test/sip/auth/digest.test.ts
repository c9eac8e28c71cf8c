/**
 * The digest computation against the examples of the RFCs: RFC 2617 §3.5, RFC 7616 §3.9, RFC 8760.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Algorithm, Challenge } from '../../../src/sip/auth/challenge.ts';
import { authorization, digestResponse, secretHash } from '../../../src/sip/auth/digest.ts';

const noBody = Buffer.alloc(0);

test('RFC 2617 §3.5', () => {
  const response = digestResponse({
    algorithm: 'MD5',
    isSession: false,
    secret: secretHash('MD5', 'Mufasa', 'testrealm@host.com', 'Circle Of Life'),
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    cnonce: '0a4f113b',
    nc: '00000001',
    qop: 'auth',
    method: 'GET',
    uri: '/dir/index.html',
    body: noBody,
  });
  assert.equal(response, '6629fae49393a05397450978507c4ef1');
});

for (const [algorithm, expected] of [
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
] as const) {
  test(`RFC 7616 §3.9.1 with ${algorithm}`, () => {
    const response = digestResponse({
      algorithm,
      isSession: false,
      secret: secretHash(algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life'),
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      nc: '00000001',
      qop: 'auth',
      method: 'GET',
      uri: '/dir/index.html',
      body: noBody,
    });
    assert.equal(response, expected);
  });
}

test('RFC 7616 §3.9.2 with SHA-512-256, as its erratum 4897 has it', () => {
  const response = digestResponse({
    algorithm: 'SHA-512-256',
    isSession: false,
    secret: secretHash('SHA-512-256', 'Jäsøn Doe', 'api@example.org', 'Secret, or not?'),
    nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
    cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    nc: '00000001',
    qop: 'auth',
    method: 'GET',
    uri: '/doe.json',
    body: noBody,
  });
  assert.equal(response, '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
});

const names = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' } as const;

/** RFC 7616 §3.4 written down once more, by its formulas. */
function byTheBook(
  algorithm: Algorithm,
  form: { session: boolean; qop: string | undefined; body: string },
): string {
  const h = (text: string) => createHash(names[algorithm]).update(text).digest('hex');
  const plain = h('bob:biloxi.com:zanzibar');
  const a1 = form.session ? h(`${plain}:N:C`) : plain;
  const a2 = form.qop === 'auth-int' ? `INVITE:sip:b:${h(form.body)}` : 'INVITE:sip:b';
  const middle = form.qop === undefined ? 'N' : `N:0000000a:C:${form.qop}`;
  return h(`${a1}:${middle}:${h(a2)}`);
}

for (const algorithm of ['MD5', 'SHA-256', 'SHA-512-256'] as const) {
  for (const qop of [undefined, 'auth', 'auth-int'] as const) {
    for (const session of [false, true]) {
      for (const body of ['', 'v=0\r\n']) {
        test(`${algorithm}${session ? '-sess' : ''}, qop ${qop ?? 'none'}, ${body.length} B body`, () => {
          const response = digestResponse({
            algorithm,
            isSession: session,
            secret: secretHash(algorithm, 'bob', 'biloxi.com', 'zanzibar'),
            nonce: 'N',
            cnonce: 'C',
            nc: '0000000a',
            qop,
            method: 'INVITE',
            uri: 'sip:b',
            body: Buffer.from(body),
          });
          assert.equal(response, byTheBook(algorithm, { session, qop, body }));
        });
      }
    }
  }
}

const challenge: Challenge = {
  algorithm: 'SHA-256',
  isSession: false,
  realm: 'a "quoted" realm',
  nonce: 'n',
  opaque: 'o\\p',
  qop: 'auth',
  stale: false,
};

test('the header quotes what must be quoted and nothing else', () => {
  const input = { secret: 's', cnonce: 'c', nc: '00000001', method: 'REGISTER', uri: 'sip:b' };
  const value = authorization(challenge, 'al"ice', { ...input, body: noBody });
  assert.match(value, /^Digest username="al\\"ice", realm="a \\"quoted\\" realm", nonce="n", /);
  assert.match(value, /, uri="sip:b", response="[0-9a-f]{64}", algorithm=SHA-256, /);
  assert.match(value, /, cnonce="c", qop=auth, nc=00000001, opaque="o\\\\p"$/);
});

test('without qop there is no cnonce and no nc, as RFC 2069 had it', () => {
  const input = { secret: 's', cnonce: 'c', nc: '00000001', method: 'REGISTER', uri: 'sip:b' };
  const plain = { ...challenge, qop: undefined, opaque: undefined };
  const value = authorization(plain, 'alice', { ...input, body: noBody });
  assert.doesNotMatch(value, /cnonce|nc=|qop|opaque/);
});
