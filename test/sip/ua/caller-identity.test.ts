/** Who calls, as a request says it: believed from trusted servers only. RFC 3323, RFC 3325. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest } from '../../../src/sip/message/build.ts';
import type { Fields } from '../../../src/sip/message/message.ts';
import { parseNameAddr } from '../../../src/sip/message/name-addr.ts';
import { callerIdentity } from '../../../src/sip/ua/caller-identity.ts';

const fromBob = '"Bob" <sip:bob@provider.test>;tag=1';
const fromNobody = '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1';

function identity(from: string, fields: Fields, isTrusted = true) {
  const address = parseNameAddr(from);
  assert.ok(address);
  const request = createRequest({ method: 'INVITE', uri: 'sip:a@b', fields });
  const { user, displayName, isAsserted, isAnonymous } = callerIdentity(
    request,
    address,
    isTrusted,
  );
  return `${displayName ?? ''} ${user}${isAsserted ? ' asserted' : ''}${isAnonymous ? ' anonymous' : ''}`;
}

const asserted = (value: string): Fields => [['P-Asserted-Identity', value]];

test('without any header From says who calls', () => {
  assert.equal(identity(fromBob, []), 'Bob bob');
  assert.equal(identity('<sip:provider.test>;tag=1', []), 'Anonymous anonymous anonymous');
  assert.equal(identity(fromNobody, []), 'Anonymous anonymous anonymous');
});

test('what a trusted server asserts goes before From', () => {
  const cullen = '"Cullen Jennings" <sip:fluffy@cisco.com>';
  assert.equal(identity(fromBob, asserted(cullen)), 'Cullen Jennings fluffy asserted');
  assert.equal(identity(fromNobody, asserted(cullen)), 'Cullen Jennings fluffy asserted');
  assert.equal(identity(fromBob, asserted('tel:+14085264000')), ' +14085264000 asserted');
  const both = `<sip:fluffy@cisco.com>, <tel:+14085264000>`;
  assert.equal(identity(fromBob, asserted(both)), ' fluffy asserted');
});

test('of others it is not heard', () => {
  assert.equal(identity(fromBob, asserted('<sip:mallory@evil.test>'), false), 'Bob bob');
  assert.equal(
    identity(fromNobody, asserted('<sip:mallory@evil.test>'), false),
    'Anonymous anonymous anonymous',
  );
});

test('an assertion that cannot be read asserts nothing', () => {
  for (const value of ['', '<', '<sip:provider.test>', 'http://a/', `"${'x'.repeat(9000)}`]) {
    assert.equal(identity(fromBob, asserted(value)), 'Bob bob', value.slice(0, 20));
  }
});

test('whoever wants privacy is shown to nobody', () => {
  for (const privacy of ['id', 'user', 'header', 'full', 'none;id', 'user; critical', 'ID']) {
    const fields = [...asserted('<sip:fluffy@cisco.com>'), ['Privacy', privacy] as const];
    assert.equal(identity(fromBob, fields), 'Anonymous anonymous asserted anonymous', privacy);
  }
  for (const privacy of ['none', 'critical', 'history', '', ';;,']) {
    assert.equal(identity(fromBob, [['Privacy', privacy]]), 'Bob bob', privacy);
  }
});
