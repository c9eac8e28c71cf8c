/**
 * Phones proved: nonces, replays, and no difference between wrong and unknown. RFC 7616 §3.3–3.4,
 * threat T2.
 */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { test } from 'node:test';
import { readChallenge } from '../../../src/sip/auth/challenge.ts';
import { authorization, secretHash } from '../../../src/sip/auth/digest.ts';
import { Verifier } from '../../../src/sip/auth/verify.ts';
import { createRequest } from '../../../src/sip/message/build.ts';
import { seededRandom } from '../../simulation/random.ts';
import { ManualClock } from '../../support/manual-clock.ts';

function start(seed = 1) {
  const clock = new ManualClock();
  const verifier = new Verifier({
    realm: 'offhook',
    clock,
    random: seededRandom(seed),
    passwordOf: (login) => (login === 'phone1' ? 'open sesame' : undefined),
  });
  return { clock, verifier };
}

interface Answer {
  readonly challenge: string;
  readonly login?: string;
  readonly password?: string;
  readonly nc?: number;
  readonly uri?: string;
  readonly method?: string;
  readonly requestUri?: string;
}

const requestUri = 'sip:gateway.local';

function answered(answer: Answer) {
  const { challenge: text, login = 'phone1', password = 'open sesame', nc = 1 } = answer;
  const challenge = readChallenge(text) ?? assert.fail(text);
  const value = authorization(challenge, login, {
    secret: secretHash(challenge.algorithm, login, challenge.realm, password),
    cnonce: 'c0ffee',
    nc: nc.toString(16).padStart(8, '0'),
    method: answer.method ?? 'REGISTER',
    uri: answer.uri ?? requestUri,
    body: Buffer.alloc(0),
  });
  const uri = answer.requestUri ?? requestUri;
  return createRequest({ method: 'REGISTER', uri, fields: [['Authorization', value]] });
}

function offered(verifier: Verifier, at = 0): string {
  return verifier.challenges(false)[at]?.[1] ?? '';
}

test('the challenges are MD5, for phones that read one only, and SHA-256, with qop and the same realm', () => {
  const { verifier } = start();
  const read = verifier
    .challenges(true)
    .map(([name, value]) => [name, readChallenge(value)] as const);
  assert.deepEqual(
    read.map(([name, one]) => [name, one?.algorithm, one?.qop, one?.realm, one?.stale]),
    [
      ['WWW-Authenticate', 'MD5', 'auth', 'offhook', true],
      ['WWW-Authenticate', 'SHA-256', 'auth', 'offhook', true],
    ],
  );
});

for (const at of [0, 1]) {
  test(`the right answer to challenge ${at} is accepted`, () => {
    const { verifier } = start();
    const request = answered({ challenge: offered(verifier, at) });
    assert.deepEqual(verifier.verify(request), { kind: 'accepted', login: 'phone1' });
  });
}

test('no answer, or one for another realm, is challenged', () => {
  const { verifier } = start();
  const bare = createRequest({ method: 'REGISTER', uri: requestUri, fields: [] });
  assert.deepEqual(verifier.verify(bare), { kind: 'challenge', stale: false });
  const foreign = answered({ challenge: 'Digest realm="elsewhere", nonce="n", qop="auth"' });
  assert.deepEqual(verifier.verify(foreign), { kind: 'challenge', stale: false });
});

test('a replay is stale, a higher count is accepted, a lower one is not', () => {
  const { verifier } = start();
  const challenge = offered(verifier);
  const verdicts = [1, 1, 2, 5, 4, 5].map(
    (nc) => verifier.verify(answered({ challenge, nc })).kind,
  );
  assert.deepEqual(verdicts, [
    'accepted',
    'challenge',
    'accepted',
    'accepted',
    'challenge',
    'challenge',
  ]);
});

test('a nonce is good for five minutes, then stale, and never forged', () => {
  const { verifier, clock } = start();
  const challenge = offered(verifier);
  clock.advance(300_000);
  assert.equal(verifier.verify(answered({ challenge })).kind, 'accepted');
  clock.advance(1);
  const late = answered({ challenge, nc: 2 });
  assert.deepEqual(verifier.verify(late), { kind: 'challenge', stale: true });
  const forged = challenge.replace(/nonce="[^"]*"/, 'nonce="zzzz.AAAAAAAAAAAAAAAAAAAAAA"');
  assert.equal(verifier.verify(answered({ challenge: forged })).kind, 'challenge');
  const other = start(2).verifier;
  assert.equal(other.verify(answered({ challenge: offered(verifier) })).kind, 'challenge');
});

test('a wrong password and an unknown login get the same verdict', () => {
  const { verifier } = start();
  const challenge = offered(verifier);
  const wrong = verifier.verify(answered({ challenge, password: 'guess' }));
  const unknown = verifier.verify(answered({ challenge, login: 'phone9' }));
  assert.equal(wrong.kind, 'rejected');
  assert.equal(unknown.kind, 'rejected');
});

test('an unknown login costs the same work as a wrong password: digest by digest, compared once', (t) => {
  const { verifier } = start();
  const challenge = offered(verifier);
  const digests = t.mock.method(crypto, 'hash');
  const comparisons = t.mock.method(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  const work = (login: string) => {
    const request = answered({ challenge, login, password: 'guess' });
    digests.mock.resetCalls();
    comparisons.mock.resetCalls();
    verifier.verify(request);
    const algorithms = digests.mock.calls.map((call) => call.arguments[0]);
    return { algorithms, comparisons: comparisons.mock.callCount() };
  };
  try {
    const wrong = work('phone1');
    assert.ok(wrong.algorithms.length > 0 && wrong.comparisons > 0);
    assert.deepEqual(work('phone9'), wrong);
  } finally {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  }
});

test('an answer proves one method and one URI', () => {
  const { verifier } = start();
  const challenge = offered(verifier);
  assert.equal(verifier.verify(answered({ challenge, method: 'INVITE' })).kind, 'rejected');
  const moved = answered({
    challenge,
    uri: 'sip:200@gateway.local',
    requestUri: 'sip:+999@gateway.local',
  });
  assert.equal(verifier.verify(moved).kind, 'rejected');
  const server = answered({ challenge, nc: 2, requestUri: 'sip:200@gateway.local' });
  assert.equal(verifier.verify(server).kind, 'accepted');
  const elsewhere = answered({ challenge, nc: 3, requestUri: 'sip:200@elsewhere.local' });
  assert.equal(verifier.verify(elsewhere).kind, 'rejected');
  const spelled = answered({ challenge, nc: 4, uri: 'sip:GATEWAY.local' });
  assert.equal(verifier.verify(spelled).kind, 'accepted');
});

test('malformed answers are rejected or challenged, never thrown', () => {
  const { verifier } = start();
  for (const value of [
    'Digest',
    'Digest realm="offhook"',
    'Digest realm="offhook", username="phone1", nonce="", uri="", response=""',
    'Digest realm="offhook", username="phone1", nonce="é", uri="sip:x", nc=zz, qop=, response="é"',
    'Digest realm="offhook", nonce=".", nc=-1, algorithm=__proto__, response=x',
  ]) {
    const fields = [['Authorization', value]] as const;
    const request = createRequest({ method: 'REGISTER', uri: requestUri, fields });
    assert.notEqual(verifier.verify(request).kind, 'accepted');
  }
});
