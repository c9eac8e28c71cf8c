/** The examples of RFC 3261 §19.1.4, and what its rules imply. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUri } from '../../../src/sip/message/uri.ts';
import { uriEquals } from '../../../src/sip/message/uri-equals.ts';

function same(one: string, other: string): boolean {
  const [first, second] = [parseUri(one), parseUri(other)];
  assert.ok(first && second);
  const verdict = uriEquals(first, second);
  assert.equal(uriEquals(second, first), verdict, 'equality works both ways');
  return verdict;
}

const equal = [
  ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtlanTa.CoM;Transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
  ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on'],
  [
    'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
    'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
  ],
  [
    'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
    'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
  ],
  ['tel:+1-201-555-0123', 'tel:+12015550123'],
  ['tel:123;phone-context=a.com;ext=1', 'tel:123;ext=1;phone-context=A.COM'],
  ['urn:service:sos', 'URN:service:sos'],
];

const different = [
  ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
  ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
  ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
  ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
  ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
  ['sip:a@b', 'sips:a@b'],
  ['sip:a:x@b', 'sip:a@b'],
  ['sip:a@b;maddr=c', 'sip:a@b'],
  ['sip:a@b?x=1', 'sip:a@b?x=2'],
  ['sip:a@b?x=1&y', 'sip:a@b?x=1'],
  ['sip:a@b?x=1', 'sip:a@b?y=1'],
  ['tel:123;ext=1', 'tel:123'],
  ['tel:123;ext=1', 'tel:123;ext=2'],
  ['tel:123', 'tel:124'],
  ['urn:service:sos', 'urn:service:fire'],
];

for (const [one = '', other = ''] of equal) {
  test(`${one} equals ${other}`, () => assert.equal(same(one, other), true));
}

for (const [one = '', other = ''] of different) {
  test(`${one} differs from ${other}`, () => assert.equal(same(one, other), false));
}
