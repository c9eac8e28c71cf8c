/** What charts were told and decided, recorded; told the same again, they decide the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretNames } from '../../src/replay/encoding.ts';
import type { Recording } from '../../src/replay/recording.ts';
import { writeTape } from '../../src/replay/recording.ts';
import { runAgain } from '../../src/replay/run-again.ts';
import { type LiveWorld, startLiveWorld } from '../drill/live-world.ts';
import { attached, configured, location, proxy, softPort, user } from '../support/configured.ts';

const household = configured(
  location('east', 'east.example.com', true),
  location('west', 'west.example.com'),
  proxy('east', 'east.example.com', true),
  proxy('west', 'west.example.com'),
  softPort('p1'),
  softPort('p2'),
  user('alice', '200', { login: 'alice', password: 'secret-of-alice' }),
  user('bob', '201'),
  attached('alice', 'p1'),
  attached('bob', 'p2'),
);

/** Through JSON, as a file would have it. */
function recordings({ gateway }: LiveWorld): readonly Recording[] {
  const secret = secretNames();
  const tapes = gateway.recorder.tapes(() => true).map((tape) => writeTape(tape, secret));
  const read: readonly Recording[] = JSON.parse(JSON.stringify(tapes));
  return read;
}

/** A master that dies, calls over it, and its return. */
async function failover(): Promise<LiveWorld> {
  const world = await startLiveWorld(household);
  const { gateway, shadow } = world;
  await world.run(20_000);
  shadow.cut('east');
  gateway.commands.retryRegistration('alice');
  gateway.commands.retryRegistration('bob');
  gateway.commands.dial('p1', '5550100#');
  gateway.commands.dial('p2', '200#');
  await world.run(60_000);
  gateway.commands.onHook('p1');
  gateway.commands.onHook('p2');
  await world.run(60_000);
  shadow.join('east');
  await world.run(4 * 3_600_000);
  return world;
}

void test('a failover with its calls is decided the same, every step of every chart', async () => {
  const all = recordings(await failover());
  const machines = new Set(all.map(({ life }) => life.machine));
  assert.deepEqual([...machines].sort(), [
    'call',
    'hunt',
    'leg',
    'line',
    'port',
    'registration',
    'server',
  ]);
  for (const recording of all) {
    const { machine, owner } = recording.life;
    assert.equal(runAgain(recording), undefined, `${machine} of ${owner}`);
  }
  const steps = all.reduce((sum, one) => sum + one.steps.length, 0);
  assert.ok(steps > 200, String(steps));
  assert.ok(
    all.some(({ base }) => base.kind === 'state'),
    'no tape has been trimmed',
  );
});

type Steps = Recording['steps'];
type Step = Steps[number];

/** The registration of alice with one step changed; the step is the first that `isIt`. */
function altered(
  all: readonly Recording[],
  isIt: (step: Step) => boolean,
  change: (step: Step) => Step,
): Recording {
  const recording = all.find(
    ({ life, steps }) =>
      life.machine === 'registration' && life.owner === 'user alice' && steps.some(isIt),
  );
  assert.ok(recording);
  const at = recording.steps.findIndex(isIt);
  return { ...recording, steps: recording.steps.map((one, n) => (n === at ? change(one) : one)) };
}

function typeOf({ event }: Step): unknown {
  return typeof event === 'object' && event !== null && 'type' in event ? event['type'] : undefined;
}

const isAccepted = (step: Step) => typeOf(step) === 'attempt.accepted';

const alterations: readonly (readonly [
  what: string,
  shown: RegExp,
  change: (all: readonly Recording[]) => Recording,
])[] = [
  [
    'another event',
    /state|acts/,
    (all) =>
      altered(all, isAccepted, (step) => ({
        ...step,
        event: { type: 'attempt.unreachable', attempt: 99, reason: 'never' },
      })),
  ],
  [
    'another lease',
    /acts|reads/,
    (all) =>
      altered(all, isAccepted, (step) => ({
        ...step,
        event: { ...Object(step.event), expiresSeconds: 60 },
      })),
  ],
  [
    'another draw',
    /acts/,
    (all) =>
      altered(
        all,
        ({ reads, acts }) =>
          reads.some(([name]) => name === 'surroundings.chance') && acts.length > 0,
        (step) => ({
          ...step,
          reads: step.reads.map(([name, result]) =>
            name === 'surroundings.chance'
              ? ([name, Number(result) / 2] as const)
              : ([name, result] as const),
          ),
        }),
      ),
  ],
  [
    'an answer less',
    /reads|state/,
    (all) =>
      altered(
        all,
        ({ reads }) => reads.length > 0,
        (step) => ({ ...step, reads: step.reads.slice(1) }),
      ),
  ],
  [
    'another decision',
    /acts/,
    (all) => altered(all, isAccepted, (step) => ({ ...step, acts: step.acts.slice(1) })),
  ],
];

for (const [what, shown, change] of alterations) {
  void test(`${what} is seen, at its step`, async () => {
    const changed = change(recordings(await failover()));
    const difference = runAgain(changed);
    assert.ok(difference);
    assert.match(difference.what, shown);
    assert.notEqual(difference.recorded, difference.replayed);
  });
}

void test('a chart of another name cannot be run again', async () => {
  const [first] = recordings(await failover());
  assert.ok(first);
  const other = { ...first, life: { ...first.life, machine: 'constructor' } };
  assert.equal(runAgain(other)?.what, 'chart');
});

void test('what is kept has an end, however long a line lives', async () => {
  const world = await startLiveWorld(household);
  await world.run(20_000);
  for (let round = 0; round < 100; round += 1) {
    world.gateway.commands.retryRegistration('alice');
    await world.run(5000);
  }
  const [tape] = recordings(world).filter(
    ({ life }) => life.machine === 'registration' && life.owner === 'user alice',
  );
  assert.ok(tape);
  assert.ok(tape.steps.length >= 32 && tape.steps.length <= 48, String(tape.steps.length));
  assert.equal(runAgain(tape), undefined);
});
