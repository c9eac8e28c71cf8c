/** Three voices mixed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import { connect, startMedia } from './start-media.ts';
import { hears, whistle } from './voices.ts';

test('three members hear each other and not themselves, and part again', async (t) => {
  const { media } = startMedia(t);
  const first = await connect(t, media, 'first');
  const second = await connect(t, media, 'second');
  whistle(t, first.callee, 400, 1);
  whistle(t, second.callee, 1000, 2);
  whistle(t, second.caller, 1600, 3);
  const frequencies = [400, 1000, 1600];
  media.conference('room', [
    { session: 'first', leg: 'b' },
    { session: 'second', leg: 'b' },
    { session: 'second', leg: 'a' },
  ]);
  const heard = await Promise.all(
    [first.callee, second.callee, second.caller].map((phone) => hears(phone, frequencies)),
  );
  assert.deepEqual(heard, [
    [false, true, true],
    [true, false, true],
    [true, true, false],
  ]);
  media.conference('room', []);
  assert.deepEqual(await hears(second.caller, frequencies), [false, true, false]);
});

test('a member whose call ends leaves, and the others go on', async (t) => {
  const { media } = startMedia(t);
  const first = await connect(t, media, 'first');
  const second = await connect(t, media, 'second');
  const third = await connect(t, media, 'third');
  whistle(t, first.caller, 400, 1);
  whistle(t, second.caller, 1000, 2);
  media.conference(
    'room',
    ['first', 'second', 'third'].map((session) => ({ session, leg: 'a' as const })),
  );
  assert.deepEqual(await hears(third.caller, [400, 1000]), [true, true]);
  media.close('first');
  assert.deepEqual(await hears(third.caller, [400, 1000]), [false, true]);
  media.close('second');
  media.close('third');
  assert.equal(media.count(), 0);
});

test('a leg that is not known cannot be mixed', (t) => {
  const { media } = startMedia(t);
  assert.throws(
    () => media.conference('room', [{ session: 'nowhere', leg: 'a' }]),
    (error) => error instanceof Refusal && error.code === 'E-CONFERENCE',
  );
});
