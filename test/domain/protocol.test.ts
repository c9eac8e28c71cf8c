/** Parameters: ranges, defaults, and what sets them back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setProtocol } from '../../src/domain/administration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { isValid, type Parameter, rangeOf } from '../../src/domain/parameter.ts';
import { isParameter, numberSetting, parameters, setting } from '../../src/domain/protocol.ts';
import { assertGenerated, markdownTable } from '../support/generated.ts';

const all: readonly (readonly [string, Parameter])[] = Object.entries(parameters);

test('every default is inside its own range, and every parameter says what it is for', () => {
  for (const [name, parameter] of all) {
    assert.ok(isValid(parameter, parameter.initial), name);
    assert.ok(parameter.help.length > 0 && rangeOf(parameter).length > 0, name);
    assert.match(name, /^[a-z][a-z0-9-]*$/);
  }
});

test('a number is taken from its lowest to its highest value and nowhere else', () => {
  for (const [name, parameter] of all) {
    if (parameter.kind !== 'number') continue;
    const { min, max } = parameter;
    for (const value of [min, max]) {
      const set = setProtocol(emptyConfiguration, name, String(value));
      assert.ok(isParameter(name));
      assert.equal(numberSetting(set, name), value);
    }
    for (const value of [min - 1, max + 1, '', '1e3', '0x10', ' 5', '5.5']) {
      assert.throws(() => setProtocol(emptyConfiguration, name, String(value)), {
        code: 'E-VALUE',
      });
    }
  }
});

test('the other kinds take what they say', () => {
  const table: readonly (readonly [
    name: string,
    good: readonly string[],
    bad: readonly string[],
  ])[] = [
    ['invite-policy', ['rfc3263', 'manual'], ['', 'MANUAL', 'both']],
    [
      'hunt-also',
      ['', '500', '500,502,504', '480'],
      ['600', '503,', ',503', '200', '50', '503, 500'],
    ],
    [
      'rtp-port-range',
      ['16384-16391', '1024-65535'],
      ['16384-16390', '1-100', '2000', '5-4', '1024-2000-3000'],
    ],
    [
      'dns-servers',
      ['', '127.0.0.1', '127.0.0.1:5353,::1', '[::1]:53'],
      ['a.example', '127.0.0.1:0', '127.0.0.1,', '::1]:53'],
    ],
    ['emergency-numbers', ['', '112', '112,911', '*66#'], ['112, 911', 'abc', '112;911', ',112']],
    ['denied-prefixes', ['', 'country', 'country,0900', '+88,00882'], ['abroad', '0900 ', '+']],
    ['user-agent', ['', 'a'.repeat(64)], ['a'.repeat(65), 'a\nb', 'a\u0000']],
    ['tls-ca', ['/etc/ssl/ca bundle.pem'], ['a'.repeat(256), 'a\rb']],
  ];
  for (const [name, good, bad] of table) {
    for (const value of good) {
      const set = setProtocol(emptyConfiguration, name, value);
      assert.ok(isParameter(name));
      assert.equal(setting(set, name), value);
    }
    for (const value of bad) {
      const refused = { code: 'E-VALUE' };
      assert.throws(
        () => setProtocol(emptyConfiguration, name, value),
        refused,
        `${name} ${value}`,
      );
    }
  }
});

test('default takes a setting away, and nothing is kept of it', () => {
  const set = setProtocol(emptyConfiguration, 't1', '400');
  assert.equal(numberSetting(set, 't1'), 400);
  const unset = setProtocol(set, 't1', 'default');
  assert.deepEqual(unset.protocol, {});
  assert.equal(numberSetting(unset, 't1'), 500);
});

test('an unknown parameter is refused, also with default and with names of Object.prototype', () => {
  for (const name of ['nothing', '', 'T1', '__proto__', 'constructor', 'toString']) {
    for (const value of ['1', 'default']) {
      assert.throws(() => setProtocol(emptyConfiguration, name, value), { code: 'E-PARAMETER' });
    }
  }
});

test('the defaults are those of the decision tables', () => {
  const defaults = {
    'register-attempt-ms': 8000,
    'invite-attempt-ms': 8000,
    'suspect-attempt-ms': 4000,
    'down-attempt-ms': 500,
    'register-rate': 10,
    'retry-base': 30,
    'retry-max': 300,
    'refused-retry-min': 1800,
    'refused-retry-max': 3600,
    'no-answer-timer': 180,
    'entries-max': 100,
  } as const;
  for (const [name, value] of Object.entries(defaults)) {
    assert.ok(isParameter(name));
    assert.equal(numberSetting(emptyConfiguration, name), value, name);
  }
  assert.equal(setting(emptyConfiguration, 'invite-policy'), 'rfc3263');
  assert.equal(setting(emptyConfiguration, 'manual-limits'), 'off');
});

test('docs/operating.md lists every parameter as it is', () => {
  const rows = all.map(([name, parameter]) => [
    `\`${name}\``,
    parameter.initial === '' ? 'none' : `\`${parameter.initial}\``,
    rangeOf(parameter),
    parameter.help,
  ]);
  const table = markdownTable(['parameter', 'default', 'may be', 'meaning'], rows);
  assertGenerated(new URL('../../docs/operating.md', import.meta.url), 'parameters', table);
});
