/** Secrets print as *** wherever text is made of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { createSecret, secretFrom } from '../../src/domain/secret.ts';
import { configured, phone, user } from '../support/configured.ts';

const word = 'open sesame';

test('a secret prints as *** in templates, joins, JSON, inspection and errors', () => {
  const secret = createSecret(word);
  const printed = [
    // oxlint-disable-next-line typescript/restrict-template-expressions -- the point of the test
    `${secret}`,
    String(secret),
    ['', secret, ''].join(''),
    JSON.stringify(secret),
    JSON.stringify({ a: [{ secret }] }),
    inspect(secret),
    inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
    new Error(['wrong: ', secret].join('')).message,
  ];
  for (const text of printed) {
    assert.ok(text.includes('***'), text);
    assert.ok(!text.includes(word), text);
  }
});

test('no property of a secret holds its text, and none can be replaced', () => {
  const secret = createSecret(word);
  assert.ok(!Object.values(secret).some((value) => String(value).includes(word)));
  assert.throws(() => Object.assign(secret, { reveal: () => 'other' }), TypeError);
  assert.equal(secret.reveal(), word);
});

test('a whole configuration prints without its secrets', () => {
  const configuration = configured(
    user('bob', '1', { login: 'bob', password: word }),
    phone('p1', { password: word }),
  );
  assert.equal(configuration.users[0]?.password?.reveal(), word);
  for (const text of [JSON.stringify(configuration), inspect(configuration, { depth: 9 })]) {
    assert.ok(!text.includes(word));
    assert.equal(text.split('***').length, 3);
  }
});

test('an unsaid secret stays, an empty one is taken away', () => {
  const before = createSecret(word);
  assert.equal(secretFrom(undefined, before), before);
  assert.equal(secretFrom('', before), undefined);
  assert.equal(secretFrom('new', before)?.reveal(), 'new');
});
