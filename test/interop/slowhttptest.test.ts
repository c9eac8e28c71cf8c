/** slowhttptest with five hundred clients against the web face: log-in stays quick. Threat T20. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ann, serveFace } from '../management/web/serve.ts';
import { findProgram, startChild } from '../support/child.ts';

const slowhttptest = findProgram('slowhttptest');

for (const [kind, flag] of [
  ['headers', '-H'],
  ['bodies', '-B'],
] as const) {
  void test(`five hundred clients with slow ${kind} leave log-in untouched`, {
    skip: slowhttptest === undefined && 'slowhttptest is not installed',
  }, async (t) => {
    await using face = await serveFace();
    const attack = ['-c', '500', '-r', '250', '-i', '1', '-l', '8', '-p', '3'];
    const url = `${face.origin}/api/v1/session`;
    const child = startChild(slowhttptest ?? '', [flag, ...attack, '-u', url]);
    try {
      await child.until(/slow HTTP test status/);
      const took: number[] = [];
      for (let at = 0; at < 15; at += 1) {
        const before = performance.now();
        const { status } = await face.ask('POST', '/api/v1/session', {
          body: ann,
          token: undefined,
        });
        assert.equal(status, 200);
        took.push(performance.now() - before);
      }
      t.diagnostic(`log-in: ${took.map((ms) => Math.round(ms)).join(', ')} ms`);
      assert.ok(Math.max(...took) < 1000);
    } finally {
      await child.stop();
    }
  });
}
