/** The manual's rules about entries, by their numbers in its list: 1 to 6, 12 and 16. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  setCountryCode,
  setInternationalPrefix,
  setProtocol,
} from '../../src/domain/administration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { checkEntries, entriesUsed } from '../../src/domain/entries.ts';
import { deleteRule } from '../../src/domain/forwarding-rules.ts';
import { deletePort } from '../../src/domain/ports.ts';
import { deleteUser, removeUserPort, setUser } from '../../src/domain/users.ts';
import { attached, type Change, configured, rule, softPort, user } from '../support/configured.ts';

const narrow: Change = (configuration) => setProtocol(configuration, 'manual-limits', 'on');

test('rule 1: a user name of 17 characters, with a leading digit, "." or "/", or taken is refused', () => {
  for (const name of [
    'a'.repeat(17),
    '',
    '1bob',
    '0',
    'bob.b',
    'bob/b',
    'b\u0000b',
    'bücher',
    ' b',
  ]) {
    assert.throws(() => configured(user(name, '1')), { code: 'E-NAME' }, JSON.stringify(name));
  }
  assert.throws(() => configured(user('bob', '1'), user('bob', '2')), { code: 'E-NAME-TAKEN' });
  for (const name of ['a'.repeat(16), 'x', 'b0b', 'Mr Brown', 'a"b\\c', '#bob', '-', '__proto__']) {
    assert.equal(configured(user(name, '1')).users[0]?.name, name);
  }
});

test('rule 2: an address of 33 characters, an area code with a letter or of 11 digits is refused', () => {
  assert.throws(() => configured(user('bob', '1'.repeat(33))), { code: 'E-DIGIT-MAP' });
  assert.throws(() => configured(user('bob', '')), { code: 'E-DIGIT-MAP' });
  for (const areaCode of ['02a', '+2', '0 2', '1'.repeat(11), 'x', '٣']) {
    assert.throws(() => configured(user('bob', '1', { areaCode })), { code: 'E-DIGITS' }, areaCode);
  }
  const { users } = configured(user('bob', '1'.repeat(32), { areaCode: '1'.repeat(10) }));
  assert.equal(users[0]?.areaCode.length, 10);
});

test('rule 3: under manual limits a login of 33 or a password of 17 characters is refused', () => {
  const refused = { code: 'E-MANUAL-LIMITS' };
  for (const fields of [
    { login: 'a'.repeat(33) },
    { login: 'a@b.example' },
    { login: 'a/b' },
    { password: 'p'.repeat(17) },
    { password: 'p.q' },
  ]) {
    assert.throws(() => configured(narrow, user('bob', '1', fields)), refused);
    assert.doesNotThrow(() => configured(user('bob', '1', fields)));
  }
  const fits = { login: `1${'a'.repeat(31)}`, password: `1${'p'.repeat(15)}` };
  const [bob] = configured(narrow, user('bob', '1', fits)).users;
  assert.equal(bob?.login, fits.login);
  assert.equal(bob.password?.reveal(), fits.password);
});

test('logins and passwords of providers are 1 to 255 printable characters', () => {
  const wide = { login: 'ä'.repeat(255), password: `${'"\\ '.repeat(84)}end` };
  const [bob] = configured(user('bob', '1', wide)).users;
  assert.equal(bob?.password?.reveal(), wide.password);
  for (const fields of [
    { login: 'a'.repeat(256) },
    { password: 'a'.repeat(256) },
    { login: 'a\n' },
  ]) {
    assert.throws(() => configured(user('bob', '1', fields)), { code: 'E-VALUE' });
  }
  const secretText = 'never\u0007shown';
  assert.throws(
    () => configured(user('bob', '1', { password: secretText })),
    (error) => error instanceof Error && !error.message.includes('never'),
  );
});

test('rule 4: a domain of 256 characters or a strange transport is refused; the default is udp', () => {
  const label = 'a'.repeat(63);
  const longest = [label, label, label, 'b'.repeat(63)].join('.');
  assert.equal(longest.length, 255);
  const [bob] = configured(user('bob', '1', { domain: longest })).users;
  assert.deepEqual([bob?.domain, bob?.transport], [longest, 'udp']);
  assert.throws(() => configured(user('bob', '1', { domain: `b.${longest}` })), {
    code: 'E-CONTACT',
  });
  for (const domain of ['a.example;transport=sctp', 'a.example:5060', 'a.example;x=1', 'a b']) {
    assert.throws(() => configured(user('bob', '1', { domain })), { code: 'E-CONTACT' }, domain);
  }
  const tcp = configured(user('bob', '1', { domain: 'A.Example;Transport=TCP' })).users[0];
  assert.deepEqual([tcp?.domain, tcp?.transport], ['a.example', 'tcp']);
});

test('rule 4: under manual limits neither tls nor an IPv6 address is a transport or a domain', () => {
  for (const domain of ['a.example;transport=tls', '[2001:db8::1]']) {
    assert.doesNotThrow(() => configured(user('bob', '1', { domain })));
    assert.throws(() => configured(narrow, user('bob', '1', { domain })), {
      code: 'E-MANUAL-LIMITS',
    });
  }
});

test('rule 5: a pair of area code and address is unique; one address may have several area codes', () => {
  const taken = { code: 'E-ADDRESS-TAKEN' };
  const bob = user('bob', '123', { areaCode: '02' });
  assert.throws(() => configured(bob, user('eve', '123', { areaCode: '02' })), taken);
  assert.throws(() => configured(user('bob', '1X'), user('eve', '1x')), taken);
  const both = configured(bob, user('ann', '123', { areaCode: '03' }), user('joe', '123'));
  assert.equal(both.users.length, 3);
  assert.throws(() => setUser(both, { name: 'ann', areaCode: '02' }), taken);
  assert.throws(() => setUser(both, { name: 'ann', areaCode: '' }), taken);
  assert.doesNotThrow(() => setUser(both, { name: 'bob', areaCode: '02', address: '123' }));
});

function many(users: number, rules: number): readonly Change[] {
  return [
    ...Array.from({ length: users }, (_, n) => user(`u${n}`, String(10_000 + n))),
    ...Array.from({ length: rules }, (_, n) => rule(`r${n}`, String(20_000 + n))),
  ];
}

test('rule 6: 60 users and 40 rules fit; the next entry of either kind is refused, with the facts', () => {
  const full = configured(...many(60, 40));
  assert.deepEqual(entriesUsed(full), { used: 100, limit: 100, users: 60, forwardingRules: 40 });
  const refused = {
    code: 'E-ENTRY-LIMIT',
    message: '100 entries are in use (60 users, 40 forwarding rules)',
  };
  assert.throws(() => user('more', '1')(full), refused);
  assert.throws(() => rule('more', '1')(full), refused);
  assert.doesNotThrow(() => rule('more', '1')(deleteUser(full, 'u0')));
  assert.doesNotThrow(() => user('more', '1')(deleteRule(full, 'r0')));
});

test('the limit may be lowered, but not below what is in use', () => {
  const used = configured(...many(3, 2));
  const lowered = setProtocol(used, 'entries-max', '5');
  assert.throws(() => user('more', '1')(lowered), { code: 'E-ENTRY-LIMIT' });
  assert.throws(() => setProtocol(used, 'entries-max', '4'), { code: 'E-ENTRY-LIMIT' });
  assert.throws(() => setProtocol(emptyConfiguration, 'entries-max', '101'), { code: 'E-VALUE' });
  assert.doesNotThrow(() => checkEntries(lowered));
});

test('rule 12: detaching takes one port away, deleting a port takes it from every user', () => {
  const both = configured(
    softPort('p1'),
    softPort('p2'),
    user('bob', '1'),
    user('ann', '2'),
    attached('bob', 'p1'),
    attached('bob', 'p2'),
    attached('ann', 'p1'),
  );
  assert.deepEqual(removeUserPort(both, 'bob', 'p1').users[0]?.ports, ['p2']);
  const deleted = deletePort(both, 'p1');
  assert.deepEqual(
    deleted.users.map(({ ports }) => ports),
    [['p2'], []],
  );
  assert.throws(() => attached('bob', 'p1')(both), { code: 'E-PORT-ATTACHED' });
  assert.throws(() => attached('bob', 'p9')(both), { code: 'E-NOT-FOUND' });
  assert.throws(() => attached('eve', 'p1')(both), { code: 'E-NOT-FOUND' });
  assert.throws(() => removeUserPort(both, 'ann', 'p2'), { code: 'E-NOT-FOUND' });
});

test('rule 16: the country code has 1 to 3 digits and is set only while no user exists', () => {
  for (const code of ['1', '39', '358']) {
    assert.equal(setCountryCode(emptyConfiguration, code).e164CountryCode, code);
  }
  for (const code of ['1234', '3x', '+39', ' 39']) {
    assert.throws(() => setCountryCode(emptyConfiguration, code), { code: 'E-DIGITS' }, code);
  }
  const set = setInternationalPrefix(setCountryCode(emptyConfiguration, '39'), '00');
  assert.equal(setInternationalPrefix(set, '').internationalCallPrefix, undefined);
  assert.equal(setCountryCode(set, '').e164CountryCode, undefined);
  assert.throws(() => setInternationalPrefix(emptyConfiguration, '00x'), { code: 'E-DIGITS' });
  const inUse = user('bob', '1')(set);
  assert.throws(() => setCountryCode(inUse, '41'), { code: 'E-USERS-EXIST' });
  assert.throws(() => setInternationalPrefix(inUse, ''), { code: 'E-USERS-EXIST' });
  assert.doesNotThrow(() => setCountryCode(deleteUser(inUse, 'bob'), '41'));
});
