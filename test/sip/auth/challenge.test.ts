/** Challenges read and judged: RFC 7616 §3.3, RFC 8760 §2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestParams, pickChallenge, readChallenge } from '../../../src/sip/auth/challenge.ts';

test('names and scheme in any case, blanks anywhere, commas inside quotes', () => {
  const challenge = readChallenge(
    'DIGEST  Realm = "a, b" ,NONCE="x=1\\"" , Algorithm=sha-256,  QoP="auth-int , auth",Stale=TRUE, opaque=""',
  );
  assert.deepEqual(challenge, {
    algorithm: 'SHA-256',
    isSession: false,
    realm: 'a, b',
    nonce: 'x=1"',
    opaque: '',
    qop: 'auth',
    stale: true,
  });
});

test('without an algorithm it is MD5, without qop it is RFC 2069', () => {
  const challenge = readChallenge('Digest realm="r", nonce="n"');
  assert.equal(challenge?.algorithm, 'MD5');
  assert.equal(challenge?.qop, undefined);
});

test('auth-int alone is taken, a session algorithm too', () => {
  const challenge = readChallenge('Digest realm="r", nonce="n", qop=auth-int, algorithm=MD5-sess');
  assert.deepEqual([challenge?.qop, challenge?.isSession], ['auth-int', true]);
});

for (const [name, text] of [
  ['Basic', 'Basic realm="r"'],
  ['a scheme that only begins alike', 'DigestX realm="r", nonce="n"'],
  ['no realm', 'Digest nonce="n"'],
  ['no nonce', 'Digest realm="r"'],
  ['an unknown algorithm', 'Digest realm="r", nonce="n", algorithm=SHA-1'],
  ['a qop that nobody knows', 'Digest realm="r", nonce="n", qop="token"'],
  ['an open quote', 'Digest realm="r, nonce="n'],
  ['a parameter twice', 'Digest realm="r", nonce="n", realm="s"'],
  ['nothing', ''],
] as const) {
  test(`unusable: ${name}`, () => assert.equal(readChallenge(text), undefined));
}

function pick(...names: readonly string[]) {
  const values = names.map((name) => `Digest realm="r", nonce="n", algorithm=${name}`);
  return pickChallenge(values)?.algorithm;
}

test('the strongest usable challenge is picked, wherever it stands', () => {
  assert.equal(pick('MD5', 'SHA-512-256', 'SHA-256'), 'SHA-512-256');
  assert.equal(pick('MD5', 'SHA-256', 'SHA-3'), 'SHA-256');
  assert.equal(pick('SHA-3'), undefined);
  assert.equal(pick(), undefined);
});

test('hostile text costs linear time and no prototype', () => {
  assert.equal(digestParams('Digest __proto__="x"')?.get('__proto__'), 'x');
  const before = process.threadCpuUsage();
  for (const unit of ['a=",', 'a=b,', '=', ',', '"', 'a="\\"",', ' '])
    digestParams(`Digest ${unit.repeat(8000)}`);
  const { user } = process.threadCpuUsage(before);
  assert.ok(user < 200_000, `${user} µs`);
});
