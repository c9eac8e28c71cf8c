/** Waiting for what another socket or process brings about, without a sleep. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

const patienceMs = 10_000;

/** Turns of the event loop until the condition holds. */
export async function until(condition: () => boolean, what = 'what was waited for'): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    assert.ok(performance.now() - start < patienceMs, `${what} never came`);
    await setImmediate();
  }
}
