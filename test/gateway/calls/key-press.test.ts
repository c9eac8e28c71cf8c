/** Key presses in SIP INFO, as phones write them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyPressOf } from '../../../src/gateway/calls/key-press.ts';

const relay = 'application/dtmf-relay';
const cases: readonly (readonly [type: string, body: string, digits?: string, ms?: number])[] = [
  [relay, 'Signal=5\r\nDuration=160\r\n', '5', 160],
  [relay, 'Signal= *\nDuration= 250\n', '*', 250],
  [relay, 'signal=11\r\n', '#'],
  [relay, 'Signal=a', 'A'],
  [relay, 'Signal=5\r\nDuration=99999\r\n', '5', 2000],
  [relay, 'Signal=5\r\nDuration=1\r\n', '5', 40],
  [relay, 'Signal=5\r\nDuration=long\r\n', '5'],
  [relay, 'Duration=160\r\n'],
  [relay, 'Signal=55\r\n'],
  [relay, ''],
  ['application/dtmf', '9', '9'],
  ['Application/DTMF ; charset=x', ' # \r\n', '#'],
  ['application/dtmf', '10', '*'],
  ['application/dtmf', '16'],
  ['application/sdp', '5'],
  ['', '5'],
];

for (const [type, body, digits, digitMs] of cases) {
  test(`${JSON.stringify(body)} as ${type || 'nothing'} is ${digits ?? 'no key'}`, () => {
    const expected = digits === undefined ? undefined : { digits, digitMs };
    assert.deepEqual(keyPressOf(type, Buffer.from(body)), expected);
  });
}
