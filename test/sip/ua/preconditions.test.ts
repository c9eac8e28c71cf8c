/** What every request outside a dialog is asked first: RFC 3261 §8.2, in its order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preconditionRefusal } from '../../../src/sip/ua/preconditions.ts';
import { parsedRequest } from '../message/samples.ts';
import { type RequestParts, requestText } from '../wire-world.ts';

function refusal(method: string, parts: RequestParts = {}) {
  return preconditionRefusal(parsedRequest(requestText(method, parts)), new Set(['path']));
}

const status = (method: string, parts: RequestParts = {}) => refusal(method, parts)?.status;

test('a method that we know and do not do gets 405, one that nobody knows 501, both with Allow', () => {
  for (const [method, expected] of [
    ['MESSAGE', 405],
    ['PUBLISH', 405],
    ['NEWMETHOD', 501],
    ['invite', 501],
  ] as const) {
    const response = refusal(method);
    assert.equal(response?.status, expected, method);
    assert.ok(response.headers.all('Allow').includes('INVITE'));
  }
});

test('only sip, sips, tel and the emergency services can be called', () => {
  for (const uri of ['sip:a@b', 'sips:a@b', 'tel:+1234', 'urn:service:sos', 'URN:service:sos.fire'])
    assert.equal(status('OPTIONS', { uri }), undefined);
  for (const uri of ['http://a', 'urn:service:sosa', 'urn:service:counseling', 'nobody:a'])
    assert.equal(status('OPTIONS', { uri }), 416);
});

test('what is required and not supported gets 420 and is named', () => {
  const response = refusal('INVITE', {
    fields: ['Require: path, Foo, 100rel', 'Proxy-Require: bar'],
  });
  assert.equal(response?.status, 420);
  assert.equal(response.headers.first('Unsupported'), 'foo');
  assert.deepEqual(response.headers.all('Unsupported'), ['foo', 'bar']);
  assert.equal(status('INVITE', { fields: ['Require: 100rel, timer, path'] }), undefined);
});

test('a body that is no session description gets 415, an encoded one too', () => {
  const body = 'x';
  assert.equal(status('INVITE', { fields: ['Content-Type: text/plain'], body }), 415);
  const encoded = ['Content-Type: application/sdp', 'Content-Encoding: gzip'];
  assert.equal(status('INVITE', { fields: encoded, body }), 415);
  assert.equal(
    status('INVITE', { fields: ['Content-Type: Application/SDP ;a=b'], body }),
    undefined,
  );
  assert.equal(status('INVITE'), undefined);
});

test('who takes no session description gets 406', () => {
  assert.equal(status('INVITE', { fields: ['Accept: text/plain'] }), 406);
  assert.equal(status('INVITE', { fields: ['Accept: text/plain, application/sdp'] }), undefined);
  assert.equal(status('INVITE', { fields: ['Accept: */*;q=0.1'] }), undefined);
});

test('RFC 4028: a session shorter than 90 s gets 422, from whoever knows what that means', () => {
  const brief = 'Session-Expires: 89';
  assert.equal(status('INVITE', { fields: [brief, 'Supported: timer'] }), 422);
  assert.equal(status('INVITE', { fields: [brief] }), undefined, 'a proxy has put it in');
  assert.equal(status('INVITE', { fields: ['Session-Expires: 90;refresher=uac'] }), undefined);
});
