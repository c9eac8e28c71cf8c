/** A configuration on trial: kept when confirmed, gone when not, whatever happens in between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfiguration } from '../../../src/domain/check-configuration.ts';
import { Changes } from '../../../src/gateway/changes/changes.ts';
import { actsYet } from '../../../src/gateway/changes/staged-commands.ts';
import { Trials } from '../../../src/gateway/changes/trials.ts';
import type { World } from '../../../src/gateway/world.ts';
import { createCommands } from '../../../src/management/commands.ts';
import { user } from '../../support/configured.ts';
import { createFakeEvents } from '../../support/fake-events.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { createMemoryStore, type MemoryStore } from '../../support/memory-store.ts';

const ann = { face: 'cli', name: 'ann' };
const minute = 60_000;

/** What one life of the gateway has of it; `wallMs`: what its clock on the wall says at the start. */
async function startLife(store: MemoryStore = createMemoryStore(), wallMs = 1_800_000_000_000) {
  const clock = new ManualClock();
  const wallClock = () => wallMs + clock.now();
  const events = createFakeEvents(wallClock);
  const world: Pick<World, 'clock' | 'wallClock' | 'store'> = { clock, wallClock, store };
  const changes = new Changes(world);
  await changes.load();
  const trials = new Trials({ world, changes, events });
  await trials.load();
  const operations = {
    ...changes.operations(),
    ...trials.operations(),
    ...actsYet,
  };
  const commands = createCommands(
    {
      current: () => changes.current(),
      check: checkConfiguration,
      persist: (configuration, author, summary, trial) =>
        trials.carry(trial, author, (beside) =>
          changes.persist(configuration, author, summary, beside),
        ),
      apply: () => undefined,
    },
    operations,
  );
  trials.start((...change) => commands.submit(...change));
  let address = 100;
  return {
    ...{ store, clock, commands, trials, changes },
    names: () => changes.current().users.map(({ name }) => name),
    add: (name: string, minutes?: number) =>
      commands.submit(
        user(name, String(address++)),
        ann,
        `add ${name}`,
        minutes === undefined ? undefined : { minutes },
      ),
    /** Moves time, and lets what it has begun come to its end. */
    async pass(ms: number) {
      clock.advance(ms);
      await store.getState('');
      await commands.submit((same) => same, ann, 'look').catch(() => undefined);
    },
    async codes() {
      const all = await events.query({ limit: 100 });
      return all.map(({ code }) => code.replace('configuration.', ''));
    },
  };
}

test('what is not confirmed in time goes back, all of it', async () => {
  const life = await startLife();
  await life.add('before');
  const trial = await life.commands.commitConfirmed(5, ann);
  assert.deepEqual(trial, { revision: 1, confirmBy: '2027-01-15T08:05:00.000Z' });
  await life.add('one');
  await life.add('two');
  await life.pass(5 * minute - 1);
  assert.deepEqual(life.names(), ['before', 'one', 'two']);
  await life.pass(1);
  assert.deepEqual(life.names(), ['before']);
  assert.equal(life.trials.view(), null);
  assert.deepEqual(await life.codes(), ['on-trial', 'reverted']);
  const [, back] = await life.commands.revisions();
  assert.equal(back?.author, 'gateway:trial');
  assert.equal(back?.summary, 'not confirmed: back to revision 1');
});

test('what is confirmed stays, and time no longer matters', async () => {
  const life = await startLife();
  await life.commands.commitConfirmed(5, ann);
  await life.add('one');
  await life.commands.confirm(ann);
  await life.pass(60 * minute);
  assert.deepEqual(life.names(), ['one']);
  assert.deepEqual(await life.codes(), ['on-trial', 'confirmed']);
  assert.equal(await life.store.getState('configuration/trial'), undefined);
});

test('one request may make a change and put it on trial: refused, there is no trial', async () => {
  const life = await startLife();
  await life.add('before');
  await assert.rejects(life.add('before', 5), { code: 'E-NAME-TAKEN' });
  assert.equal(life.trials.view(), null);
  await life.add('one', 5);
  assert.equal(life.trials.view()?.revision, 1);
  await life.pass(5 * minute);
  assert.deepEqual(life.names(), ['before']);
});

test('asked for again, a trial has more time and the same way back', async () => {
  const life = await startLife();
  await life.commands.commitConfirmed(5, ann);
  await life.add('one');
  await life.pass(4 * minute);
  await life.add('two', 5);
  assert.equal(life.trials.view()?.revision, 0);
  await life.pass(4 * minute);
  assert.deepEqual(life.names(), ['one', 'two']);
  await life.pass(minute);
  assert.deepEqual(life.names(), []);
});

test('back at once, and nothing twice', async () => {
  const life = await startLife();
  await life.add('one', 5);
  await life.commands.revert(ann);
  assert.deepEqual(life.names(), []);
  for (const act of ['revert', 'confirm'] as const) {
    await assert.rejects(life.commands[act](ann), { code: 'E-NO-TRIAL' });
  }
  await life.add('after');
  await life.pass(5 * minute);
  assert.deepEqual(life.names(), ['after']);
});

test('who confirms while the way back waits for its turn is in time', async () => {
  const life = await startLife();
  await life.add('one', 5);
  const late = life.commands.revert(ann);
  const confirmed = life.commands.confirm(ann);
  await assert.rejects(late, { code: 'E-NO-TRIAL' });
  await confirmed;
  assert.deepEqual(life.names(), ['one']);
});

test('a restart forgets neither the deadline nor the way back', async () => {
  const first = await startLife();
  await first.add('before');
  await first.add('one', 5);
  first.clock.advance(2 * minute);
  const again = await startLife(first.store.reopen(), 1_800_000_000_000 + 3 * minute);
  assert.deepEqual(again.trials.view(), first.trials.view());
  assert.deepEqual(again.names(), ['before', 'one']);
  await again.pass(2 * minute - 1);
  assert.deepEqual(again.names(), ['before', 'one']);
  await again.pass(1);
  assert.deepEqual(again.names(), ['before']);
});

test('a deadline that passed while nothing ran counts before anything starts', async () => {
  const first = await startLife();
  await first.add('before');
  await first.add('one', 5);
  const store = first.store.reopen();
  const again = await startLife(store, 1_800_000_000_000 + 5 * minute);
  assert.deepEqual(again.names(), ['before']);
  assert.deepEqual(await again.codes(), ['reverted']);
  const third = await startLife(store.reopen(), 1_800_000_000_000);
  assert.equal(third.trials.view(), null, 'the way back and the end of the trial are one write');
});

test('a clock on the wall that was set back makes no trial longer', async () => {
  const first = await startLife();
  await first.add('one', 5);
  const again = await startLife(first.store.reopen(), 0);
  await again.pass(5 * minute);
  assert.deepEqual(again.names(), []);
});

test('a full disk keeps the trial, says so, and the way back is tried again', async () => {
  const life = await startLife();
  await life.add('one', 5);
  life.store.failWith('E-STORE-FULL');
  await assert.rejects(life.commands.confirm(ann), { code: 'E-STORE-FULL' });
  await life.pass(5 * minute);
  assert.deepEqual(life.names(), ['one']);
  assert.deepEqual(await life.codes(), ['on-trial', 'not-reverted']);
  life.store.failWith(undefined);
  await life.pass(30_000);
  assert.deepEqual(life.names(), []);
});

test('a full disk at the start keeps nobody from starting', async () => {
  const first = await startLife();
  await first.add('one', 5);
  const store = first.store.reopen();
  store.failWith('E-STORE-FULL');
  const again = await startLife(store, 1_800_000_000_000 + 6 * minute);
  assert.deepEqual(again.names(), ['one']);
  store.failWith(undefined);
  await again.pass(30_000);
  assert.deepEqual(again.names(), []);
});

test('so many changes on trial that its first revision is gone: the way back is still there', async () => {
  const life = await startLife(
    createMemoryStore({ revisionsMax: 2, callRecordsMax: 1, eventsMax: 1 }),
  );
  await life.add('before');
  await life.commands.commitConfirmed(5, ann);
  for (const name of ['one', 'two', 'three']) await life.add(name);
  await life.commands.revert(ann);
  assert.deepEqual(life.names(), ['before']);
});

test('a trial lasts a minute to a day', async () => {
  const { commands } = await startLife();
  for (const minutes of [0, -1, 1.5, 1441, Number.NaN]) {
    await assert.rejects(commands.commitConfirmed(minutes, ann), { code: 'E-VALUE' });
  }
});
