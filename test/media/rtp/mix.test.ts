/** Mixing and evening out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameBuffer, mixOthers } from '../../../src/media/rtp/mix.ts';

function frame(sample: number): Int16Array {
  return new Int16Array(160).fill(sample);
}

test('everybody hears the sum of the others, limited', () => {
  const mixed = mixOthers([frame(1000), frame(20_000), frame(30_000)]);
  assert.deepEqual(
    mixed.map((samples) => samples[7]),
    [32_767, 31_000, 21_000],
  );
  assert.deepEqual(mixOthers([frame(5)])[0], frame(0));
});

test('a buffer gives silence until two frames wait, and again after it ran dry', () => {
  const buffer = new FrameBuffer();
  buffer.put(frame(1));
  assert.deepEqual(buffer.take(), frame(0));
  buffer.put(frame(2));
  assert.deepEqual(
    [buffer.take(), buffer.take(), buffer.take()].map(([sample]) => sample),
    [1, 2, 0],
  );
  buffer.put(frame(3));
  assert.deepEqual(buffer.take(), frame(0));
});

test('a buffer that runs full drops the oldest', () => {
  const buffer = new FrameBuffer();
  for (let sample = 1; sample <= 9; sample += 1) buffer.put(frame(sample));
  assert.deepEqual(
    [buffer.take(), buffer.take()].map(([sample]) => sample),
    [8, 9],
  );
});
