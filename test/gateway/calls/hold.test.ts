/** Who holds whom, as descriptions say it. RFC 3264 §8.4; RFC 6337 §5.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsBy } from '../../../src/gateway/calls/hold.ts';

function described(direction: string): Buffer {
  const line = direction === '' ? '' : `a=${direction}\r\n`;
  return Buffer.from(`v=0\r\nm=audio 4000 RTP/AVP 0\r\n${line}`);
}

for (const [offer, answer, didHold, holds] of [
  ['sendrecv', 'sendrecv', true, false],
  ['', '', true, false],
  ['sendrecv', 'sendonly', true, true],
  ['sendrecv', 'sendonly', false, true],
  ['sendrecv', 'inactive', true, true],
  ['sendrecv', 'recvonly', true, true],
  ['sendrecv', 'recvonly', false, false],
  ['recvonly', 'sendonly', true, true],
  ['sendonly', 'recvonly', true, false],
  ['sendonly', 'inactive', true, true],
] as const) {
  const who = didHold ? 'who held' : 'who did not hold';
  test(`${who}, offered "${offer}", says "${answer}": ${holds ? 'it holds' : 'nobody is held'}`, () => {
    assert.equal(holdsBy(described(answer), { offer: described(offer), didHold }), holds);
  });
}
