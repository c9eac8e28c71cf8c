/** Which local user a number names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { setCountryCode, setInternationalPrefix } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { localUser } from '../../src/domain/numbers.ts';
import { setUser } from '../../src/domain/users.ts';
import { type Change, configured, user } from '../support/configured.ts';

function named(configuration: Configuration, number: string): string | undefined {
  return localUser(configuration, number)?.name;
}

/** For somebody who calls from that area. */
function of(configuration: Configuration, areaCode: string, number: string): string | undefined {
  return localUser(configuration, number, { areaCode })?.name;
}

const italy: readonly Change[] = [
  (configuration) => setCountryCode(configuration, '39'),
  (configuration) => setInternationalPrefix(configuration, '00'),
];

const household: readonly Change[] = [
  user('bob', '123', { areaCode: '02', pseudonym: 'Bobby' }),
  user('ann', '123', { areaCode: '06' }),
  user('joe', '456', { areaCode: '02' }),
  user('sue', '777'),
];

test('a number names a user by area code and address, by a lone address, by pseudonym', () => {
  const configuration = configured(...household);
  const table: readonly (readonly [number: string, name: string | undefined])[] = [
    ['02123', 'bob'],
    ['06123', 'ann'],
    ['02456', 'joe'],
    ['456', 'joe'],
    ['777', 'sue'],
    // Two users have this address: it names neither.
    ['123', undefined],
    ['07123', undefined],
    ['0212', undefined],
    ['021234', undefined],
    ['Bobby', 'bob'],
    ['bobby', undefined],
    ['', undefined],
    ['+3902123', undefined],
  ];
  for (const [number, name] of table) assert.equal(named(configuration, number), name, number);
});

test('area code and address go before the bare address', () => {
  const configuration = configured(
    user('bob', '123', { areaCode: '02' }),
    user('joe', '02123', { areaCode: '9' }),
    user('sue', '123'),
  );
  assert.equal(named(configuration, '02123'), 'bob');
  assert.equal(named(configuration, '123'), 'sue');
});

test('an address that several users have is, of those, the one in the area of who calls', () => {
  const configuration = configured(
    ...italy,
    ...household,
    user('all', '5x', { areaCode: '02' }),
    user('any', '5[0-4]', { areaCode: '06' }),
    user('two', '[56]0', { areaCode: '06' }),
  );
  for (const lead of ['', '+39', '0039']) {
    assert.equal(of(configuration, '02', `${lead}123`), 'bob', lead);
    assert.equal(of(configuration, '06', `${lead}123`), 'ann', lead);
    assert.equal(of(configuration, '07', `${lead}123`), undefined, lead);
  }
  assert.equal(of(configuration, '', '123'), undefined);
  assert.equal(of(configuration, '06', '456'), 'joe', 'the only one, wherever it is');
  assert.equal(of(configuration, '02', '51'), 'all');
  assert.equal(of(configuration, '06', '51'), 'any');
  assert.equal(of(configuration, '06', '50'), undefined, 'two in this area');
  const bare = configured(...household, user('eve', '123'));
  assert.equal(of(bare, '02', '123'), 'eve', 'area code and address, of which there is none');
});

test('with a country code the spellings +country and prefix+country name the same users', () => {
  const configuration = configured(...italy, ...household);
  for (const lead of ['', '+39', '0039']) {
    assert.equal(named(configuration, `${lead}02123`), 'bob', lead);
    assert.equal(named(configuration, `${lead}777`), 'sue', lead);
    assert.equal(named(configuration, `${lead}456`), 'joe', lead);
    assert.equal(named(configuration, `${lead}123`), undefined, lead);
  }
  for (const number of ['39777', '+41777', '0041777', '039777', '+39', '+39Bobby']) {
    assert.equal(named(configuration, number), undefined, number);
  }
});

test('without an international prefix only + leads the country code', () => {
  const configuration = configured((before) => setCountryCode(before, '39'), user('sue', '777'));
  assert.equal(named(configuration, '+39777'), 'sue');
  assert.equal(named(configuration, '0039777'), undefined);
});

test('an address may be a pattern; an address in full goes before it', () => {
  const configuration = configured(
    user('all', '1x.', { areaCode: '5' }),
    user('one', '12', { areaCode: '5' }),
    user('abc', '9[0-4]'),
  );
  assert.equal(named(configuration, '512'), 'one');
  assert.equal(named(configuration, '513'), 'all');
  assert.equal(named(configuration, '13'), 'all');
  assert.equal(named(configuration, '12'), 'one');
  assert.equal(named(configuration, '94'), 'abc');
  assert.equal(named(configuration, '95'), undefined);
  // What a line registers as comes back as its Contact.
  assert.equal(named(configuration, '51x.'), 'all');
});

test('an address that two patterns mean names neither by itself', () => {
  const configuration = configured(
    user('one', '1x', { areaCode: '5' }),
    user('two', '[12]3', { areaCode: '6' }),
  );
  assert.equal(named(configuration, '12'), 'one');
  assert.equal(named(configuration, '13'), undefined);
  assert.equal(named(configuration, '513'), 'one');
});

test('a change of the users is seen at once', () => {
  const before = configured(user('bob', '123'));
  assert.equal(named(before, '123'), 'bob');
  const after = setUser(before, { name: 'bob', address: '124' });
  assert.equal(named(after, '123'), undefined);
  assert.equal(named(after, '124'), 'bob');
  assert.equal(named(before, '123'), 'bob');
});

test('the directory agrees with a search through all users', () => {
  const short = fc.string({ unit: fc.constantFrom('1', '2', '3'), minLength: 1, maxLength: 3 });
  const rows = fc.uniqueArray(fc.tuple(fc.constantFrom('', '1', '12', '3'), short), {
    selector: (pair) => pair.join('-'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(rows, short, (pairs, number) => {
      const changes = pairs.map(([areaCode, address], at) => user(`u${at}`, address, { areaCode }));
      const configuration = configured(...changes);
      const { users } = configuration;
      const whole = users.find(({ areaCode, address }) => `${areaCode}${address}` === number);
      const bare = users.filter(({ address }) => address === number);
      const expected = whole ?? (bare.length === 1 ? bare[0] : undefined);
      assert.equal(named(configuration, number), expected?.name);
    }),
    { numRuns: 300 },
  );
});
