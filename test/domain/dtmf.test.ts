/** The manual's matrix of DTMF (P629): codec configured × codec agreed × what the other takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dtmfModes, hasEvents, isDtmfMode, wayOfKeys } from '../../src/domain/dtmf.ts';

const rows = [
  // mode, configured, events in our description; agreed codec, peer takes events, way
  ['manual', ['pcma', 'pcmu'], false, 'pcma', false, 'inband'],
  ['manual', ['pcma', 'pcmu'], false, 'pcmu', true, 'inband'],
  ['manual', ['pcma', 'g729'], true, 'pcma', false, 'inband'],
  ['manual', ['pcma', 'g729'], true, 'pcma', true, 'inband'],
  ['manual', ['pcma', 'g729'], true, 'g729', true, 'events'],
  ['manual', ['g726-32'], true, 'g726-32', true, 'events'],
  // Distortion is accepted.
  ['manual', ['g729'], true, 'g729', false, 'inband'],
  ['auto', ['pcma'], true, 'pcma', true, 'events'],
  ['auto', ['pcma'], true, 'pcma', false, 'inband'],
  ['auto', ['g729'], true, 'g729', true, 'events'],
  ['inband', ['g729'], false, 'g729', true, 'inband'],
  ['inband', ['pcma'], false, 'pcma', false, 'inband'],
  ['info', ['pcma'], false, 'pcma', true, 'info'],
  ['info', ['g729'], false, 'g729', false, 'info'],
] as const;

for (const [mode, configured, offered, codec, takesEvents, way] of rows) {
  const peer = takesEvents ? 'takes' : 'takes no';
  test(`${mode}, ${configured.join(' ')} set: with ${codec} and a peer that ${peer} events, ${way}`, () => {
    assert.equal(hasEvents(mode, configured), offered);
    assert.equal(wayOfKeys(mode, { codec, takesEvents }), way);
  });
}

test('the modes are known by their names', () => {
  assert.ok(dtmfModes.every(isDtmfMode));
  assert.ok(!isDtmfMode('morse'));
});
