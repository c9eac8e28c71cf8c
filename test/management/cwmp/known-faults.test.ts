/**
 * Faults of other CPEs that users reported to their ACS, pinned by name so that they never become
 * ours.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask, faultIn, namesIn } from '../../support/acs-requests.ts';
import { sampleConfiguration, voice } from './sample.ts';

test('genieacs 79, 82: the session cookie is sent with every message of the session', async () => {
  await using cpe = await startCpe({ rules: { cookie: 'session=6af91' } });
  const answers = await cpe.acs.play([ask.methods(), ask.names('', true), ask.methods()]);
  assert.equal(answers.length, 3);
  const [inform, ...others] = cpe.acs.posts;
  assert.equal(inform?.headers.cookie, undefined);
  assert.ok(others.every(({ headers }) => headers.cookie === 'session=6af91'));
});

test('genieacs 74: an empty ParameterPath is the root', async () => {
  await using cpe = await startCpe();
  const [next, all] = await cpe.acs.play([ask.names('', true), ask.names('', false)]);
  assert.deepEqual(namesIn(next), ['Device.']);
  assert.ok(namesIn(all).length > 50);
});

test('genieacs 55: 204 ends the session, and a session that ended is not tried again', async () => {
  await using cpe = await startCpe({ settings: { 'periodic-inform': 'off' } });
  await cpe.acs.play([ask.methods()]);
  await cpe.idle();
  cpe.gateway.clock.advance(3_000_000);
  await cpe.idle();
  assert.equal(cpe.acs.informs().length, 1);
  assert.equal(cpe.face.view().lastSession?.outcome, 'completed');
});

test('genieacs 309: a transfer that was confirmed is neither told nor done again', async () => {
  await using cpe = await startCpe();
  const url = cpe.acs.url().replace('/acs', '/none');
  cpe.acs.rules = {
    intercept: (_, __, { url: path }) => (path === '/none' ? { status: 200, body: '' } : undefined),
  };
  const type = '3 Vendor Configuration File';
  await cpe.acs.play([ask.transfer('Download', { key: 'd', type, url })]);
  const ended = cpe.acs.sessionsEnded;
  while (cpe.acs.sessionsEnded === ended) {
    cpe.gateway.clock.advance(0);
    await new Promise(setImmediate);
  }
  await cpe.idle();
  cpe.face.inform();
  await cpe.acs.play([]);
  const told = cpe.acs.posts.filter(({ body }) => body?.name === 'TransferComplete');
  assert.equal(told.length, 1);
  assert.equal(cpe.did.length, 1);
});

test('genieacs 352: a full refresh at a hundred users stays under 255 requests of 32 values', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration(100, 0) });
  const [all] = await cpe.acs.play([ask.names('')]);
  const leaves = namesIn(all)
    .map((name) => name.replace(' w', ''))
    .filter((name) => !name.endsWith('.'));
  const requests = Array.from({ length: Math.ceil(leaves.length / 32) }, (_, n) =>
    ask.values(...leaves.slice(n * 32, n * 32 + 32)),
  );
  assert.ok(requests.length + 1 <= 255, `${requests.length} requests`);
  await cpe.idle();
  cpe.face.inform();
  const answers = await cpe.acs.play(requests);
  assert.equal(answers.length, requests.length);
  assert.ok(answers.every((answer) => faultIn(answer) === ''));
});

test('simulators: a forced parameter is missing from no Inform, and 0 BOOTSTRAP from no reset', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  await cpe.acs.play([ask.set([[`${voice}SIP.Client.1.AuthUserName`, 'x']])]);
  await cpe.idle();
  cpe.face.inform();
  await cpe.acs.play([]);
  for (const { text } of cpe.acs.posts.filter(({ body }) => body?.name === 'Inform')) {
    assert.equal([...text.matchAll(/<ParameterValueStruct>/g)].length >= 7, true);
  }
});
