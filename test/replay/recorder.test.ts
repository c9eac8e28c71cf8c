/** What the recorder keeps, and for how long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, createActor, setup } from 'xstate';
import { Recorder } from '../../src/replay/recorder.ts';

interface Input {
  readonly name: string;
  readonly surroundings: { now(): number };
}

const counter = setup({
  types: {
    input: {} as Input,
    context: {} as Input & { readonly atMs: number },
    events: {} as { readonly type: 'go' | 'end' | 'fail' },
  },
  actions: {
    note: assign({ atMs: ({ context }) => context.surroundings.now() }),
    fail: assign(() => {
      throw new Error('a bug');
    }),
  },
}).createMachine({
  id: 'counter',
  context: ({ input }) => ({ ...input, atMs: 0 }),
  initial: 'on',
  states: {
    on: { on: { go: { actions: 'note' }, end: 'off', fail: { actions: 'fail' } } },
    off: { type: 'final' },
  },
});

function startRecorder() {
  const recorder = new Recorder(() => 7);
  const logic = recorder.overhear(counter.provide({}), ({ name }) => `one ${name}`);
  const start = (name: string) => {
    const actor = createActor(logic, { input: { name, surroundings: { now: () => 5 } } });
    actor.subscribe({ error: () => undefined });
    return actor.start();
  };
  return { recorder, start, count: () => recorder.tapes(() => true).length };
}

void test('an answer is noted in the step that asked for it, and nowhere else', () => {
  const { recorder, start } = startRecorder();
  const actor = start('a');
  assert.equal(actor.getSnapshot().context.surroundings.now(), 5);
  actor.send({ type: 'go' });
  const [tape] = recorder.tapes((owner) => owner === 'one a');
  assert.deepEqual(
    tape?.recording().steps.map(({ reads, value }) => [reads, value]),
    [
      [[], 'on'],
      [[{ name: 'surroundings.now', result: 5 }], 'on'],
    ],
  );
});

void test('of those that ended the last 200 are kept', () => {
  const { recorder, start, count } = startRecorder();
  for (let at = 0; at < 300; at += 1) start(`n${at}`).send({ type: 'end' });
  assert.equal(count(), 200);
  assert.equal(recorder.tapes((owner) => owner === 'one n99').length, 0);
  assert.equal(recorder.tapes((owner) => owner === 'one n100').length, 1);
});

void test('those that are only stopped, or throw, end as well', () => {
  const { start, count } = startRecorder();
  for (let at = 0; at < 300; at += 1) {
    const actor = start(`n${at}`);
    if (at % 2 === 0) actor.stop();
    else actor.send({ type: 'fail' });
  }
  assert.equal(count(), 200);
});
