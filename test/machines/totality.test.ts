/**
 * Every chart is total: no state meets any event with an exception, and what nobody knows is
 * ignored.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnyStateMachine, createActor } from 'xstate';
import { everyChart } from '../support/charts.ts';
import {
  attached,
  configured,
  location,
  phone,
  proxy,
  softPort,
  user,
} from '../support/configured.ts';
import { planOf, quarantined, Roll, startWorld } from '../support/lives.ts';
import { eventsOf, statesOf, sweep } from '../support/sweep.ts';
import { rfc3263 } from './start-hunt.ts';
import { settings } from './start-server.ts';

interface Sample {
  readonly type: string;
  readonly [fact: string]: unknown;
}

const { surroundings } = startWorld();
const configuration = configured(
  location('m', '192.0.2.1'),
  proxy('b', '192.0.2.2'),
  softPort('p1'),
  phone('desk'),
  user('alice', '200'),
  attached('alice', 'p1'),
);
const [alice, detached] = [...configuration.users, ...configured(user('bob', '201')).users];
const [handset, desk] = configuration.ports;
const fault = { type: 'fault', message: 'x' };
const fallen = { reason: 'fault', message: 'x' };

/** A child that has ended, in the three ways there are. */
function endingsOf(...ids: readonly string[]) {
  return ids.flatMap((actorId) => [
    { type: `xstate.done.actor.${actorId}`, actorId, output: { reason: 'normal' } },
    { type: `xstate.done.actor.${actorId}`, actorId, output: fallen },
    { type: `xstate.error.actor.${actorId}`, actorId, error: new Error('x') },
  ]);
}

function attempts(attempt: number): readonly Sample[] {
  const about = { attempt, reason: 'x', server: 'm', expiresSeconds: 3600, hadRung: false };
  return [
    { ...about, type: 'attempt.provisional' },
    { ...about, type: 'attempt.trying' },
    { ...about, type: 'attempt.rang', status: 180 },
    { ...about, type: 'attempt.answered' },
    { ...about, type: 'attempt.accepted' },
    { ...about, type: 'attempt.late' },
    ...[403, 482, 503].map((status) => ({ ...about, type: 'attempt.refused', status })),
    { ...about, type: 'attempt.unreachable', phase: 'none' },
    { ...about, type: 'attempt.unreachable', phase: 'trying' },
    { ...about, type: 'turn.came' },
  ];
}

const recovered = { type: 'server.recovered', server: 'm', isMaster: true, delayMs: 1 };
const registrationQueries = {
  plan: () => planOf('m', 'b'),
  settings: () => ({
    retry: { baseSeconds: 30, maxSeconds: 300 },
    slowLane: { refusedMinSeconds: 1800, refusedMaxSeconds: 3600 },
  }),
};
const acsState = [0, 1].flatMap((requests) =>
  [true, false].map((isHeld) => ({ requests, isHeld })),
);
const toPorts = { kind: 'ports', step: 0, ports: ['p1', 'p2'] };
const huntEnd = { winner: undefined, verdict: { status: 503, cause: 'busy' }, tries: [] };

interface Samples {
  readonly inputs: readonly unknown[];
  readonly events: readonly Sample[];
  readonly way?: readonly Sample[];
}

const samples: Readonly<Record<string, Samples>> = {
  call: {
    inputs: [
      toPorts,
      { ...toPorts, onBusy: toPorts, onNoAnswer: toPorts, noAnswerMs: 1000 },
      { kind: 'servers', step: 0, plan: planOf('m', 'b') },
      { kind: 'none', step: 0, cause: 'no-route', status: 404 },
    ].map((route) => ({ id: '1', surroundings, route, policy: rfc3263, noAnswerMs: 1000 })),
    events: [
      { type: 'port.rang', port: 'p1', status: 180 },
      { type: 'port.answered', port: 'p1' },
      { type: 'port.forwarded', port: 'p1', route: toPorts },
      { type: 'port.refused', port: 'p1', status: 486 },
      { type: 'port.refused', port: 'p2', status: 480 },
      { type: 'hunt.proceeding' },
      { type: 'hunt.rang', attempt: 1, status: 183 },
      { type: 'caller.cancelled' },
      { type: 'leg.ended', leg: 'a', reason: 'BYE' },
      { type: 'media.lost' },
      { type: 'media.refused', status: 503, cause: 'no-media' },
      { type: 'call.release' },
      { type: 'call.limited' },
      { type: 'call.transferred' },
      fault,
      { type: 'xstate.done.actor.hunt', actorId: 'hunt', output: huntEnd },
      { type: 'xstate.done.actor.hunt', actorId: 'hunt', output: { ...huntEnd, winner: 1 } },
      { type: 'xstate.error.actor.hunt', actorId: 'hunt', error: new Error('x') },
    ],
  },
  'cwmp-session': {
    inputs: [
      {
        surroundings,
        retry: () => ({ minimumSeconds: 5, multiplier: 2000 }),
        silenceMs: 30_000,
      },
    ],
    events: [
      ...['acs.informed', 'acs.responded', 'acs.asked', 'acs.ended'].flatMap((type) =>
        acsState.map((state) => ({ type, ...state })),
      ),
      { type: 'session.wanted' },
      { type: 'session.stop' },
      { type: 'session.closed' },
      { type: 'acs.retry' },
      { type: 'acs.older' },
      { type: 'acs.failed', reason: 'x' },
      fault,
    ],
  },
  gateway: {
    inputs: [
      {
        configuration,
        surroundings,
        drainMs: () => 1000,
        queries: {
          registration: () => registrationQueries,
          serverSettings: () => settings,
          port: {
            judge: () => 'partial',
            heard: () => undefined,
            interDigitMs: () => 4000,
            isWaiting: () => false,
          },
          calls: () => 1,
        },
      },
    ],
    events: [
      { type: 'gateway.ready' },
      { type: 'gateway.configure', configuration },
      { type: 'gateway.configure', configuration: configured() },
      { type: 'gateway.restartChild', seat: 'line:alice' },
      { type: 'gateway.drain' },
      { type: 'call.ended' },
      { type: 'servers.changed' },
      { type: 'lines.retry' },
      recovered,
      ...endingsOf('line:alice#4', 'port:p1#2'),
    ],
  },
  hunt: {
    inputs: [planOf('m', 'b', 'c'), [quarantined('m', 30)], []].map((plan) => ({
      call: '1',
      surroundings,
      plan,
      policy: rfc3263,
    })),
    events: [...attempts(1), ...attempts(2), ...attempts(3), fault],
  },
  leg: {
    inputs: [{ call: '1', leg: 'a' }],
    events: [
      { type: 'leg.offered', isHold: true },
      { type: 'leg.offered', isHold: false },
      { type: 'leg.settled', isAccepted: true },
      { type: 'leg.settled', isAccepted: false },
      { type: 'leg.ended', reason: 'BYE' },
      fault,
    ],
  },
  line: {
    inputs: [alice, detached].map((one) => ({
      user: one,
      surroundings,
      queries: registrationQueries,
    })),
    events: [
      { type: 'line.configure', user: alice },
      { type: 'line.configure', user: detached },
      { type: 'line.retry' },
      { type: 'line.stop' },
      { type: 'call.started', call: '1' },
      { type: 'call.ended', call: '1' },
      { type: 'servers.changed' },
      recovered,
      { type: 'flow.lost', server: 'm', reason: 'x', isBrief: false },
      fault,
      ...endingsOf('registration'),
    ],
    way: Array.from({ length: 6 }, () => [
      { type: 'xstate.error.actor.registration', actorId: 'registration', error: 'x' },
      { type: 'xstate.after.restartDue.line.binding.crashed' },
    ]).flat(),
  },
  port: {
    inputs: [
      ...['complete', 'partial', 'onTimeout', 'impossible'].map((match) => [handset, match, false]),
      [handset, 'complete', true],
      [desk, 'partial', false],
    ].map(([port, match, isWaiting]) => ({
      port,
      queries: {
        judge: () => match,
        heard: () => undefined,
        interDigitMs: () => 4000,
        isWaiting: () => isWaiting,
      },
    })),
    events: [
      { type: 'port.configure', port: handset },
      { type: 'port.stop' },
      { type: 'port.offHook' },
      { type: 'port.onHook' },
      ...['0', '1', '2', '3', '9'].map((digit) => ({ type: 'port.digit', digit })),
      { type: 'port.flash' },
      { type: 'port.parted' },
      { type: 'port.calls', call: '1' },
      { type: 'call.placed', call: '1' },
      { type: 'call.offered', call: '2' },
      { type: 'call.moved', call: '1', to: '3' },
      { type: 'call.rang', isHeard: true },
      { type: 'call.rang', isHeard: false },
      { type: 'call.connected' },
      { type: 'call.over', call: '1', cause: 'busy' },
      { type: 'call.over', call: '2', cause: 'busy' },
      fault,
    ],
  },
  registration: {
    inputs: [{ user: 'alice', surroundings, queries: registrationQueries }],
    way: [
      ...attempts(2)
        .filter(({ type }) => /came|accepted/.test(type))
        .reverse(),
      { type: 'registration.retry' },
    ],
    events: [
      ...[2, 3, 4, 5].flatMap(attempts),
      { type: 'registration.retry' },
      { type: 'registration.release' },
      { type: 'servers.changed' },
      recovered,
      { type: 'flow.lost', server: 'm', reason: 'x', isBrief: true },
      fault,
    ],
  },
  server: {
    inputs: [{ key: 'proxy:m', surroundings, ...settings, successesNeeded: 2, failuresNeeded: 2 }],
    events: [
      { type: 'server.configure', settings },
      { type: 'server.configure', settings: { ...settings, isEnabled: false } },
      { type: 'server.answered' },
      { type: 'server.silent', reason: 'x' },
      { type: 'server.unreachable', reason: 'x' },
      { type: 'server.overloaded', forMs: 1000 },
      { type: 'server.stop' },
      fault,
    ],
  },
};

function untold(): void {}

/** What hunts and legs tell their call: there is none here. */
function withoutParent(machine: AnyStateMachine): AnyStateMachine {
  return machine.provide({
    actions: { tellProceeding: untold, tellRinging: untold, tellEnd: untold },
  });
}

const charts = await everyChart();

void test('every chart has samples of its own', () => {
  assert.deepEqual(
    Object.keys(samples),
    charts.map(({ name }) => name),
  );
});

for (const { name, machine } of charts) {
  const { inputs, events, way } = samples[name] ?? { inputs: [], events: [] };

  void test(`${name}: every state meets every event, nothing throws, and every state is reached`, () => {
    const known = new Set(events.map(({ type }) => type));
    assert.deepEqual(
      eventsOf(machine).filter((type) => !known.has(type)),
      [],
      'without a sample',
    );
    const sweeps = inputs.map((input) => sweep(withoutParent(machine), input, events, way));
    const reached = new Set(sweeps.flatMap((one) => [...one.reached]));
    assert.deepEqual(
      statesOf(machine).filter((state) => !reached.has(state)),
      [],
    );
    assert.deepEqual(
      sweeps.flatMap(({ surprised }) => surprised),
      [],
    );
  });

  void test(`${name}: an event that nobody knows is counted as ignored`, () => {
    const roll = new Roll();
    const ports = Object.keys(machine.implementations.actions);
    const deaf = machine.provide({
      actions: Object.fromEntries(ports.map((port) => [port, untold])),
    });
    const actor = createActor(deaf, { input: inputs[0], inspect: roll.inspect });
    actor.start();
    actor.send({ type: 'no.such.event' });
    actor.stop();
    assert.deepEqual(
      roll.ignored.filter((type) => type === 'no.such.event'),
      ['no.such.event'],
    );
  });
}
