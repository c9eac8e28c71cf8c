/** Actors are counted by chart and state, those below them too, and not when they are gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor, createMachine } from 'xstate';
import { countActors } from '../../../src/gateway/watch/actor-count.ts';

const leg = createMachine({
  id: 'leg',
  initial: 'up',
  states: { up: { initial: 'held', states: { held: {} } } },
});
const call = createMachine({
  id: 'call',
  type: 'parallel',
  states: {
    media: { initial: 'idle', states: { idle: { on: { talk: 'busy' } }, busy: {} } },
    legs: {
      initial: 'two',
      states: {
        two: {
          invoke: [
            { id: 'a', src: leg },
            { id: 'b', src: leg },
          ],
          on: { over: 'none' },
        },
        none: {},
      },
    },
  },
});

test('actors are counted by chart and state', () => {
  const one = createActor(call).start();
  const other = createActor(call).start();
  other.send({ type: 'talk' });
  assert.deepEqual(
    new Set(countActors([one, undefined, other])),
    new Set([
      { machine: 'call', state: 'idle+two', count: 1 },
      { machine: 'call', state: 'busy+two', count: 1 },
      { machine: 'leg', state: 'up', count: 4 },
    ]),
  );
  other.send({ type: 'over' });
  assert.deepEqual(countActors([other]), [{ machine: 'call', state: 'busy+none', count: 1 }]);
});

test('nobody lives: nothing is counted', () => {
  assert.deepEqual(countActors([]), []);
});
