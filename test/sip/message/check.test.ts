/** The envelope, and what else makes a message unfit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope } from '../../../src/sip/message/envelope.ts';
import { faultOfBytes, judge, parsed, sample } from './samples.ts';

test('the envelope holds what every layer needs', () => {
  const read = readEnvelope(parsed(sample()));
  assert.ok(read.ok);
  const { via, from, to, callId, cseq } = read.envelope;
  assert.equal(via.params.get('branch'), 'z9hG4bK1');
  assert.equal(from.params.get('tag'), 'a');
  assert.equal(to.uri.user, 'bob');
  assert.equal(callId, '1@192.0.2.1');
  assert.deepEqual(cseq, { number: 1, method: 'OPTIONS' });
});

test('each core header field must be there', () => {
  for (const without of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) {
    const fault = faultOfBytes(sample([], { without }));
    assert.deepEqual([fault.status, fault.reason], [400, `Missing ${without}`]);
    assert.equal(fault.request?.method, 'OPTIONS');
  }
});

test('none of them may stand twice but Via', () => {
  for (const [line, name] of [
    ['f: <sip:x@y>', 'From'],
    ['TO: <sip:x@y>', 'To'],
    ['i: 2', 'Call-ID'],
    ['cseq: 1 OPTIONS', 'CSeq'],
  ] as const) {
    assert.equal(faultOfBytes(sample([line])).reason, `More Than One ${name}`);
  }
  assert.equal(judge(sample(['v: SIP/2.0/UDP b'])), undefined);
});

test('each of them must be well formed', () => {
  for (const [name, value] of [
    ['Via', 'SIP/2.0/UDP'],
    ['From', '"a <sip:a@b>'],
    ['To', '<sip:a@b'],
    ['Call-ID', 'a b'],
    ['Call-ID', ''],
    ['CSeq', '2147483648 OPTIONS'],
  ] as const) {
    const fault = faultOfBytes(sample([`${name}: ${value}`], { without: name }));
    assert.deepEqual([fault.status, fault.reason], [400, `Bad ${name}`]);
  }
});

test('RFC 2543 senders may leave out the branch and the From tag', () => {
  const without = sample(['Via: SIP/2.0/UDP old.example.com'], { without: 'Via' });
  assert.equal(judge(without), undefined);
  assert.equal(judge(sample(['From: sip:old@example.com'], { without: 'From' })), undefined);
});

test('the method of CSeq must be that of the request; of unknown methods 501 says more', () => {
  assert.equal(faultOfBytes(sample([], { start: 'INVITE sip:a@b SIP/2.0' })).status, 400);
  assert.equal(faultOfBytes(sample([], { start: 'DANCE sip:a@b SIP/2.0' })).status, 501);
});

test('the Request-URI must be well formed, of any scheme, and without headers', () => {
  for (const uri of [
    '<sip:a@b>',
    'a@b',
    'sip:',
    'sip:a@b:x',
    'sip:2001:db8::1',
    'sip:a@b?Route=x',
  ]) {
    assert.equal(faultOfBytes(sample([], { start: `OPTIONS ${uri} SIP/2.0` })).status, 400, uri);
  }
  for (const uri of ['tel:+1', 'urn:service:sos', 'sips:b', 'sip:a%20b@[::1]']) {
    assert.equal(judge(sample([], { start: `OPTIONS ${uri} SIP/2.0` })), undefined, uri);
  }
});

test('fields that change what a request means may not be repeated or malformed', () => {
  for (const lines of [
    ['Max-Forwards: 1', 'Max-Forwards: 2'],
    ['Max-Forwards: -1'],
    ['Max-Forwards: x'],
    ['Expires: 1', 'Expires: 1'],
    ['x: 1800', 'Session-Expires: 90'],
    ['c: a/b', 'Content-Type: a/b'],
    ['Route: <sip:a>,'],
    ['Route: a'],
    ['Record-Route: <sip:a>, <b>'],
    ['Contact: "a" <sip:b>;;;;'],
    ['Contact: sip:a@b?Route=c'],
    ['Contact: *, <sip:a@b>'],
  ]) {
    assert.equal(faultOfBytes(sample(lines)).status, 400, lines.join());
  }
  for (const line of [
    'Max-Forwards: 999999999999',
    'Max-Forwards: 0',
    'Contact: *',
    'Contact:',
    'Date: nonsense',
    'Expires: 99999999999999',
  ]) {
    assert.equal(judge(sample([line])), undefined, line);
  }
});

test('a branch of nothing but the cookie is refused', () => {
  const bare = sample(['Via: SIP/2.0/UDP a;branch=z9hG4bK'], { without: 'Via' });
  assert.equal(faultOfBytes(bare).status, 400);
});

test('a response with a second Via is not ours and dropped', () => {
  const start = 'SIP/2.0 200 OK';
  assert.equal(judge(sample([], { start })), undefined);
  assert.equal(faultOfBytes(sample(['Via: SIP/2.0/UDP b'], { start })).status, undefined);
  const one = sample(['v: SIP/2.0/UDP a, SIP/2.0/UDP b'], { start, without: 'Via' });
  assert.equal(judge(one)?.stage, 'check');
});
