import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  appendFields,
  createHeaders,
  prependField,
  removeFields,
  replaceField,
  replaceFirst,
} from '../../../src/sip/message/field-headers.ts';
import { parsed, sample } from './samples.ts';

const wire = (...lines: string[]) => parsed(sample(lines)).headers;
const made = (...lines: string[]) =>
  createHeaders(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );

test('names are matched without case, compact or in full', () => {
  for (const headers of [wire('m: <sip:a@b>', 'x-OwN: 1'), made('m: <sip:a@b>', 'x-OwN: 1')]) {
    for (const name of ['Contact', 'contact', 'CONTACT', 'm', 'M']) {
      assert.equal(headers.first(name), '<sip:a@b>', name);
    }
    assert.equal(headers.first('X-Own'), '1');
    assert.equal(headers.first('X-Other'), undefined);
    assert.equal(headers.count('x-own'), 1);
  }
});

test('every registered compact form stands for its name', () => {
  const pairs = {
    a: 'Accept-Contact',
    b: 'Referred-By',
    c: 'Content-Type',
    d: 'Request-Disposition',
    e: 'Content-Encoding',
    f: 'From',
    i: 'Call-ID',
    j: 'Reject-Contact',
    k: 'Supported',
    l: 'Content-Length',
    m: 'Contact',
    n: 'Identity-Info',
    o: 'Event',
    r: 'Refer-To',
    s: 'Subject',
    t: 'To',
    u: 'Allow-Events',
    v: 'Via',
    x: 'Session-Expires',
    y: 'Identity',
  };
  for (const [compact, name] of Object.entries(pairs)) {
    assert.deepEqual(made(`${compact}: 0`).fields(), [[name, '0']]);
    if (compact === 'l') continue;
    assert.equal(wire(`${compact.toUpperCase()}: z`).fields().at(-1)?.[0], name);
  }
});

test('a list is split at its top-level commas only', () => {
  const contact = '"a, \\"b" <sip:a,b@c;x=1,2> ;q=1 , <sip:d@e>,sip:f@g;text="h,i"';
  for (const headers of [wire(`Contact: ${contact}`), made(`Contact: ${contact}`)]) {
    assert.deepEqual(headers.all('Contact'), [
      '"a, \\"b" <sip:a,b@c;x=1,2> ;q=1',
      '<sip:d@e>',
      'sip:f@g;text="h,i"',
    ]);
    assert.equal(headers.first('Contact'), '"a, \\"b" <sip:a,b@c;x=1,2> ;q=1');
    assert.equal(headers.count('Contact'), 1);
  }
});

test('commas of dates, challenges and unknown headers are part of the value', () => {
  const lines = [
    'Date: Sat, 13 Nov 2010 23:29:00 GMT',
    'WWW-Authenticate: Digest a="b", c=d',
    'X: 1, 2',
  ];
  for (const headers of [wire(...lines), made(...lines)]) {
    assert.deepEqual(headers.all('Date'), ['Sat, 13 Nov 2010 23:29:00 GMT']);
    assert.deepEqual(headers.all('WWW-Authenticate'), ['Digest a="b", c=d']);
    assert.deepEqual(headers.all('X'), ['1, 2']);
  }
});

test('an empty list field holds nothing, an empty plain field holds the empty text', () => {
  for (const headers of [
    wire('Supported:', 'Subject:', 'Supported: a, b'),
    made('Supported:', 'Subject:', 'Supported: a, b'),
  ]) {
    assert.deepEqual(headers.all('Supported'), ['a', 'b']);
    assert.equal(headers.first('Supported'), 'a');
    assert.equal(headers.first('Subject'), '');
    assert.equal(headers.count('Supported'), 2);
  }
});

test('folds become one blank, wherever they stand', () => {
  assert.equal(wire('Subject:\r\n \t a  b \t\r\n\t c\r\n ').first('s'), 'a  b c');
});

test('UTF-8 is read, and bytes that are no UTF-8 are kept apart', () => {
  assert.equal(wire('Subject: Größe 大').first('Subject'), 'Größe 大');
  const odd = Buffer.from(sample(['Subject: \u00e9\u00ff ok']).toString(), 'latin1');
  assert.equal(parsed(odd).headers.first('Subject'), '\u00e9\u00ff ok');
});

test('names out of object prototypes are names like any other', () => {
  const headers = wire('__proto__: 1', 'constructor: 2');
  assert.equal(headers.first('__proto__'), '1');
  assert.equal(headers.first('Constructor'), '2');
  assert.equal(headers.first('toString'), undefined);
});

test('a value can never begin another line', () => {
  const headers = createHeaders([['Subject', 'a\r\nRoute: <sip:evil>\n\nb\rc']]);
  assert.deepEqual(headers.fields(), [['Subject', 'a  Route: <sip:evil>  b c']]);
  for (const name of ['', 'A B', 'A\r\nB', 'A:', 'Ä']) {
    assert.throws(() => createHeaders([[name, 'x']]), /not a header name/);
  }
});

test('edits leave the original alone', () => {
  const headers = made('Via: 1', 'Subject: a', 'Via: 2', 'Subject: b');
  const text = (edited: typeof headers) => edited.fields().map((field) => field.join(':'));
  assert.deepEqual(text(prependField(headers, 'v', '0'))[0], 'Via:0');
  assert.deepEqual(text(appendFields(headers, [['x-y', '0']])).at(-1), 'x-y:0');
  assert.deepEqual(text(removeFields(headers, 'via')), ['Subject:a', 'Subject:b']);
  assert.deepEqual(text(replaceField(headers, 's', 'c')), ['Via:1', 'Subject:c', 'Via:2']);
  assert.deepEqual(text(replaceField(headers, 'To', 'x')).at(-1), 'To:x');
  assert.deepEqual(text(headers), ['Via:1', 'Subject:a', 'Via:2', 'Subject:b']);
});

test('the first of a list is replaced or taken away, the others stay', () => {
  const headers = made('Route: <sip:a,b>, <sip:c>', 'Route: <sip:d>');
  assert.deepEqual(replaceFirst(headers, 'Route', '<sip:x>').all('Route'), [
    '<sip:x>',
    '<sip:c>',
    '<sip:d>',
  ]);
  const shorter = replaceFirst(headers, 'Route', undefined);
  assert.deepEqual(shorter.all('Route'), ['<sip:c>', '<sip:d>']);
  const last = replaceFirst(replaceFirst(shorter, 'Route', undefined), 'Route', undefined);
  assert.equal(last.count('Route'), 0);
  assert.equal(replaceFirst(last, 'Route', undefined), last);
});
