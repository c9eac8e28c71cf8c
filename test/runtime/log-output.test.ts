/** The log on an output that is full, slow or gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogOutput, type Sink } from '../../src/runtime/log-output.ts';

type Done = Parameters<Sink['write']>[1];

/** An output that takes what the test lets it take. */
function outputOf() {
  const waiting: { readonly text: string; readonly done: Done }[] = [];
  const later: (() => void)[] = [];
  const written: string[] = [];
  const lost: number[] = [];
  const output = new LogOutput(
    {
      write: (bytes, done) => void waiting.push({ text: bytes.toString(), done }),
      writeNow: (bytes) => void written.push(bytes.toString()),
      later: (fire) => void later.push(fire),
    },
    (lines) => void lost.push(lines),
  );
  return {
    output,
    written,
    lost,
    waiting: () => waiting.map(({ text }) => text),
    take: (length?: number) => {
      const { text = '', done } = waiting.shift() ?? {};
      written.push(text.slice(0, length));
      done?.(null, length ?? text.length);
    },
    fail: (code: string) => {
      waiting.shift()?.done(Object.assign(new Error(code), { code }), 0);
    },
    again: () => later.shift()?.(),
  };
}

test('lines that come while one is written follow together, and a part that was taken is not said twice', () => {
  const { output, waiting, take, written } = outputOf();
  output.write('one\n');
  output.write('two\n');
  output.write('three\n');
  assert.deepEqual(waiting(), ['one\n']);
  take(2);
  take();
  take();
  assert.equal(written.join(''), 'one\ntwo\nthree\n');
});

test('on a full disk lines are lost, the next one tries again, and how many were lost is told', () => {
  const { output, waiting, take, fail, lost } = outputOf();
  output.write('one\n');
  output.write('two\n');
  fail('ENOSPC');
  assert.deepEqual(waiting(), [], 'no loop');
  output.write('three\n');
  fail('ENOSPC');
  assert.deepEqual(lost, []);
  output.write('four\n');
  take();
  assert.deepEqual(lost, [3]);
});

test('a reader that is slow is waited for, but not with all the memory there is', () => {
  const { output, waiting, fail, again, take, lost, written } = outputOf();
  const line = `${'x'.repeat(99_999)}\n`;
  output.write('one\n');
  for (let count = 0; count < 12; count += 1) output.write(line);
  fail('EAGAIN');
  assert.deepEqual(waiting(), []);
  again();
  take();
  take();
  assert.equal(written.join('').length, 4 + 10 * line.length);
  assert.deepEqual(lost, [2]);
});

test('what waits at the end is written once, and what cannot be is nobody’s trouble', () => {
  const { output, written } = outputOf();
  output.write('one\n');
  output.write('two\n');
  output.end();
  output.end();
  assert.deepEqual(written, ['two\n']);
  const full: Sink = {
    write: () => undefined,
    writeNow: () => {
      throw new Error('ENOSPC');
    },
    later: () => undefined,
  };
  const broken = new LogOutput(full, () => undefined);
  broken.write('one\n');
  broken.write('two\n');
  broken.end();
});
