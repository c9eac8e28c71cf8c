/**
 * Challenges answered, never the same rejection twice: RFC 3261 §22, RFC 7616 §3.3, CVE-2020-28242.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestParams } from '../../../src/sip/auth/challenge.ts';
import { Credentials } from '../../../src/sip/auth/credentials.ts';
import { createResponse } from '../../../src/sip/message/build.ts';
import { seededRandom } from '../../simulation/random.ts';

const request = { method: 'REGISTER', uri: 'sip:example.com', body: Buffer.alloc(0) };
let revealed = 0;
const login = {
  user: 'alice',
  reveal() {
    revealed += 1;
    return 'secret';
  },
};

function start(given: typeof login | undefined = login) {
  const credentials = new Credentials(given, seededRandom(1));
  credentials.begin();
  return credentials;
}

function challenge(nonce: string, extra = '', status = 401, realm = 'r') {
  const name = status === 407 ? 'Proxy-Authenticate' : 'WWW-Authenticate';
  const value = `Digest realm="${realm}", nonce="${nonce}", qop="auth"${extra}`;
  return createResponse({ status, fields: [[name, value]] });
}

function params(credentials: Credentials, at = 0) {
  const [name, value] = credentials.headers(request)[at] ?? ['', ''];
  return { name, params: digestParams(value) ?? new Map<string, string>() };
}

test('before a challenge nothing is carried, and the password is not asked for', () => {
  revealed = 0;
  assert.deepEqual(start().headers(request), []);
  assert.equal(revealed, 0);
});

test('a 401 is answered in Authorization, a 407 in Proxy-Authorization', () => {
  for (const [status, header] of [
    [401, 'Authorization'],
    [407, 'Proxy-Authorization'],
  ] as const) {
    const credentials = start();
    assert.equal(credentials.challenged(challenge('n1', '', status)), 'retry');
    const answer = params(credentials);
    assert.equal(answer.name, header);
    assert.equal(answer.params.get('nonce'), 'n1');
    assert.equal(answer.params.get('username'), 'alice');
    assert.equal(answer.params.get('uri'), 'sip:example.com');
  }
});

test('the count rises with each use of a nonce, the cnonce is never the same', () => {
  const credentials = start();
  credentials.challenged(challenge('n1'));
  const uses = [1, 2, 3].map(() => params(credentials).params);
  assert.deepEqual(
    uses.map((one) => one.get('nc')),
    ['00000001', '00000002', '00000003'],
  );
  assert.equal(new Set(uses.map((one) => one.get('cnonce'))).size, 3);
  assert.ok((uses[0]?.get('cnonce') ?? '').length >= 16, 'fewer than 64 bits');
  credentials.challenged(challenge('n2', ', stale=true'));
  assert.equal(params(credentials).params.get('nc'), '00000001');
});

test('what was answered and refused again is rejected, and never sent again', () => {
  const credentials = start();
  credentials.challenged(challenge('n1'));
  credentials.headers(request);
  assert.equal(credentials.challenged(challenge('n2')), 'rejected');
  assert.deepEqual(credentials.headers(request), []);
});

test('stale means the nonce, not the password: answered again, at most three times in all', () => {
  const credentials = start();
  assert.equal(credentials.challenged(challenge('n1')), 'retry');
  assert.equal(credentials.challenged(challenge('n2', ', stale=true')), 'retry');
  assert.equal(credentials.challenged(challenge('n3', ', stale=TRUE')), 'retry');
  assert.equal(credentials.challenged(challenge('n4', ', stale=true')), 'rejected');
});

test('in the next attempt the nonce is still used, and a new one is no rejection', () => {
  const credentials = start();
  credentials.challenged(challenge('n1'));
  credentials.headers(request);
  credentials.begin();
  assert.equal(params(credentials).params.get('nc'), '00000002');
  assert.equal(credentials.challenged(challenge('n2')), 'retry');
  assert.equal(credentials.challenged(challenge('n3')), 'rejected');
});

test('a proxy and the server behind it are each answered for their own realm', () => {
  const credentials = start();
  assert.equal(credentials.challenged(challenge('p', '', 407, 'proxy')), 'retry');
  assert.equal(credentials.challenged(challenge('s', '', 401, 'server')), 'retry');
  assert.deepEqual(
    credentials.headers(request).map(([name]) => name),
    ['Proxy-Authorization', 'Authorization'],
  );
  assert.equal(credentials.challenged(challenge('p2', '', 407, 'proxy')), 'rejected');
});

test('a server with ever new realms is left after three', () => {
  const credentials = start();
  const judgements = ['a', 'b', 'c', 'd'].map((realm) =>
    credentials.challenged(challenge('n', '', 401, realm)),
  );
  assert.deepEqual(judgements, ['retry', 'retry', 'retry', 'rejected']);
});

test('without a login, a challenge, or one that we can do, there is no answer', () => {
  const nobody = new Credentials(undefined, seededRandom(1));
  assert.equal(nobody.challenged(challenge('n')), 'unusable');
  const bare = createResponse({ status: 401, fields: [] });
  assert.equal(start().challenged(bare), 'unusable');
  const basic = createResponse({ status: 401, fields: [['WWW-Authenticate', 'Basic realm="r"']] });
  assert.equal(start().challenged(basic), 'unusable');
  // A 401 is answered for WWW-Authenticate, never for a header that belongs to a 407.
  const crossed = createResponse({
    status: 401,
    fields: [['Proxy-Authenticate', 'Digest realm="r", nonce="n"']],
  });
  assert.equal(start().challenged(crossed), 'unusable');
});

test('of several challenges the strongest is answered', () => {
  const credentials = start();
  const fields = ['MD5', 'SHA-256', 'SHA-512-256'].map(
    (algorithm) =>
      [
        'WWW-Authenticate',
        `Digest realm="r", nonce="n", algorithm=${algorithm}, qop="auth"`,
      ] as const,
  );
  credentials.challenged(createResponse({ status: 401, fields }));
  assert.equal(params(credentials).params.get('algorithm'), 'SHA-512-256');
});
