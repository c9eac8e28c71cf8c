import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../src/sip/message/limits.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { faultOfBytes, parsed, parsedRequest, sample } from './samples.ts';

test('a request is its start line, its fields in order, and its body', () => {
  const message = parsedRequest(sample(['l: 3'], { body: 'abc' }));
  assert.equal(message.method, 'OPTIONS');
  assert.equal(message.uri, 'sip:bob@example.com');
  assert.deepEqual(
    message.headers.fields().map(([name]) => name),
    ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Content-Length'],
  );
  assert.equal(message.body.toString(), 'abc');
});

test('empty lines before the start line are skipped, and alone they are nothing', () => {
  assert.equal(parsed(Buffer.concat([Buffer.from('\r\n\r\n'), sample()])).kind, 'request');
  assert.equal(faultOfBytes('\r\n\r\n').status, undefined);
  assert.equal(faultOfBytes('').status, undefined);
});

test('what is no SIP at all is dropped without an answer', () => {
  for (const junk of ['\0\x01\0\0!\x12\xa4B', ' \r\n\r\n', ':\r\n\r\n', 'SIP/1.0 200 OK\r\n\r\n']) {
    const { status, request } = faultOfBytes(junk);
    assert.deepEqual([status, request], [undefined, undefined]);
  }
});

test('a datagram ends where Content-Length says; a shorter one is refused', () => {
  assert.equal(parsed(sample(['Content-Length: 2'], { body: 'abcd' })).body.toString(), 'ab');
  assert.equal(parsed(sample([], { body: 'abcd' })).body.toString(), 'abcd');
  assert.equal(faultOfBytes(sample(['Content-Length: 5'], { body: 'abcd' })).status, 400);
});

test('on a stream the body is exactly as long as Content-Length says', () => {
  assert.equal(parsed(sample(['Content-Length: 4'], { body: 'abcd' }), 'stream').body.length, 4);
  assert.equal(faultOfBytes(sample(['Content-Length: 3'], { body: 'abcd' }), 'stream').status, 400);
  assert.equal(faultOfBytes(sample([], { body: 'abcd' }), 'stream').status, 400);
  assert.equal(parsed(sample(), 'stream').body.length, 0);
});

test('a Content-Length that is no plain number is refused', () => {
  for (const value of ['-1', '+1', '1 1', '', '0x1', '99999999999', '1,1']) {
    assert.equal(faultOfBytes(sample([`Content-Length: ${value}`])).status, 400, value);
  }
});

test('two Content-Length are refused even when they agree', () => {
  assert.equal(faultOfBytes(sample(['Content-Length: 0', 'l: 0'])).status, 400);
});

test('a response with a fault is dropped, whatever the fault', () => {
  const short = sample(['Content-Length: 9'], { start: 'SIP/2.0 200 OK' });
  assert.deepEqual(
    [faultOfBytes(short).status, faultOfBytes(short).request],
    [undefined, undefined],
  );
});

test('an ACK with a fault is never answered', () => {
  const ack = faultOfBytes(sample(['l: 9'], { start: 'ACK sip:bob@example.com SIP/2.0' }));
  assert.equal(ack.status, undefined);
  assert.equal(ack.request?.method, 'ACK');
});

test('the start line holds exactly two single blanks', () => {
  for (const start of [
    'OPTIONS  sip:a@b SIP/2.0',
    'OPTIONS sip:a@b  SIP/2.0',
    'OPTIONS sip:a@b SIP/2.0 ',
    'OPTIONS sip:a b SIP/2.0',
    'OPTIONS sip:a\tb SIP/2.0',
    'OPTIONS sip:a\rb SIP/2.0',
    'OPTIONS sip:a@b',
    'OPTIONS ',
    'OPTIONS  SIP/2.0',
    'OPTIONS sip:a@b HTTP/1.1',
  ]) {
    const { status, request } = faultOfBytes(sample([], { start }));
    assert.equal(status, 400, start);
    assert.equal(request?.headers.first('Call-ID'), '1@192.0.2.1', start);
  }
});

test('the version is compared without case, and another one is 505', () => {
  assert.equal(parsed(sample([], { start: 'OPTIONS sip:a@b sip/2.0' })).kind, 'request');
  assert.equal(faultOfBytes(sample([], { start: 'OPTIONS sip:a@b SIP/3.0' })).status, 505);
});

test('a status code has three digits and a known class', () => {
  for (const code of ['099', '700', '20', '2000', '4294967301', '2x0', '-20']) {
    assert.equal(faultOfBytes(sample([], { start: `SIP/2.0 ${code} OK` })).status, undefined, code);
  }
  const bare = parsed(sample([], { start: 'SIP/2.0 200' }));
  assert.deepEqual(bare.kind === 'response' && [bare.status, bare.reason], [200, '']);
});

test('a line that is no header field is refused, and the rest is still read for the answer', () => {
  for (const line of ['no colon', ': no name', 'a b: c', 'na\0me: x', 'näme: x']) {
    const { status, request } = faultOfBytes(sample([line, 'Subject: after']));
    assert.equal(status, 400, line);
    assert.equal(request?.headers.first('Subject'), 'after', line);
  }
});

test('a line feed without a carriage return ends the reading: others may frame it differently', () => {
  assert.equal(faultOfBytes(sample(['Subject: x\nRoute: <sip:evil.example>'])).status, 400);
  assert.equal(faultOfBytes('OPTIONS sip:a@b SIP/2.0\nVia: x\n\n').status, 400);
});

test('a carriage return that stands alone becomes a blank', () => {
  const message = parsed(sample(['Subject: a\rRoute: <sip:evil.example>']));
  assert.equal(message.headers.first('Subject'), 'a Route: <sip:evil.example>');
  assert.equal(message.headers.count('Route'), 0);
});

test('a head that never ends is refused', () => {
  const bytes = sample();
  assert.equal(faultOfBytes(bytes.subarray(0, -2)).status, 400);
  assert.equal(faultOfBytes('OPTIONS sip:a@b SIP/2.0').status, 400);
});

const many = (count: number, line: string) => Array.from({ length: count }, () => line);

test('each limit refuses with its own status', () => {
  const long = 'x'.repeat(limits.lineBytes.max);
  const cases: readonly (readonly [Buffer, number])[] = [
    [sample([], { body: 'x'.repeat(limits.messageBytes.max) }), limits.messageBytes.status],
    [sample([], { start: `OPTIONS sip:${long} SIP/2.0` }), limits.startLineBytes.status],
    [sample([`Subject: ${long}`]), limits.lineBytes.status],
    [sample(many(256, 'X: y')), limits.headerLines.status],
    [sample(many(limits.vias.max, 'v: SIP/2.0/UDP a')), limits.vias.status],
    [sample([`v: ${many(limits.vias.max, 'SIP/2.0/UDP a').join(',')}`]), limits.vias.status],
  ];
  for (const [bytes, status] of cases) {
    const fault = faultOfBytes(bytes);
    assert.equal(fault.status, status, fault.reason);
    assert.equal(fault.request?.headers.first('CSeq'), '1 OPTIONS', fault.reason);
  }
  assert.equal(parsed(sample(many(251, 'X: y'))).headers.count('x'), 251);
});

test('a large body is found behind a head of any length', () => {
  const body = 'b'.repeat(20_000);
  const message = parsed(sample([`Subject: ${'s'.repeat(5_000)}`, 'l: 20000'], { body }));
  assert.equal(message.body.toString(), body);
});

test('the body shares the bytes it came in', () => {
  const bytes = sample(['l: 3'], { body: 'abc' });
  const result = parseMessage(bytes, 'stream');
  assert.ok(result.ok);
  assert.equal(result.message.body.buffer, bytes.buffer);
});
