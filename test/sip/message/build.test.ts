import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest, createResponse, respondTo } from '../../../src/sip/message/build.ts';
import { formatMessage } from '../../../src/sip/message/format.ts';
import { parsed, parsedRequest, sample } from './samples.ts';

test('a request is written in the order of its fields, Content-Length last', () => {
  const request = createRequest({
    method: 'MESSAGE',
    uri: 'sip:b@c',
    fields: [
      ['v', 'SIP/2.0/UDP a'],
      ['x-Own', '1'],
      ['to', '<sip:b@c>'],
    ],
    body: 'größe',
  });
  assert.equal(
    formatMessage(request).toString(),
    'MESSAGE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nx-Own: 1\r\nTo: <sip:b@c>\r\n' +
      'Content-Length: 7\r\n\r\ngröße',
  );
});

test('a Content-Length that is there is corrected where it stands', () => {
  const body = Buffer.from([0, 255, 13, 10]);
  const response = createResponse({
    status: 200,
    fields: [
      ['l', '99'],
      ['Server', 'x'],
    ],
    body,
  });
  const head = 'SIP/2.0 200 OK\r\nContent-Length: 4\r\nServer: x\r\n\r\n';
  assert.deepEqual(formatMessage(response), Buffer.concat([Buffer.from(head), body]));
});

test('what would break the start line is thrown back', () => {
  const fields = [] as const;
  for (const uri of ['', 'sip:a b', 'sip:a\r\nX: y', '<sip:a>', 'sip:a\0']) {
    assert.throws(() => createRequest({ method: 'BYE', uri, fields }), /not a Request-URI/);
  }
  for (const method of ['', 'BY E', 'BYE\r\n', 'BÄH']) {
    assert.throws(() => createRequest({ method, uri: 'sip:a', fields }), /not a method/);
  }
  for (const status of [99, 700, 200.5, Number.NaN]) {
    assert.throws(() => createResponse({ status, fields }), /not a status code/);
  }
  assert.equal(createResponse({ status: 200, reason: 'a\r\nb', fields }).reason, 'a  b');
  const forged = { ...parsedRequest(sample()), uri: 'sip:a\r\nRoute: <sip:evil>' };
  assert.throws(() => formatMessage(forged), /line ends/);
});

test('a response repeats what its request says about itself', () => {
  const request = parsedRequest(
    sample([
      'v: SIP/2.0/TCP b;branch=2, SIP/2.0/TCP c',
      'Record-Route: <sip:p;lr>',
      'Timestamp: 54',
      'Subject: no',
    ]),
  );
  const response = respondTo(request, 486, { toTag: 'z', fields: [['Server', 'x']] });
  assert.equal(response.reason, 'Busy Here');
  assert.deepEqual(response.headers.fields(), [
    ['Via', 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1'],
    ['From', '<sip:alice@example.com>;tag=a'],
    ['To', '<sip:bob@example.com>;tag=z'],
    ['Call-ID', '1@192.0.2.1'],
    ['CSeq', '1 OPTIONS'],
    ['Via', 'SIP/2.0/TCP b;branch=2, SIP/2.0/TCP c'],
    ['Server', 'x'],
  ]);
  assert.equal(respondTo(request, 200, { recordRoute: true }).headers.count('Record-Route'), 1);
  assert.equal(respondTo(request, 100).headers.first('Timestamp'), '54');
});

test('a To that has a tag keeps it', () => {
  const request = parsedRequest(sample(['t: sip:b@c;tag=old'], { without: 'To' }));
  assert.equal(respondTo(request, 200, { toTag: 'new' }).headers.first('To'), 'sip:b@c;tag=old');
});

test('a refused request is answered with whatever could be read of it', () => {
  const request = parsedRequest(sample(['To: "open', 'To: again'], { without: 'To' }));
  const response = respondTo(request, 400, { reason: 'Bad To', toTag: 'z' });
  assert.equal(response.headers.count('To'), 1);
  assert.equal(parsed(formatMessage(response)).headers.first('To'), '"open;tag=z');
});

test('odd bytes in repeated fields come back as they came', () => {
  const request = parsedRequest(sample(['From: "N:\\\0 é" <sip:a@b>;tag=1'], { without: 'From' }));
  const bytes = formatMessage(respondTo(request, 200));
  assert.ok(bytes.includes('From: "N:\\\0 é" <sip:a@b>;tag=1\r\n'));
});
