/** Charts as faces draw them, and the tap that hears each step of a life. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor, createMachine } from 'xstate';
import { chartsOfLives, lifeTap } from '../../../src/gateway/watch/charts.ts';
import { type Chart, type ChartState, LifeLog, type Owner } from '../../../src/management/lives.ts';

function statesUnder(states: readonly ChartState[]): readonly ChartState[] {
  return states.flatMap((state) => [state, ...statesUnder(state.states)]);
}

function startLog(charts: readonly Chart[] = []) {
  let now = Date.UTC(2026, 0, 1);
  const log = new LifeLog(charts, () => now);
  return { log, wait: (ms: number) => void (now += ms) };
}

void test('every target of every chart is a state of it, and every compound has its initial', () => {
  const charts = chartsOfLives();
  assert.deepEqual(
    charts.map(({ machine }) => machine),
    ['line', 'registration', 'server', 'port'],
  );
  for (const { machine, states, transitions } of charts) {
    const all = statesUnder(states);
    const paths = new Set(all.map(({ path }) => path));
    assert.equal(paths.size, all.length, machine);
    for (const { targets } of [...transitions, ...all.flatMap((one) => one.transitions)]) {
      for (const target of targets) assert.ok(paths.has(target), `${machine}: ${target}`);
    }
    for (const { path, kind, states: inner } of all) {
      const initials = inner.filter(({ isInitial }) => isInitial).length;
      if (kind === 'compound') assert.equal(initials, 1, `${machine}: ${path}`);
    }
  }
});

void test('no name of XState reaches people', () => {
  assert.doesNotMatch(JSON.stringify(chartsOfLives()), /xstate/);
});

void test('the tap hears each step of a life, in states and words', () => {
  const { log, wait } = startLog();
  const machine = createMachine({
    id: 'line',
    type: 'parallel',
    states: {
      binding: {
        initial: 'detached',
        states: { detached: { on: { go: 'attached' } }, attached: { on: { same: {} } } },
      },
      calls: { initial: 'idle', states: { idle: {} } },
    },
  });
  const actor = createActor(machine, { id: 'line:alice#1', inspect: lifeTap(log) }).start();
  wait(1000);
  actor.send({ type: 'go' });
  actor.send({ type: 'same' });
  assert.deepEqual(log.of('user alice'), [
    {
      machine: 'line',
      states: ['binding.attached', 'calls.idle'],
      history: [
        {
          at: '2026-01-01T00:00:00.000Z',
          event: 'start',
          states: ['binding.detached', 'calls.idle'],
        },
        {
          at: '2026-01-01T00:00:01.000Z',
          event: 'go',
          states: ['binding.attached', 'calls.idle'],
        },
      ],
    },
  ]);
});

void test('servers and ports have lives of their own, others none', () => {
  const { log } = startLog();
  const machine = createMachine({ id: 'any', initial: 'up', states: { up: {} } });
  const ids = ['server:location:east#2', 'server:proxy:west#3', 'port:p 1#4', 'call:9'];
  for (const id of ids) createActor(machine, { id, inspect: lifeTap(log) }).start();
  const owners: readonly Owner[] = ['locationServer east', 'proxyServer west', 'port p 1'];
  for (const owner of owners) assert.deepEqual(log.of(owner)[0]?.states, ['up'], owner);
  assert.deepEqual(log.of('user 9'), []);
});

void test('a life keeps its newest fifty steps, and the silent make room', () => {
  const { log } = startLog();
  for (let at = 0; at < 120; at += 1) log.note('user a', 'line', 'e', [`s${at}`]);
  const [life] = log.of('user a');
  assert.deepEqual([life?.history.length, life?.history[0]?.states], [50, ['s70']]);
  for (let at = 0; at < 400; at += 1) log.note(`user u${at}`, 'line', 'e', ['up']);
  assert.deepEqual(log.of('user a'), []);
  assert.equal(log.of('user u399').length, 1);
});
