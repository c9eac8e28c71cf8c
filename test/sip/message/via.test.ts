import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCSeq, parseCSeq } from '../../../src/sip/message/cseq.ts';
import { formatVia, parseVia } from '../../../src/sip/message/via.ts';

test('a Via names protocol, transport, place and parameters', () => {
  assert.deepEqual(parseVia('SIP/2.0/udp Host.Example:5070;rport;branch=z9hG4bK1'), {
    protocol: 'SIP/2.0',
    transport: 'UDP',
    host: 'host.example',
    port: 5070,
    params: new Map([
      ['rport', ''],
      ['branch', 'z9hG4bK1'],
    ]),
  });
});

test('blanks may stand around every separator', () => {
  const via = parseVia('SIP / 2.0 /  TLS  [::1] : 5061 ; branch = x');
  assert.deepEqual(via && formatVia(via), 'SIP/2.0/TLS [::1]:5061;branch=x');
  assert.equal(parseVia('SIP/2.0/ UDP a')?.transport, 'UDP');
});

test('received is kept and written without brackets', () => {
  const via = parseVia('SIP/2.0/UDP a;received=[2001:db8::1]');
  assert.equal(via && formatVia(via), 'SIP/2.0/UDP a;received=2001:db8::1');
});

test('malformed Vias are undefined', () => {
  for (const text of [
    ...[
      '',
      'SIP/2.0',
      'SIP/2.0/UDP',
      'SIP/2.0/UDP ',
      'SIP/2.0 UDP a',
      '/2.0/UDP a',
      'SIP/2.0/UDPa',
    ],
    ...[
      'SIP/2.0/UDP a;',
      'SIP/2.0/UDP a;;b',
      'SIP/2.0/UDP a b',
      'SIP/2.0/UDP a:',
      'SIP/2.0/UDP a:0',
    ],
    ...['SIP/2.0/UDP [1', 'SIP/2.0/UDP [x]', 'SIP/2.0/UDP a;received=[x]', 'SIP/2.0/UDP a;b=1;b=2'],
  ]) {
    assert.equal(parseVia(text), undefined, text);
  }
});

test('a CSeq is a number below 2^31 and a method', () => {
  assert.deepEqual(parseCSeq('0009  INVITE'), { number: 9, method: 'INVITE' });
  assert.deepEqual(parseCSeq('2147483647 A')?.number, 2_147_483_647);
  assert.equal(formatCSeq({ number: 7, method: 'BYE' }), '7 BYE');
  for (const text of [
    '',
    '1',
    '1INVITE',
    'INVITE',
    '-1 A',
    '1 A B',
    '2147483648 A',
    '1 A,',
    '1 ',
  ]) {
    assert.equal(parseCSeq(text), undefined, text);
  }
});
