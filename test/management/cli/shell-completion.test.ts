/** Completion in the shell. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { bashScript, completeShell } from '../../../src/management/cli/shell-completion.ts';
import { createFakeSession } from '../../support/fake-session.ts';

async function complete(line: string): Promise<readonly string[]> {
  const { session, all } = createFakeSession();
  await all('voip sip user create alice address 200');
  return await completeShell(line, async (asked) => session.complete(asked));
}

test('acts and options are completed without a gateway', async () => {
  assert.deepEqual(await complete('offhook '), ['run', 'exec', 'console', 'completion']);
  assert.deepEqual(await complete('offhook com'), ['completion']);
  assert.deepEqual(await complete('offhook completion '), ['bash']);
  assert.deepEqual(await complete('offhook run --d'), ['--data']);
  assert.deepEqual(await complete('offhook run '), []);
});

test('a command is completed word by word', async () => {
  assert.deepEqual(await complete('offhook exec voip sip us'), ['user']);
  assert.deepEqual(await complete('offhook exec --data /x --json voip sip user show '), ['alice']);
  assert.deepEqual(await complete('offhook exec voip sip user create '), []);
});

test('in quotes the whole command comes back', async () => {
  assert.deepEqual(await complete('offhook exec "voip sip us'), ['voip sip user']);
  assert.deepEqual(await complete('offhook exec "voip sip user show '), [
    'voip sip user show alice',
  ]);
});

test('bash understands the script', () => {
  const script = `${bashScript}\noffhook() { printf 'user\\n'; }
COMP_LINE='offhook exec voip sip us' COMP_POINT=24
_offhook; echo "$COMPREPLY"; complete -p offhook`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(stdout, 'user\ncomplete -F _offhook offhook\n');
});
