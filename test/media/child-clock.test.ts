/** The pace of the media child. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spaceTurns } from '../../src/media/child-clock.ts';
import { limits } from '../../src/media/limits.ts';

test('turns that serve packets begin a moment apart, however many packets they serve', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const beganMs = performance.now();
    spaceTurns();
    spaceTurns();
    await new Promise(setImmediate);
    const tookMs = performance.now() - beganMs;
    assert.ok(tookMs >= limits.turnMs, String(tookMs));
  }
});
