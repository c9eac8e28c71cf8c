/** The console: commands typed, TAB, `?`, and a history without secrets. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { runConsole } from '../../../src/management/cli/console.ts';
import { listenForControl } from '../../../src/management/cli/control-server.ts';
import { openHistory } from '../../../src/management/cli/history.ts';
import { createFakeSession } from '../../support/fake-session.ts';

async function startConsole(
  isTTY: boolean,
  directory = mkdtempSync(join(tmpdir(), 'offhook-console-')),
) {
  const fake = createFakeSession();
  const path = join(directory, 'control.sock');
  const server = await listenForControl(path, fake.session);
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  let shown = '';
  const waiting = new Set<() => void>();
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    for (const look of waiting) look();
  });
  const ended = runConsole(path, { input, output });

  /** Resolves when the screen matches; what was shown before does not count. */
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const look = () => {
        if (!pattern.test(shown)) return;
        waiting.delete(look);
        resolve(shown);
        shown = '';
      };
      waiting.add(look);
      look();
    });

  return {
    ...fake,
    directory,
    until,
    type: (text: string) => input.write(text),
    leave: () => {
      input.end();
      return ended;
    },
    async [Symbol.asyncDispose]() {
      input.end();
      await ended;
      await server.close();
      rmSync(directory, { recursive: true });
    },
  };
}

test('a line typed is run and its answer shown', async () => {
  await using one = await startConsole(true);
  const { type, until, leave } = one;
  await until(/offhook> /);
  type('system entries\r');
  await until(/used +0[^]*offhook> /);
  type('frob\r');
  await until(/E-COMMAND-UNKNOWN[^]*offhook> /);
  type('exit\r');
  assert.equal(await leave(), 0);
});

test('TAB completes a word; ? shows what may follow and leaves the line', async () => {
  await using one = await startConsole(true);
  const { type, until, leave } = one;
  await until(/offhook> /);
  type('voip sip us\t');
  await until(/user /);
  type('?');
  assert.match(await until(/remove[^]*voip sip user /), /create +add a user/);
  type('list\r');
  await until(/none/);
  assert.equal(await leave(), 0);
});

test('inside quotes ? is a character', async () => {
  await using one = await startConsole(true);
  const { type, until, gateway } = one;
  await until(/offhook> /);
  type('voip sip user create bob address 2 login "what?"\r');
  await until(/login "what\?"[^]*offhook> /);
  assert.equal(gateway.configuration().users[0]?.login, 'what?');
});

test('the history is on disk, the owner’s alone, without secrets', async () => {
  await using first = await startConsole(true);
  await first.until(/offhook> /);
  for (const line of [
    'voip sip user create bob address 2 password planted',
    'voip sip usr set bob password planted',
    'voip sip user list',
  ]) {
    first.type(`${line}\r`);
    await first.until(/\n[^]*offhook> /);
  }
  assert.equal(await first.leave(), 0);
  const file = join(first.directory, 'console.history');
  assert.equal(readFileSync(file, 'utf8'), 'voip sip user list\n');
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('the arrow goes back to what an earlier console kept', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-console-'));
  openHistory(join(directory, 'console.history')).keep('system entries');
  await using later = await startConsole(true, directory);
  await later.until(/offhook> /);
  later.type('\u001b[A');
  await later.until(/system entries/);
});

test('a script piped in is run without prompts; a refusal makes the exit code 1', async () => {
  await using one = await startConsole(false);
  const { type, until, leave, gateway } = one;
  type('# ports\nvoip ep soft create p1\nvoip ep soft create p1\n');
  const shown = await until(/E-NAME-TAKEN/);
  assert.doesNotMatch(shown, /offhook>/);
  assert.equal(await leave(), 1);
  assert.equal(gateway.configuration().ports.length, 1);
});

test('without a gateway the console says so', async () => {
  const output = new PassThrough();
  const code = await runConsole('/nonexistent/control.sock', { input: new PassThrough(), output });
  assert.equal(code, 1);
  assert.match(String(output.read()), /^E-NOT-RUNNING/);
});

test('a history is cut to its newest lines and needs no writable directory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-history-'));
  const path = join(directory, 'console.history');
  const first = openHistory(path);
  assert.deepEqual(first.lines, []);
  for (let n = 0; n < 600; n += 1) first.keep(`line ${n}`);
  const second = openHistory(path);
  assert.equal(second.lines.length, 500);
  assert.equal(second.lines[0], 'line 599');
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 501);
  rmSync(directory, { recursive: true });
  assert.doesNotThrow(() => openHistory('/nonexistent/history').keep('x'));
});
