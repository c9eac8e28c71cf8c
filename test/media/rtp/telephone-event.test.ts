/** Key presses as packets. RFC 4733 §2.3, §2.5. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKeys, DigitSender, readDigit } from '../../../src/media/rtp/telephone-event.ts';

test('the sixteen keys have the events 0 to 15', () => {
  for (const [event, digit] of '0123456789*#ABCD'.split('').entries()) {
    assert.equal(readDigit(Uint8Array.of(event, 10, 0, 160)), digit);
    checkKeys(digit, 100);
  }
  assert.equal(readDigit(Uint8Array.of(16, 0, 0, 0)), undefined);
  assert.equal(readDigit(Uint8Array.of(5, 0, 0)), undefined);
  for (const wrong of ['', '12x']) assert.throws(() => checkKeys(wrong, 100), /keys are/);
});

test('a key is one event: a marker, growing durations, three last packets, a pause', () => {
  const sender = new DigitSender();
  sender.press('5#', 60);
  const frames = Array.from({ length: 9 }, () => sender.next());
  const told = frames.map((frame) =>
    typeof frame === 'object'
      ? [frame.framesAgo, frame.hasMarker, [...frame.payload].join(' ')]
      : frame,
  );
  assert.deepEqual(told, [
    [0, true, '5 10 0 160'],
    [1, false, '5 10 1 64'],
    [2, false, '5 10 1 224'],
    [3, false, '5 138 1 224'],
    [4, false, '5 138 1 224'],
    [5, false, '5 138 1 224'],
    'pause',
    'pause',
    'pause',
  ]);
  const next = sender.next();
  assert.ok(typeof next === 'object' && next.payload[0] === 11 && next.hasMarker);
});

test('without keys there is nothing to send', () => {
  const sender = new DigitSender();
  assert.equal(sender.next(), undefined);
  sender.press('1', 20);
  while (sender.waiting() > 0) sender.next();
  assert.equal(sender.next(), undefined);
});
