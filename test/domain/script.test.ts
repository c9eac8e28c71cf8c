/** The running configuration as a script: its words, its order, its quotation marks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  setCountryCode,
  setInterface,
  setInternationalPrefix,
  setProtocol,
} from '../../src/domain/administration.ts';
import { commandLine, quoted } from '../../src/domain/command-line.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { isPrintable } from '../../src/domain/names.ts';
import { setPort } from '../../src/domain/ports.ts';
import {
  attachPrefixReplacement,
  createPrefixReplacement,
} from '../../src/domain/prefix-replacements.ts';
import { toScript } from '../../src/domain/script.ts';
import { setServer } from '../../src/domain/servers.ts';
import { commandWords } from '../../src/management/cli/words.ts';
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

function scriptOf(...changes: readonly Change[]): readonly string[] {
  return toScript(configured(...changes), { secrets: true });
}

test('an empty configuration is an empty script', () => {
  assert.deepEqual(toScript(emptyConfiguration, { secrets: true }), []);
});

test('what has conditions comes after what they ask for', () => {
  const everything: readonly Change[] = [
    (before) => setCountryCode(before, '39'),
    (before) => setInternationalPrefix(before, '00'),
    softPort('p1', { digitMap: '[2-4]xx', dialMask: '1' }),
    phone('p2', { login: 'ann@home', password: 'a b', contact: 'sip:ann@10.0.0.2' }),
    user('bob', '100', {
      areaCode: '02',
      login: 'bob@a.example',
      password: 's3"\\',
      domain: '[::1];transport=tls',
      pseudonym: 'Bob B',
    }),
    attached('bob', 'p2'),
    attached('bob', 'p1'),
    location('reg', 'reg.example:5080'),
    proxy('a', 'a.example;transport=tcp'),
    proxy('b', '[2001:db8::1]:5090', true),
    (before) => setServer(before, { kind: 'proxy', name: 'a', enabled: false }),
    rule('short', '0x.|1T', {
      contact: 'far.example',
      proxy: true,
      domain: '[::2]',
      fwaddress: '+39',
      priority: '7',
    }),
    (before) => setProtocol(before, 'user-agent', ''),
    (before) => setProtocol(before, 't1', '400'),
    (before) =>
      attachPrefixReplacement(
        createPrefixReplacement(before, { name: 'our home', prefix: '*001', replacement: '044' }),
        { name: 'our home', port: 'p1', isAdded: true },
      ),
    (before) => setPort(before, { name: 'p1', enabled: false }),
    (before) => setInterface(before, 'wan', { address: '::', advertise: '2001:db8::2' }),
  ];
  assert.deepEqual(scriptOf(...everything), [
    'voip sip interface set wan address :: port 5070 advertise 2001:db8::2',
    'voip sip protocol set user-agent ""',
    'voip sip protocol set t1 400',
    'voip admin set e164-country-code 39',
    'voip admin set international-call-prefix 00',
    'voip admin prefix-replacement create "our home" prefix *001 replacement 044',
    'voip sip locationserver create reg contact reg.example:5080',
    'voip sip proxyserver create a contact a.example;transport=tcp',
    'voip sip proxyserver set a disable',
    'voip sip proxyserver create b contact [2001:db8::1]:5090 master',
    'voip ep soft create p1',
    'voip ep set p1 digitmap [2-4]xx dialmask 1 disable',
    'voip admin prefix-replacement add "our home" port p1',
    'voip ep sip create p2 login ann@home password "a b" contact sip:ann@10.0.0.2',
    'voip sip user create bob address 100 areacode 02 login bob@a.example password "s3\\"\\\\" domain [::1];transport=tls pseudonym "Bob B"',
    'voip sip user add bob port p2',
    'voip sip user add bob port p1',
    'voip sip fdb create short address 0x.|1T contact far.example domain [::2] fwaddress +39 priority 7 proxy',
  ]);
});

test('secrets are left out unless they are asked for', () => {
  const configuration = configured(
    user('bob', '1', { login: 'bob', password: 'hidden' }),
    phone('p1', { password: 'hidden' }),
  );
  const script = toScript(configuration, { secrets: false });
  assert.deepEqual(script, [
    'voip ep sip create p1 login p1',
    'voip sip user create bob address 1 login bob',
  ]);
});

test('every printable text is read back from its quotation as one word', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter(isPrintable);
  fc.assert(
    fc.property(text, (word) => {
      assert.deepEqual(commandWords(quoted(word)), [word]);
    }),
    { numRuns: 1000, examples: [[''], ['"'], ['\\'], ['\\"'], [' '], ["'"], ["it's"], ['a\\ b']] },
  );
});

test('a name that looks like a keyword, a remark or a quotation is one word like any other', () => {
  for (const name of ['port', 'master', '#bob', '"', "o'neil", 'a b', 'a\\', '--json', '?']) {
    const [line = ''] = scriptOf(user(name, '1'));
    assert.deepEqual(commandWords(line), ['voip', 'sip', 'user', 'create', name, 'address', '1']);
  }
});

test('a keyword without a value is left out, a flag stands at the end', () => {
  const pairs = [
    ['a', undefined],
    ['b', ''],
    ['c', 'd e'],
  ] as const;
  assert.equal(commandLine(['do', 'it'], pairs, [false, 'now']), 'do it c "d e" now');
});

function lan(port: string): Change {
  return (before) => setInterface(before, 'lan', { port });
}

function wan(port: string): Change {
  return (before) => setInterface(before, 'wan', { port });
}

test('interfaces are set in an order in which they never collide, a swap through a third port', () => {
  assert.deepEqual(scriptOf(wan('5071'), lan('5070')), [
    'voip sip interface set wan address 127.0.0.1 port 5071',
    'voip sip interface set lan address 127.0.0.1 port 5070',
  ]);
  const swap = scriptOf(lan('6000'), wan('5060'), lan('5070'));
  assert.deepEqual(swap, [
    'voip sip interface set lan address 127.0.0.1 port 5080',
    'voip sip interface set wan address 127.0.0.1 port 5060',
    'voip sip interface set lan address 127.0.0.1 port 5070',
  ]);
});
