/** When a registrar would take a changed user for somebody else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { User } from '../../src/domain/configuration.ts';
import { isSameIdentity } from '../../src/domain/identity.ts';
import { createSecret } from '../../src/domain/secret.ts';
import { configured, user } from '../support/configured.ts';

function bob(): User {
  const [first] = configured(
    user('bob', '100', { areaCode: '02', login: 'bob', password: 'pw', domain: 'a.example' }),
  ).users;
  assert.ok(first);
  return first;
}

test('number, pseudonym, domain, transport and credentials make the identity', () => {
  const changes: readonly Partial<User>[] = [
    { address: '101' },
    { areaCode: '' },
    { login: 'eve' },
    { password: createSecret('other') },
    { password: undefined },
    { domain: undefined },
    { transport: 'tcp' },
    { pseudonym: 'Bobby' },
  ];
  for (const change of changes) {
    assert.ok(!isSameIdentity(bob(), { ...bob(), ...change }), Object.keys(change).join());
  }
});

test('name, ports and service do not', () => {
  assert.ok(isSameIdentity(bob(), bob()));
  assert.ok(isSameIdentity(bob(), { ...bob(), name: 'robert', ports: ['p1'], enabled: false }));
  assert.ok(isSameIdentity(bob(), { ...bob(), password: createSecret('pw') }));
});

test('fields never run into one another', () => {
  const one = { ...bob(), areaCode: '0', address: '2100' };
  assert.ok(!isSameIdentity(bob(), one));
});
