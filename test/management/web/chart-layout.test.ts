/** Statecharts laid out: nothing lies on anything, children lie in their parents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartsOfLives } from '../../../src/gateway/watch/charts.ts';
import { type Box, isWithin, layChart } from '../../../src/management/web/page/chart-layout.ts';

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

for (const chart of chartsOfLives()) {
  void test(`${chart.machine}: states lie in their parents and on nobody else`, () => {
    const { boxes, arrows, width, height } = layChart(chart);
    for (const one of boxes) {
      assert.ok(one.x + one.width <= width && one.y + one.height <= height, one.path);
      for (const other of boxes) {
        if (one === other) continue;
        if (isWithin(other.path, one.path))
          assert.ok(contains(one, other), `${other.path} out of ${one.path}`);
        else if (!isWithin(one.path, other.path)) {
          assert.ok(!overlap(one, other), `${one.path} on ${other.path}`);
        }
      }
    }
    const paths = new Set(boxes.map(({ path }) => path));
    assert.ok(arrows.length > 0);
    for (const { from, to, path } of arrows) {
      assert.ok(paths.has(from) && paths.has(to));
      assert.doesNotMatch(path, /NaN|undefined/);
    }
  });
}
