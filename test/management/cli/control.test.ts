/** The control socket: the owner's alone, and calm under whatever is written to it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectControl } from '../../../src/management/cli/control-client.ts';
import { listenForControl } from '../../../src/management/cli/control-server.ts';
import { createFakeSession } from '../../support/fake-session.ts';

async function startControl() {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-control-'));
  const path = join(directory, 'control.sock');
  const fake = createFakeSession();
  const server = await listenForControl(path, fake.session);
  return {
    ...fake,
    path,
    async [Symbol.asyncDispose]() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Writes bytes to the socket, ends, and resolves with everything that came back. */
function exchange(path: string, ...chunks: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    for (const chunk of chunks) socket.write(chunk);
    socket.end();
  });
}

function request(line: string, type = 'execute'): string {
  return `${JSON.stringify({ type, line })}\n`;
}

function replies(text: string) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('the file is the owner’s alone, and is gone when the gateway is', async () => {
  const control = await startControl();
  assert.equal(statSync(control.path).mode & 0o777, 0o600);
  assert.ok(statSync(control.path).isSocket());
  await control[Symbol.asyncDispose]();
  assert.throws(() => statSync(control.path), { code: 'ENOENT' });
});

test('a file left by a killed gateway is replaced', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-control-'));
  const path = join(directory, 'control.sock');
  writeFileSync(path, '');
  const { session } = createFakeSession();
  const server = await listenForControl(path, session);
  assert.equal(replies(await exchange(path, request('system entries'))).length, 1);
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a path that is too long for a socket is refused with the rule', async () => {
  const { session } = createFakeSession();
  await assert.rejects(listenForControl(`/tmp/${'x'.repeat(120)}/control.sock`, session), {
    code: 'E-SOCKET-PATH',
  });
});

test('commands are answered in the order in which they came, all of them', async () => {
  await using control = await startControl();
  const lines = Array.from({ length: 50 }, (_, n) => request(`voip ep soft create p${n}`));
  const answers = replies(await exchange(control.path, lines.join('')));
  assert.deepEqual(
    answers.map(({ outcome }) => outcome.answer.json.revision),
    Array.from({ length: 50 }, (_, n) => n + 1),
  );
});

test('a request cut anywhere, also inside a character, is put together', async () => {
  await using control = await startControl();
  const bytes = Buffer.from(request('voip sip user create é address 200'));
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  const [reply] = replies(await exchange(control.path, ...pieces));
  assert.equal(reply.outcome.error.code, 'E-NAME');
});

test('garbage is refused, line by line, and the next command is answered', async () => {
  await using control = await startControl();
  const garbage = ['', '{', 'null', '[]', '"x"', '{"type":"execute"}', '{"type":1,"line":"x"}'];
  const text = garbage.map((line) => `${line}\n`).join('');
  const answers = replies(await exchange(control.path, text, request('system entries')));
  assert.deepEqual(
    answers.map(({ outcome }) => (outcome.ok ? 'ok' : outcome.error.code)),
    [...garbage.map(() => 'E-SYNTAX'), 'ok'],
  );
});

test('bytes that are no text do no harm', async () => {
  await using control = await startControl();
  const noise = Uint8Array.from({ length: 20_000 }, (_, n) => (n * 31 + (n >> 5)) % 256);
  await exchange(control.path, noise);
  assert.equal(replies(await exchange(control.path, request('system entries'))).length, 1);
});

test('a line that is too long is refused and the connection closed; others are served', async () => {
  await using control = await startControl();
  const answers = replies(await exchange(control.path, 'x'.repeat(100_000)));
  assert.equal(answers.at(-1).outcome.error.code, 'E-TOO-LARGE');
  const within = replies(await exchange(control.path, request(`explain ${'x'.repeat(60_000)}`)));
  assert.equal(within[0].outcome.error.code, 'E-NOT-FOUND');
  assert.ok(within[0].outcome.error.message.length < 200);
});

test('many clients at once are all served', async () => {
  await using control = await startControl();
  const clients = Array.from({ length: 100 }, () => connectControl(control.path));
  const outcomes = await Promise.all(clients.map((client) => client.execute('system entries')));
  assert.ok(outcomes.every(({ ok }) => ok));
  for (const client of clients) client.close();
});

test('a client that never reads holds up nobody else', async () => {
  await using control = await startControl();
  const deaf = connect(control.path);
  deaf.pause();
  deaf.on('error', () => undefined);
  deaf.write(request('help').repeat(500));
  assert.equal(replies(await exchange(control.path, request('system entries'))).length, 1);
  deaf.destroy();
});

test('a client that goes away in the middle is forgotten', async () => {
  await using control = await startControl();
  for (let n = 0; n < 20; n += 1) {
    const socket = connect(control.path);
    socket.on('error', () => undefined);
    socket.write(request('help').repeat(20));
    socket.destroy();
  }
  assert.equal(replies(await exchange(control.path, request('system entries'))).length, 1);
  assert.deepEqual(control.faults, []);
});

test('the client says when no gateway answers', async () => {
  const client = connectControl('/nonexistent/control.sock');
  const outcome = await client.execute('system status');
  assert.ok(!outcome.ok);
  assert.equal(outcome.error.code, 'E-NOT-RUNNING');
  assert.deepEqual(await client.complete('v'), []);
});

test('completion goes over the socket too', async () => {
  await using control = await startControl();
  const client = connectControl(control.path);
  assert.deepEqual(
    (await client.complete('voip sip us')).map(({ word }) => word),
    ['user'],
  );
  client.close();
});
