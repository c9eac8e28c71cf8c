/** Ports, prefix replacements and interfaces: what may be set and what may not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setInterface } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { setPort } from '../../src/domain/ports.ts';
import {
  attachPrefixReplacement,
  createPrefixReplacement,
  deletePrefixReplacement,
} from '../../src/domain/prefix-replacements.ts';
import { type Change, configured, phone, softPort } from '../support/configured.ts';

test('a phone needs a login of its own; its password and contact may be missing', () => {
  const [bare] = configured(phone('p1')).ports;
  assert.deepEqual([bare?.login, bare?.password, bare?.contact], ['p1', undefined, undefined]);
  assert.throws(() => configured(phone('p1', { login: undefined })), { code: 'E-VALUE' });
  assert.throws(() => configured(phone('p1', { login: 'a\tb' })), { code: 'E-VALUE' });
  assert.throws(() => configured(phone('p1'), phone('p2', { login: 'p1' })), {
    code: 'E-LOGIN-TAKEN',
  });
  assert.throws(() => configured(phone('p1'), softPort('p1')), { code: 'E-NAME-TAKEN' });
});

test('a soft port has neither login nor password nor contact', () => {
  for (const fields of [{ login: 'a' }, { password: 'b' }, { contact: 'sip:a@b' }]) {
    assert.throws(() => configured(softPort('p1', fields)), { code: 'E-PORT-KIND' });
  }
});

test('the contact of a phone is a SIP URI with a host', () => {
  const good = [
    'sip:10.0.0.2',
    'sip:ann@10.0.0.2:5062;transport=tcp',
    'SIPS:ann:pw@phone.example',
    'sip:ann@[::1]:5060?x=y',
  ];
  for (const contact of good) {
    assert.equal(configured(phone('p1', { contact })).ports[0]?.contact, contact);
  }
  const bad = [
    '10.0.0.2',
    'tel:123',
    'sip:',
    'sip:ann@',
    'sip:a b@c.example',
    'sip:<a>@c.example',
    'sip:ann@10.0.0.2:0',
    'sip:ann@10.0.0.256',
    'sip:ann@[::1',
    `sip:${'a'.repeat(255)}@c.example`,
  ];
  for (const contact of bad) {
    assert.throws(() => configured(phone('p1', { contact })), { code: 'E-CONTACT' }, contact);
  }
});

test('an empty text takes contact, digit map and password away', () => {
  const before = configured(
    phone('p1', { contact: 'sip:a@b.example', digitMap: 'x.T', password: 'pw', dialMask: '32' }),
  );
  const [after] = setPort(before, { name: 'p1', contact: '', digitMap: '', password: '' }).ports;
  assert.deepEqual(
    [after?.contact, after?.digitMap, after?.password],
    [undefined, undefined, undefined],
  );
  assert.deepEqual([after?.dialMask, after?.login], [32, 'p1']);
});

test('the dial mask is 0 to 32', () => {
  for (const dialMask of ['-1', '33', '', 'x', '1.5', '999']) {
    assert.throws(() => configured(softPort('p1', { dialMask })), { code: 'E-VALUE' }, dialMask);
  }
});

test('there may be 100 ports', () => {
  const full = configured(...Array.from({ length: 100 }, (_, n) => softPort(`p${n}`)));
  assert.throws(() => softPort('more')(full), { code: 'E-PORT-LIMIT' });
});

const example = { name: 'prefix001', prefix: '*001', replacement: '04411' };

function made(fields: Partial<typeof example>): Change {
  return (before) => createPrefixReplacement(before, { ...example, ...fields });
}

test('a prefix replacement keeps to the character sets of the manual', () => {
  for (const fields of [
    {},
    { name: 'a quoted name' },
    { prefix: '[1-3]|0.#*' },
    { prefix: '1'.repeat(16) },
    { replacement: `+${'1'.repeat(15)}` },
    { replacement: '1'.repeat(16) },
  ]) {
    assert.equal(configured(made(fields)).prefixReplacements.length, 1);
  }
  const table: readonly (readonly [Partial<typeof example>, string])[] = [
    [{ name: 'a.b' }, 'E-NAME'],
    [{ name: '1a' }, 'E-NAME'],
    [{ prefix: '' }, 'E-DIGIT-MAP'],
    [{ prefix: '1'.repeat(17) }, 'E-DIGIT-MAP'],
    [{ prefix: '0x' }, 'E-DIGIT-MAP'],
    [{ prefix: '0T' }, 'E-DIGIT-MAP'],
    [{ prefix: '(0|1)' }, 'E-DIGIT-MAP'],
    [{ prefix: 'A' }, 'E-DIGIT-MAP'],
    [{ prefix: '[1' }, 'E-DIGIT-MAP'],
    [{ replacement: '' }, 'E-DIGITS'],
    [{ replacement: '+' }, 'E-DIGITS'],
    [{ replacement: '1+' }, 'E-DIGITS'],
    [{ replacement: '1*' }, 'E-DIGITS'],
    [{ replacement: '1'.repeat(17) }, 'E-DIGITS'],
  ];
  for (const [fields, code] of table) {
    assert.throws(() => configured(made(fields)), { code }, JSON.stringify(fields));
  }
  assert.throws(() => configured(made({}), made({})), { code: 'E-NAME-TAKEN' });
  const full = Array.from({ length: 100 }, (_, n) => made({ name: `p${n}` }));
  assert.throws(() => configured(...full, made({})), { code: 'E-PREFIX-LIMIT' });
});

function add(before: Configuration): Configuration {
  return attachPrefixReplacement(before, { name: 'prefix001', port: 'p1', isAdded: true });
}

test('deleting a prefix replacement takes it from every port; adding it twice keeps it once', () => {
  const both = configured(softPort('p1'), made({}), made({ name: 'other' }), add, add);
  assert.deepEqual(both.ports[0]?.prefixReplacements, ['prefix001']);
  assert.deepEqual(deletePrefixReplacement(both, 'prefix001').ports[0]?.prefixReplacements, []);
  const removal = { name: 'prefix001', port: 'p1', isAdded: false };
  const removed = attachPrefixReplacement(both, removal);
  assert.deepEqual(removed.ports[0]?.prefixReplacements, []);
  assert.throws(() => attachPrefixReplacement(removed, removal), { code: 'E-NOT-FOUND' });
  assert.throws(() => deletePrefixReplacement(both, 'none'), { code: 'E-NOT-FOUND' });
});

test('interfaces listen on IP addresses, any and IPv6 too, and advertise what can be reached', () => {
  for (const address of ['0.0.0.0', '127.0.0.1', '10.1.2.3', '::1', '::', '2001:db8::1']) {
    const { interfaces } = setInterface(emptyConfiguration, 'lan', { address, port: '1' });
    assert.deepEqual([interfaces.lan.address, interfaces.lan.port], [address, 1]);
  }
  for (const address of ['', 'localhost', '[::1]', '1.2.3', '127.0.0.1:5060']) {
    assert.throws(() => setInterface(emptyConfiguration, 'lan', { address }), {
      code: 'E-ADDRESS',
    });
  }
  for (const port of ['0', '65536', '', 'x', '-1']) {
    assert.throws(() => setInterface(emptyConfiguration, 'lan', { port }), { code: 'E-VALUE' });
  }
  const advertised = setInterface(emptyConfiguration, 'wan', { advertise: '198.51.100.7' });
  assert.equal(advertised.interfaces.wan.advertise, '198.51.100.7');
  const cleared = setInterface(advertised, 'wan', { advertise: '' });
  assert.equal(cleared.interfaces.wan.advertise, undefined);
  for (const advertise of ['0.0.0.0', '::', 'gateway.example', '0:0:0:0:0:0:0:0']) {
    assert.throws(() => setInterface(emptyConfiguration, 'wan', { advertise }), {
      code: 'E-ADDRESS',
    });
  }
});

test('the two interfaces never listen on the same address and port', () => {
  for (const lan of [
    { port: '5070' },
    { port: '5070', address: '0.0.0.0' },
    { port: '5070', address: '::' },
  ]) {
    assert.throws(() => setInterface(emptyConfiguration, 'lan', lan), { code: 'E-ADDRESS' });
  }
  assert.doesNotThrow(() =>
    setInterface(emptyConfiguration, 'lan', { port: '5070', address: '127.0.0.2' }),
  );
});
