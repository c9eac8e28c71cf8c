/** The way that a registrar gives to requests of a line. RFC 3608 §5, §6.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serviceRouteOf } from '../../../src/sip/ua/service-route.ts';

/** As read from the wire. */
function routeSaidBy(fields: readonly string[]): readonly string[] {
  const text = ['SIP/2.0 200 OK', ...fields, 'Content-Length: 0', '', ''].join('\r\n');
  const parsed = parseMessage(Buffer.from(text), 'datagram');
  assert.ok(parsed.ok && parsed.message.kind === 'response');
  return serviceRouteOf(parsed.message);
}

const hop = (name: string, more = ';lr') => `<sip:${name}.example.com${more}>`;
const said = (...hops: readonly string[]) => hops.map((one) => `Service-Route: ${one}`);
const ofBytes = (bytes: number) => `<sip:p.test;x=${'y'.repeat(bytes - 18)};lr>`;
const nine = Array.from({ length: 9 }, (_, at) => hop(`p${at}`));

for (const [name, fields, expected] of [
  ['nothing is said: no route', [], []],
  ['one server', said(hop('p2')), [hop('p2')]],
  [
    'several, in one field or in two, keep their order',
    [`Service-Route: ${hop('p2')}, ${hop('hsp')}`, 'service-route: <sips:last.example.com;lr>'],
    [hop('p2'), hop('hsp'), '<sips:last.example.com;lr>'],
  ],
  [
    'user part and parameters stay as they are',
    said('<sip:a%20b@p2.example.com:5062;transport=tcp;lr;x=1>;y=2'),
    ['<sip:a%20b@p2.example.com:5062;transport=tcp;lr;x=1>;y=2'],
  ],
  ['a strict router among them spoils all', said(hop('p2'), hop('old', '')), []],
  ['lr behind the brackets is none of the URI', said('<sip:p2.example.com>;lr'), []],
  ['no SIP URI', said(hop('p2'), '<tel:+15551234;lr>'), []],
  ['header fields in a URI', said('<sip:p2.example.com;lr?Route=%3Csip:evil%3E>'), []],
  ['what is no address', said(hop('p2'), '<sip:'), []],
  ['eight hops', said(...nine.slice(1)), nine.slice(1)],
  ['nine hops', said(...nine), []],
  ['512 bytes', said(ofBytes(512)), [ofBytes(512)]],
  ['513 bytes', said(ofBytes(513)), []],
] as const) {
  test(`a Service-Route: ${name}`, () => {
    assert.deepEqual(routeSaidBy(fields), expected);
  });
}
