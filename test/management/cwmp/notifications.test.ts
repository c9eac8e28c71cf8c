/**
 * What an ACS is told of changes: at once, next time, or not; once however many; not of its own.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUser } from '../../../src/domain/users.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, valuesIn } from '../../support/acs-requests.ts';
import { createFakeState } from '../../support/fake-gateway.ts';
import { sampleConfiguration, voice } from './sample.ts';

const client = `${voice}SIP.Client.`;

async function watched(level: number, ...names: readonly string[]): Promise<Cpe> {
  const cpe = await startCpe({ configuration: sampleConfiguration(100, 0) });
  await cpe.acs.play(names.map((name) => ask.notify(name, level)));
  await cpe.idle();
  return cpe;
}

/** Lets the watch look, and what it starts come to its end. */
async function quiet(cpe: Cpe, ms = 2000): Promise<void> {
  cpe.gateway.clock.advance(ms);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  await cpe.idle();
}

function happened(cpe: Cpe): void {
  const subject = { kind: 'user', name: 'u1' } as const;
  cpe.gateway.events.report({ code: 'registration.up', subject, text: '', facts: {} });
}

test('an active change opens a session with 4 VALUE CHANGE and the new value', async () => {
  await using cpe = await watched(2, `${client}1.Status`);
  cpe.gateway.setView({ users: { u1: { status: 'up', server: 'west' } } });
  happened(cpe);
  await quiet(cpe);
  const inform = cpe.acs.informs().at(-1);
  assert.deepEqual(eventsIn(inform), ['4 VALUE CHANGE']);
  assert.equal(valuesIn(inform)[`${client}1.Status`], 'Up');
  happened(cpe);
  await quiet(cpe);
  assert.equal(cpe.acs.informs().length, 2, 'it is told once');
});

test('a passive change waits for the next session', async () => {
  await using cpe = await watched(1, `${client}1.Status`);
  cpe.gateway.setView({ users: { u1: { status: 'up' } } });
  happened(cpe);
  await quiet(cpe);
  assert.equal(cpe.acs.informs().length, 1);
  cpe.face.inform();
  await cpe.acs.play([]);
  const inform = cpe.acs.informs().at(-1);
  assert.deepEqual(eventsIn(inform), ['2 PERIODIC', '4 VALUE CHANGE']);
  assert.equal(valuesIn(inform)[`${client}1.Status`], 'Up');
});

test('a fail-over of a hundred lines is one session', async () => {
  const names = Array.from(
    { length: 100 },
    (_, n) => `${client}${n + 1}.X_OFFHOOK_RegisteredServer`,
  );
  await using cpe = await watched(2, ...names);
  for (let n = 1; n <= 100; n += 1) {
    const users = Object.fromEntries(
      Array.from({ length: n }, (_, at) => [`u${at + 1}`, { server: 'east' }]),
    );
    cpe.gateway.setView({ users });
    happened(cpe);
    // Lines move at ten a second: quiet never lasts.
    await quiet(cpe, 100);
  }
  await quiet(cpe);
  assert.equal(cpe.acs.informs().length, 2);
  const values = valuesIn(cpe.acs.informs().at(-1));
  assert.equal(Object.keys(values).filter((name) => name.endsWith('RegisteredServer')).length, 100);
});

test('changes that never cease are told after half a minute', async () => {
  await using cpe = await watched(2, `${client}1.Status`);
  cpe.gateway.setView({ users: { u1: { status: 'up' } } });
  for (let n = 0; n < 31; n += 1) {
    happened(cpe);
    await quiet(cpe, 1000);
  }
  assert.equal(cpe.acs.informs().length, 2);
});

test('the throttle spaces sessions that are made only for changes', async () => {
  await using cpe = await watched(2, `${client}1.Status`);
  await cpe.set('notification-throttle', '60');
  const statuses = ['up', 'registering', 'errorNetwork'] as const;
  for (const status of statuses) {
    cpe.gateway.setView({ users: { u1: { status } } });
    happened(cpe);
    await quiet(cpe);
  }
  assert.equal(cpe.acs.informs().length, 2);
  await quiet(cpe, 60_000);
  assert.equal(cpe.acs.informs().length, 3);
  assert.equal(valuesIn(cpe.acs.informs().at(-1))[`${client}1.Status`], 'Error_Network');
});

test('what the ACS sets itself is no change to it; what an operator sets is', async () => {
  await using cpe = await watched(2, `${client}1.AuthUserName`);
  cpe.face.inform();
  await cpe.acs.play([ask.set([[`${client}1.AuthUserName`, 'acs']])]);
  await quiet(cpe);
  assert.equal(cpe.acs.informs().length, 2);
  await cpe.change((before) => setUser(before, { name: 'u1', login: 'operator' }));
  await quiet(cpe);
  assert.deepEqual(eventsIn(cpe.acs.informs().at(-1)), ['4 VALUE CHANGE']);
  assert.equal(valuesIn(cpe.acs.informs().at(-1))[`${client}1.AuthUserName`], 'operator');
});

test('attributes and what the ACS knows survive a restart', async () => {
  const state = createFakeState();
  const configuration = sampleConfiguration();
  await using cpe = await startCpe({ state, configuration });
  await cpe.acs.play([ask.notify(`${client}1.AuthUserName`, 1)]);
  await cpe.idle();
  await cpe.face.stop();
  const changed = setUser(configuration, { name: 'u1', login: 'meanwhile' });
  await using again = await startCpe({ state, configuration: changed, acs: cpe.acs });
  await again.acs.play([]);
  assert.deepEqual(eventsIn(again.acs.informs().at(-1)), ['1 BOOT', '4 VALUE CHANGE']);
  assert.equal(valuesIn(again.acs.informs().at(-1))[`${client}1.AuthUserName`], 'meanwhile');
});

test('a change that the ACS did not take is told again', async () => {
  await using cpe = await watched(2, `${client}1.Status`);
  cpe.acs.rules = { intercept: () => ({ status: 503 }) };
  cpe.gateway.setView({ users: { u1: { status: 'up' } } });
  happened(cpe);
  await quiet(cpe);
  assert.equal(cpe.face.view().state, 'waiting');
  cpe.acs.rules = {};
  cpe.gateway.clock.advance(10_000);
  await cpe.acs.play([]);
  assert.equal(valuesIn(cpe.acs.informs().at(-1))[`${client}1.Status`], 'Up');
});
