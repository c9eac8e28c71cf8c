/** Secrets are written and never seen again, except by the owner of the socket who asks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { model } from '../../../src/management/model.ts';
import { createFakeSession } from '../../support/fake-session.ts';

const secret = 'planted-secret-7731';

async function planted(mayRevealSecrets = true) {
  const fake = createFakeSession({ mayRevealSecrets });
  await fake.all(
    `voip sip user create alice address 200 pass ${secret}`,
    `VOIP SIP USER SET alice passw ${secret}`,
    `voip ep sip create desk login desk pa ${secret}`,
    `cwmp set password ${secret}`,
  );
  return fake;
}

test('no list, show, script, revision, difference or event holds a secret', async () => {
  const { session } = await planted();
  const reading = allCommands
    .filter(({ path }) =>
      ['list', 'show', 'revisions', 'log', 'events', 'status'].includes(path.at(-1) ?? ''),
    )
    .map(({ path }) => path.join(' '))
    .flatMap((line) => (line.endsWith(' show') ? [line, `${line} alice`, `${line} desk`] : [line]));
  assert.ok(reading.length > 20);
  for (const line of [...reading, 'system config diff 1 4', 'system events 100']) {
    const outcome = await session.execute(line);
    assert.equal(JSON.stringify(outcome).includes(secret), false, line);
  }
});

test('a new password shows as a difference, not as a text', async () => {
  const { json, all } = await planted();
  await all('voip sip user set alice password other');
  const { lines } = await json('system config diff 4 5');
  assert.deepEqual(
    lines.map(({ sign, line }: { sign: string; line: string }) => `${sign} ${line}`),
    [
      '- voip sip user create alice address 200 password ***',
      '+ voip sip user create alice address 200 password ***',
    ],
  );
});

test('the owner of the socket may ask for the script with its secrets, nobody else may', async () => {
  const owner = await planted();
  assert.ok((await owner.text('system config show secrets')).includes(secret));
  assert.equal((await owner.text('system config show')).includes(secret), false);
  const other = await planted(false);
  assert.match(await other.refusal('system config show secrets'), /^E-NOT-ALLOWED/);
});

test('the summary of a change is masked however the line was typed', async () => {
  const { gateway } = await planted();
  const summaries = (await gateway.commands.revisions()).map(({ summary }) => summary);
  assert.deepEqual(summaries, [
    'voip sip user create alice address 200 password ***',
    'voip sip user set alice password ***',
    'voip ep sip create desk login desk password ***',
    'cwmp set password ***',
  ]);
});

test('a history keeps no line that held a secret or was not understood', async () => {
  const { session } = await planted();
  assert.equal(session.mayKeep('voip sip user list'), true);
  assert.equal(session.mayKeep(`voip sip user set alice pass ${secret}`), false);
  assert.equal(session.mayKeep(`voip sip usr set alice pass ${secret}`), false);
  assert.equal(session.mayKeep('voip sip user show "alice'), false);
});

test('every secret object of the model is a secret parameter of its commands', () => {
  for (const { cli, objects } of model.tables) {
    const words = objects
      .filter(({ type }) => type.kind === 'secret')
      .flatMap((object) => (object.cli && 'keyword' in object.cli ? [object.cli.keyword] : []));
    const params = allCommands
      .filter(({ path }) => cli.every((word, at) => path[at] === word))
      .flatMap((command) => command.params)
      .filter(({ name }) => words.includes(name));
    for (const param of params) assert.ok('isSecret' in param && param.isSecret, param.name);
  }
});
