/** The demo is run as anybody would run it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startChild } from '../support/child.ts';

const main = fileURLToPath(new URL('./demo/main.ts', import.meta.url));

test('the demo shows a master dying and coming back, a call held, handed on and forwarded, and ends with 0', async () => {
  const demo = startChild(process.execPath, [main, '--once']);
  assert.equal(await demo.ended(), 0, demo.output());
  const text = demo.output();
  assert.match(text, /loc-east: no answer .* → loc-west: 200/);
  assert.match(text, /out-east: unreachable .* → out-west: 200/);
  assert.match(text, /alice is up on loc-east/);
  assert.equal(text.match(/audio packets heard by the caller/g)?.length, 4);
  assert.match(text, /held, resumed, transferred/);
  assert.match(text, /forwarded to 5559876 through out-east/);
});

test('without --once the demo runs until it is told to stop, and that is no failure', async () => {
  const demo = startChild(process.execPath, [main]);
  await demo.until(/keeps running until Ctrl-C/, 40_000);
  const directory = /--data (\S+)/.exec(demo.output())?.[1] ?? '';
  await demo.stop('SIGINT');
  assert.equal(await demo.ended(), 0, demo.output());
  assert.equal(existsSync(directory), false);
});
