import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatUri, parseUri } from '../../../src/sip/message/uri.ts';

const parts = (text: string) => {
  const uri = parseUri(text);
  return uri && [uri.scheme, uri.user, uri.host, uri.port];
};

test('a SIP URI is taken apart, scheme, host and parameter names in lower case', () => {
  const uri = parseUri('SIPS:Alice:Secret@Example.COM:5061;Transport=TCP;lr?Subject=a&to=b');
  assert.deepEqual(uri, {
    scheme: 'sips',
    user: 'Alice',
    password: 'Secret',
    host: 'example.com',
    port: 5061,
    params: new Map([
      ['transport', 'TCP'],
      ['lr', ''],
    ]),
    headers: 'Subject=a&to=b',
    opaque: undefined,
  });
});

test('hosts are names, IPv4 addresses or IPv6 addresses in brackets', () => {
  assert.deepEqual(parts('sip:example.com'), ['sip', undefined, 'example.com', undefined]);
  assert.deepEqual(parts('sip:a@192.0.2.1:5060'), ['sip', 'a', '192.0.2.1', 5060]);
  assert.deepEqual(parts('sip:a@[2001:DB8::1]:5060'), ['sip', 'a', '2001:db8::1', 5060]);
  assert.deepEqual(parts('sip:[::]'), ['sip', undefined, '::', undefined]);
  assert.deepEqual(parts('sip:[::ffff:192.0.2.1]')?.[2], '::ffff:192.0.2.1');
  for (const host of ['2001:db8::1', '[2001:db8', '[1::2::3]', '[12345::]', '[1:2:3]', '[::::]']) {
    assert.equal(parseUri(`sip:${host}`), undefined, host);
  }
  for (const host of [
    '[g::]',
    '[1:2:3:4:5:6:7:8:9]',
    '[::1.2.3]',
    '[]',
    '',
    '<a>',
    'a b',
    '[::1]x',
  ]) {
    assert.equal(parseUri(`sip:${host}`), undefined, host);
  }
});

test('ports are numbers from 1 to 65535', () => {
  assert.equal(parseUri('sip:a:65535')?.port, 65_535);
  for (const port of ['0', '65536', '', 'x', '-1', '5060x', '000005060', ' 5060']) {
    assert.equal(parseUri(`sip:a:${port}`), undefined, port);
  }
});

test('users keep every character, dangerous ones escaped on the way out', () => {
  const uri = parseUri('sip:%61%20%3Cb%3E%0d%0aRoute:%40@h');
  assert.equal(uri?.user, 'a <b>\r\nRoute');
  assert.equal(uri?.password, '@');
  assert.equal(uri && formatUri(uri), 'sip:a%20%3Cb%3E%0D%0ARoute:%40@h');
  assert.equal(parseUri('sip:%D1%8F@h')?.user, 'я');
  assert.equal(parseUri('sip:я@h')?.user, 'я');
});

test('escaped bytes that are no UTF-8 come out as they went in', () => {
  const uri = parseUri('sip:caf%E9%00@h');
  assert.equal(uri && formatUri(uri), 'sip:caf%E9%00@h');
});

test('malformed URIs are undefined', () => {
  for (const text of [
    ...['', ':', 'sip', 'sip:', 'sip:@h', 'sip:a@', 'sip:a@h@i', 'sip:a%zz@h', 'sip:a%4@h', '1x:y'],
    ...['sip:a@h;', 'sip:a@h;;b', 'sip:a@h;=c', 'sip:a@h;b=1;b=2', 'sip:a@h;%zz', 'sip:a@h?a b'],
    ...['<sip:a@h>', 'sip:a@h ', ' sip:a@h', 'sip:a"b@h', 'sip:a\0b@h', 'tel:', 'x:', 'x:a b', '*'],
  ]) {
    assert.equal(parseUri(text), undefined, text);
  }
});

test('a parameter may be repeated when it says the same', () => {
  assert.equal(parseUri('sip:h;transport=udp;transport=udp')?.params.size, 1);
});

test('a telephone number is the user of a tel URI', () => {
  const uri = parseUri('tel:+1-201-555-0123;phone-context=%2B1;ext=7');
  assert.deepEqual([uri?.scheme, uri?.user, uri?.host], ['tel', '+1-201-555-0123', '']);
  assert.equal(uri?.params.get('phone-context'), '+1');
  assert.equal(uri && formatUri(uri), 'tel:+1-201-555-0123;phone-context=+1;ext=7');
});

test('a number cannot grow parameters of its own', () => {
  const uri = parseUri('tel:1%3Bisub=2');
  assert.equal(uri && formatUri(uri), 'tel:1%3Bisub%3D2');
});

test('unknown schemes are opaque', () => {
  const uri = parseUri('urn:service:sos');
  assert.deepEqual([uri?.scheme, uri?.opaque], ['urn', 'service:sos']);
  assert.equal(uri && formatUri(uri), 'urn:service:sos');
});

test('nothing that is written can end the URI early', () => {
  const uri = parseUri('sip:a@h');
  assert.ok(uri);
  const hostile = '>;x=1\r\nRoute: <sip:evil>';
  const params = new Map([[hostile, hostile]]);
  const text = formatUri({ ...uri, user: hostile, password: hostile, headers: hostile, params });
  assert.doesNotMatch(text, /[<>"\s]/);
  assert.doesNotMatch(formatUri({ ...uri, opaque: hostile }), /[<>"\s]/);
  assert.equal(parseUri(text)?.user, hostile);
});
