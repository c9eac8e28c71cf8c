/** Whole configurations: what a store hands back broken is refused, with the rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setProtocol } from '../../src/domain/administration.ts';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createSecret } from '../../src/domain/secret.ts';
import {
  attached,
  type Change,
  configured,
  location,
  phone,
  proxy,
  rule,
  softPort,
  user,
} from '../support/configured.ts';

const sound = configured(
  softPort('p1', { digitMap: 'x.T' }),
  phone('p2', { password: 'pw' }),
  user('bob', '100', { login: 'bob', password: 'pw', domain: 'home.example' }),
  user('ann', '101'),
  attached('bob', 'p1'),
  location('reg', 'reg.example', true),
  location('alt', 'alt.example'),
  proxy('out', '[::1]:5080;transport=tls'),
  rule('far', '2x.', { domain: 'far.example', fwaddress: '300', priority: '7' }),
);

type List = 'users' | 'locationServers' | 'proxyServers' | 'forwardingRules' | 'ports';

/** The sound configuration with the first row of one list changed. */
function broken<L extends List>(list: L, fields: Partial<Configuration[L][number]>): Configuration {
  const [first, ...others] = sound[list];
  return { ...sound, [list]: [{ ...first, ...fields }, ...others] };
}

/** With the first row of one list twice, the second under another name. */
function doubled(list: List, name?: string): Configuration {
  const [first] = sound[list];
  const copy = name === undefined ? first : { ...first, name };
  return { ...sound, [list]: [...sound[list], copy] };
}

test('a sound configuration passes, and so does an empty one', () => {
  checkConfiguration(sound);
  checkConfiguration(emptyConfiguration);
});

const interfaces = emptyConfiguration.interfaces;
const contact = { host: 'a.example', port: undefined, transport: 'udp' } as const;

const table: readonly (readonly [what: string, Configuration, code: string])[] = [
  ['a user twice', doubled('users'), 'E-NAME-TAKEN'],
  ['a pair of area code and address twice', doubled('users', 'eve'), 'E-ADDRESS-TAKEN'],
  ['a location server twice', doubled('locationServers'), 'E-NAME-TAKEN'],
  ['a proxy server twice', doubled('proxyServers'), 'E-NAME-TAKEN'],
  ['two masters', doubled('locationServers', 'more'), 'E-MASTER'],
  ['a rule twice', doubled('forwardingRules'), 'E-NAME-TAKEN'],
  ['a port twice', doubled('ports'), 'E-NAME-TAKEN'],
  ['a user name', broken('users', { name: '1' }), 'E-NAME'],
  ['an address', broken('users', { address: '[' }), 'E-DIGIT-MAP'],
  ['an area code', broken('users', { areaCode: 'x' }), 'E-DIGITS'],
  ['a login', broken('users', { login: '\n' }), 'E-VALUE'],
  ['a password', broken('users', { password: createSecret('') }), 'E-VALUE'],
  ['a domain', broken('users', { domain: 'a b' }), 'E-CONTACT'],
  ['a pseudonym', broken('users', { pseudonym: 'a'.repeat(65) }), 'E-VALUE'],
  ['a port that is not there', broken('users', { ports: ['p9'] }), 'E-NOT-FOUND'],
  ['a port attached twice', broken('users', { ports: ['p1', 'p1'] }), 'E-NAME-TAKEN'],
  ['a server name', broken('proxyServers', { name: '' }), 'E-NAME'],
  ['a server host', broken('proxyServers', { contact: { ...contact, host: '' } }), 'E-CONTACT'],
  ['a server port', broken('proxyServers', { contact: { ...contact, port: 0 } }), 'E-CONTACT'],
  ['a server port', broken('proxyServers', { contact: { ...contact, port: 1.5 } }), 'E-CONTACT'],
  ['a server in the wrong list', broken('proxyServers', { kind: 'location' }), 'E-VALUE'],
  ['a rule name', broken('forwardingRules', { name: 'a/b' }), 'E-NAME'],
  ['a rule address', broken('forwardingRules', { address: '' }), 'E-DIGIT-MAP'],
  ['a rule domain', broken('forwardingRules', { domain: '' }), 'E-CONTACT'],
  ['an fwaddress', broken('forwardingRules', { fwaddress: 'abx' }), 'E-DIGITS'],
  ['a priority', broken('forwardingRules', { priority: 8 }), 'E-VALUE'],
  ['a priority', broken('forwardingRules', { priority: Number.NaN }), 'E-VALUE'],
  [
    'a rule contact',
    broken('forwardingRules', { contact: { ...contact, host: '..' } }),
    'E-CONTACT',
  ],
  ['a digit map', broken('ports', { digitMap: '' }), 'E-DIGIT-MAP'],
  ['a dial mask', broken('ports', { dialMask: -1 }), 'E-VALUE'],
  ['a dial mask', broken('ports', { dialMask: 0.5 }), 'E-VALUE'],
  ['a soft port with a login', broken('ports', { login: 'p2' }), 'E-PORT-KIND'],
  ['a phone without login', broken('ports', { kind: 'sip' }), 'E-VALUE'],
  [
    'a replacement that is not there',
    broken('ports', { prefixReplacements: ['n'] }),
    'E-NOT-FOUND',
  ],
  [
    'a broken replacement',
    { ...sound, prefixReplacements: [{ name: 'n', prefix: 'x', replacement: '1' }] },
    'E-DIGIT-MAP',
  ],
  ['a country code', { ...sound, e164CountryCode: '1234' }, 'E-DIGITS'],
  ['an international prefix', { ...sound, internationalCallPrefix: '' }, 'E-DIGITS'],
  ['an unknown parameter', { ...sound, protocol: { nothing: '1' } }, 'E-PARAMETER'],
  ['a value out of range', { ...sound, protocol: { t1: '0' } }, 'E-VALUE'],
  ['fewer entries than in use', { ...sound, protocol: { 'entries-max': '2' } }, 'E-ENTRY-LIMIT'],
  [
    'an interface address',
    { ...sound, interfaces: { ...interfaces, lan: { ...interfaces.lan, address: 'lo' } } },
    'E-ADDRESS',
  ],
  [
    'an interface port',
    { ...sound, interfaces: { ...interfaces, lan: { ...interfaces.lan, port: 65_536 } } },
    'E-VALUE',
  ],
  [
    'one address twice',
    { ...sound, interfaces: { lan: interfaces.wan, wan: interfaces.wan } },
    'E-ADDRESS',
  ],
];

for (const [what, configuration, code] of table) {
  test(`refused from the store: ${what} (${code})`, () => {
    assert.throws(() => checkConfiguration(configuration), { code });
  });
}

test('a hundred and one entries are refused, however they came in', () => {
  const many = Array.from({ length: 98 }, (_, n) => user(`u${n}`, String(1000 + n)));
  const full = many.reduce((before, change) => {
    const { users } = change(emptyConfiguration);
    return { ...before, users: [...before.users, ...users] };
  }, sound);
  assert.throws(() => checkConfiguration(full), {
    code: 'E-ENTRY-LIMIT',
    message: '101 entries are in use (100 users, 1 forwarding rules)',
  });
});

const narrow: Change = (before) => setProtocol(before, 'manual-limits', 'on');

test('going back to the manual names all that does not fit, and changes nothing', () => {
  const wide = configured(
    user('bob', '1', { login: 'bob@a.example', password: 'p'.repeat(17), domain: '[::1]' }),
    user('ann', '2', { domain: 'a.example;transport=tls' }),
    location('reg', 'reg.example;transport=tls'),
    proxy('out', '[::1]'),
    rule('far', '3', { contact: '[::1];transport=tls', domain: '[::1]' }),
    rule('fits', '4'),
  );
  assert.throws(
    () => narrow(wide),
    (error) => {
      assert.ok(error instanceof Error);
      assert.deepEqual(error.message.split('; '), [
        'login of user "bob" holds "." or "/"',
        'password of user "bob" has more than 16 characters',
        'domain of user "bob" is an IPv6 address',
        'domain of user "ann" has transport tls, not udp or tcp',
        'server "reg" has transport tls, not udp or tcp',
        'server "out" is an IPv6 address',
        'forwarding rule "far" is an IPv6 address',
        'forwarding rule "far" has transport tls, not udp or tcp',
        'domain of forwarding rule "far" is an IPv6 address',
      ]);
      return true;
    },
  );
});

test('under manual limits no wide value comes in by any door', () => {
  const before = configured(narrow, user('bob', '1'));
  const refused = { code: 'E-MANUAL-LIMITS' };
  for (const change of [
    user('ann', '2', { login: 'a.b' }),
    location('reg', '[::1]'),
    proxy('out', 'a.example;transport=tls'),
    rule('far', '3', { contact: '[::1]' }),
  ]) {
    assert.throws(() => change(before), refused);
  }
  const stored = { ...sound, protocol: { 'manual-limits': 'on' } };
  assert.throws(() => checkConfiguration(stored), refused);
});
