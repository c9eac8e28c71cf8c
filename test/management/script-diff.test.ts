/** The difference of two scripts: applied to the one it gives the other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { diffScripts } from '../../src/management/script-diff.ts';

function text(before: readonly string[], after: readonly string[]): readonly string[] {
  return diffScripts(before, after).map(({ sign, line }) => `${sign}${line}`);
}

void test('a changed line goes and comes, the rest stays', () => {
  assert.deepEqual(text(['a', 'b', 'c'], ['a', 'x', 'c']), [' a', '-b', '+x', ' c']);
  assert.deepEqual(text([], ['a']), ['+a']);
  assert.deepEqual(text(['a'], []), ['-a']);
  assert.deepEqual(text(['a', 'b'], ['b', 'a']), ['-a', ' b', '+a']);
  assert.deepEqual(text([], []), []);
});

void test('what stays and goes is the old script, what stays and comes the new one', () => {
  const script = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(script, script, (before, after) => {
      const lines = diffScripts(before, after);
      const without = (sign: string) =>
        lines.filter((one) => one.sign !== sign).map(({ line }) => line);
      assert.deepEqual(without('+'), before);
      assert.deepEqual(without('-'), after);
    }),
  );
});
