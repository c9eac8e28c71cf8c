/** `cwmp …` on the command line of a gateway whose CPE speaks with an ACS. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toScript } from '../../../src/domain/script.ts';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { createSession } from '../../../src/management/cli/session.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask } from '../../support/acs-requests.ts';
import { createFakeSession } from '../../support/fake-session.ts';
import { sampleConfiguration, voice } from './sample.ts';

function consoleOf({ gateway, face }: Cpe) {
  const session = createSession({
    grammar: allCommands,
    view: { ...gateway.view, cwmp: face },
    commands: gateway.commands,
    events: gateway.events,
    author: { face: 'cli', name: 'owner' },
    onFault: (error) => assert.fail(String(error)),
  });
  return async (line: string) => {
    const outcome = await session.execute(line);
    return outcome.ok ? outcome.answer : outcome.error;
  };
}

test('cwmp show has the fields that scripts rely on, and the state of the session', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  await cpe.idle();
  const answer = await consoleOf(cpe)('cwmp show');
  assert.ok('json' in answer);
  assert.deepEqual(answer.json, cpe.face.view());
  assert.match(answer.text, /^state\s+idle$/m);
});

test('cwmp inform opens a session; without a URL it is refused', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  await cpe.idle();
  const run = consoleOf(cpe);
  await run('cwmp inform');
  await cpe.acs.play([]);
  await cpe.idle();
  assert.equal(cpe.acs.informs().length, 2);
  await run('cwmp set url off');
  await cpe.face.apply(cpe.gateway.configuration());
  const refused = await run('cwmp inform');
  assert.ok('code' in refused && refused.code === 'E-CWMP-OFF');
});

test('cwmp trace keeps envelopes, shows them and forgets them', async () => {
  await using cpe = await startCpe();
  await cpe.acs.play([]);
  await cpe.idle();
  const run = consoleOf(cpe);
  await run('cwmp trace on');
  await run('cwmp inform');
  await cpe.acs.play([]);
  await cpe.idle();
  const shown = await run('cwmp trace show');
  assert.ok('text' in shown && shown.text.includes('cwmp:Inform'));
  await run('cwmp trace off');
  const none = await run('cwmp trace show');
  assert.ok('json' in none);
  assert.deepEqual(none.json, []);
});

test('rows that an ACS has begun can be seen and given up', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  await cpe.acs.play([ask.add(`${voice}SIP.Client.`)]);
  const run = consoleOf(cpe);
  const listed = await run('cwmp draft list');
  assert.ok('json' in listed);
  assert.deepEqual(listed.json, [{ name: 'user3', kind: 'user', fields: {} }]);
  await run('cwmp draft delete user3');
  assert.deepEqual(cpe.gateway.configuration().drafts, []);
});

test('secrets do not stay in what is remembered of a line, however it is shortened', async () => {
  const { gateway, json, refusal } = createFakeSession();
  await json('cwmp set password planted-one');
  await json('cwmp set connection-request-p planted-two');
  await json('cwmp draft create d1 user');
  await json('cwmp draft set d1 password planted-three');
  const revisions = await gateway.commands.revisions();
  assert.equal(revisions.length, 4);
  assert.doesNotMatch(JSON.stringify(revisions), /planted/);
  assert.doesNotMatch(JSON.stringify(await json('cwmp settings')), /planted/);
  assert.match(await refusal('cwmp set url http://acs.example/'), /^E-CWMP-PLAIN/);
  assert.match(await refusal('cwmp show'), /^E-CWMP-OFF/);
});

test('the script of a configuration recreates settings and drafts', async () => {
  const first = createFakeSession();
  await first.all(
    'cwmp set plain-http on',
    'cwmp set url http://127.0.0.1:9/acs',
    'cwmp set password "two words"',
    'cwmp draft create d1 forwardingrule',
    'cwmp draft set d1 address 55',
  );
  const lines = toScript(first.gateway.configuration(), { secrets: true });
  const again = createFakeSession();
  await again.all(...lines);
  const known = toScript(again.gateway.configuration(), { secrets: true });
  assert.deepEqual(known, lines);
});
