/** Hosts, contacts and domains as operators write them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatContact,
  formatDomain,
  parseContact,
  parseDomain,
} from '../../src/domain/contact.ts';
import { isHostName, isIpv4, isIpv6 } from '../../src/domain/host.ts';

test('a contact is host, port and transport; without them the default of the transport and udp', () => {
  const table = [
    ['proxy.example', 'proxy.example', undefined, 'udp'],
    ['Proxy.Example.:5080', 'proxy.example.', 5080, 'udp'],
    ['192.168.102.3', '192.168.102.3', undefined, 'udp'],
    ['10.0.0.1:65535;transport=tcp', '10.0.0.1', 65_535, 'tcp'],
    ['[2001:DB8::1]', '2001:db8::1', undefined, 'udp'],
    ['[::1]:1;TRANSPORT=TLS', '::1', 1, 'tls'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', undefined, 'udp'],
    ['localhost', 'localhost', undefined, 'udp'],
    [' a.example ', 'a.example', undefined, 'udp'],
  ] as const;
  for (const [text, host, port, transport] of table) {
    assert.deepEqual(parseContact(text), { host, port, transport }, text);
    assert.deepEqual(parseContact(formatContact(parseContact(text))), { host, port, transport });
  }
});

test('what is no contact is refused with the rule', () => {
  const table: readonly (readonly [text: string, rule: RegExp])[] = [
    ['', /a host has 1 to 256 characters/],
    [':5060', /a host has 1 to 256 characters/],
    ['a'.repeat(257), /this has 257/],
    ['a.example:0', /a port is a number from 1 to 65535/],
    ['a.example:65536', /a port is/],
    ['a.example:', /a port is/],
    ['a.example:50x', /a port is/],
    ['a.example:1:2', /a port is/],
    ['2001:db8::1', /an IPv6 address stands in brackets/],
    ['[2001:db8::1', /the bracket is not closed/],
    ['[a.example]', /brackets hold an IPv6 address/],
    ['[::1]x', /a port is/],
    ['a.example;transport=sctp', /transport is udp, tcp or tls/],
    ['a.example;lr', /unknown parameter "lr"/],
    ['a.example;transport=udp;lr', /only one parameter/],
    ['bücher.example', /A-labels/],
    ['256.1.1.1', /not a host name/],
    ['1.2.3', /not a host name/],
    ['01.2.3.4', /not a host name/],
    ['a..example', /not a host name/],
    ['-a.example', /not a host name/],
    ['a-.example', /not a host name/],
    [`${'a'.repeat(64)}.example`, /not a host name/],
    ['a b.example', /not a host name/],
    ['bob@a.example', /not a host name/],
  ];
  for (const [text, rule] of table) {
    assert.throws(() => parseContact(text), { code: 'E-CONTACT', message: rule }, text);
  }
});

test('a contact may have a host of 256 characters, a domain one of 255', () => {
  const host = `${'a'.repeat(63)}.`.repeat(4);
  assert.equal(host.length, 256);
  assert.equal(parseContact(host).host, host);
  assert.throws(() => parseDomain(host), { code: 'E-CONTACT' });
  assert.equal(parseDomain(host.slice(0, 255)).host, host.slice(0, 255));
});

test('a domain has a transport but no port', () => {
  assert.deepEqual(parseDomain('A.example;transport=tls'), { host: 'a.example', transport: 'tls' });
  assert.throws(() => parseDomain('a.example:5060'), { code: 'E-CONTACT', message: /no port/ });
  assert.equal(formatDomain('::1', 'udp'), '[::1]');
  assert.equal(formatDomain('a.example', 'tcp'), 'a.example;transport=tcp');
});

test('addresses are told from names by their form alone', () => {
  for (const text of ['0.0.0.0', '127.0.0.1', '255.255.255.255']) assert.ok(isIpv4(text), text);
  for (const text of ['1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.04', '', '1.2.3.4 ']) {
    assert.ok(!isIpv4(text), text);
  }
  const six = [
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '::ffff:1.2.3.4',
    '1:2:3:4:5:6:1.2.3.4',
    'a::B',
  ];
  for (const text of six) assert.ok(isIpv6(text), text);
  const not = [
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    'g::',
    '::1%eth0',
  ];
  for (const text of not) assert.ok(!isIpv6(text), text);
  for (const text of ['a', 'a.b', 'a-1.b2', '1a.b', 'x.']) assert.ok(isHostName(text), text);
  for (const text of ['', '.', 'a.1', '1.2.3.4', 'a_b.c', 'a.-b'])
    assert.ok(!isHostName(text), text);
});
