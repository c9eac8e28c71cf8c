/** The console over SSH: who gets in, what it can do, what it cannot. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import ssh2, { type ClientChannel, type ConnectConfig, type Client as SshClient } from 'ssh2';
import { parseListener } from '../../../src/domain/listener.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import { createWebUser } from '../../../src/domain/web-users.ts';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { createConsoleFace, createKeys } from '../../../src/management/cli/ssh-console.ts';
import { hashPassword } from '../../../src/management/credentials.ts';
import { findProgram, startChild } from '../../support/child.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';
import { freePort } from '../../support/ports.ts';

const { Client } = ssh2;

const passwordHash = await hashPassword('correct horse');
const keys = createKeys();
const strangeKeys = createKeys();

async function serveConsole(publicKey = keys.public.trim()) {
  const port = await freePort();
  const gateway = createFakeGateway();
  let configuration = setWeb(gateway.configuration(), {
    consoleListen: parseListener(`127.0.0.1:${port}`),
  });
  const ann = { name: 'ann', role: 'configure' as const, passwordHash, publicKey };
  configuration = createWebUser(configuration, ann);
  configuration = createWebUser(configuration, { ...ann, name: 'eve', role: 'operate' });
  const { context } = createFakeGateway({ configuration });
  const face = createConsoleFace(context, allCommands);
  await face.apply(configuration);
  return { face, port, context, [Symbol.asyncDispose]: () => face.stop() };
}

function connect(port: number, options: ConnectConfig): Promise<SshClient> {
  const client = new Client();
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client)).once('error', reject);
    client.connect({ host: '127.0.0.1', port, username: 'ann', ...options });
  });
}

async function finished(channel: ClientChannel): Promise<Finished> {
  let output = '';
  let errors = '';
  channel.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  channel.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  const [code] = await Promise.all([
    new Promise((resolve) => channel.once('exit', resolve)),
    new Promise((resolve) => channel.once('close', resolve)),
  ]);
  return { output, errors, code };
}

interface Finished {
  readonly output: string;
  readonly errors: string;
  readonly code: unknown;
}

/** Listens at once: a short command is over before anybody could wait. */
function exec(client: SshClient, command: string): Promise<Finished> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) reject(error);
      else finished(channel).then(resolve, reject);
    });
  });
}

void test('a password or a key of somebody who may configure lets in; the rest stays out', async () => {
  await using served = await serveConsole();
  const { port } = served;
  const isIn = (options: ConnectConfig) =>
    connect(port, options).then(
      (client) => {
        client.end();
        return true;
      },
      () => false,
    );
  assert.ok(await isIn({ password: 'correct horse' }));
  assert.ok(await isIn({ privateKey: keys.private }));
  assert.ok(!(await isIn({ password: 'wrong' })));
  assert.ok(!(await isIn({ privateKey: strangeKeys.private })));
  assert.ok(!(await isIn({ username: 'eve', password: 'correct horse' })));
  assert.ok(!(await isIn({ username: 'mallory', password: 'correct horse' })));
  assert.ok(!(await isIn({ username: 'ann' })));
});

void test('single commands answer in text or JSON, with an exit code', async () => {
  await using served = await serveConsole();
  const client = await connect(served.port, { password: 'correct horse' });
  await exec(client, 'voip sip user create bob address 2001');
  const { output, code } = await exec(client, 'voip sip user list --json');
  assert.deepEqual([JSON.parse(output)[0].name, code], ['bob', 0]);
  const refused = await exec(client, 'voip sip user show eve');
  assert.deepEqual([refused.output, refused.code], ['', 1]);
  assert.match(refused.errors, /^E-NOT-FOUND/);
  const secrets = await exec(client, 'system config show secrets');
  assert.match(secrets.errors, /^E-NOT-ALLOWED/);
  const [revision] = await served.context.commands.revisions();
  assert.equal(revision?.author, 'console ann');
  client.end();
});

void test('a shell has a prompt, completion and help, and ends with exit', async () => {
  await using served = await serveConsole();
  const client = await connect(served.port, { password: 'correct horse' });
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell((error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const done = finished(channel);
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      let text = '';
      channel.on('data', function look(chunk: Buffer) {
        text += chunk.toString();
        if (!pattern.test(text)) return;
        channel.off('data', look);
        resolve();
      });
    });
  const said = async (input: string, pattern: RegExp) => {
    const seen = until(pattern);
    channel.write(input);
    await seen;
  };
  await said('system sta', /system sta/);
  await said('\t', /tus /);
  await said('\r', /oper status +up\r\n/);
  await said('voip call ?', /whatif +which route/);
  channel.write('\u0015exit\r');
  const { output, code } = await done;
  assert.equal(code, 0);
  // A terminal over SSH is raw: a line feed alone would leave the cursor where it is.
  assert.doesNotMatch(output, /[^\r]\n/);
  client.end();
});

void test('nothing but a console is offered: no files, no forwarding', async () => {
  await using served = await serveConsole();
  const client = await connect(served.port, { password: 'correct horse' });
  await assert.rejects(
    new Promise((resolve, reject) => {
      client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
    }),
  );
  await assert.rejects(
    new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 1, '127.0.0.1', served.port, (error, opened) =>
        error ? reject(error) : resolve(opened),
      );
    }),
  );
  client.end();
});

void test('guessing is reported and stopped, even for the right password', async () => {
  await using served = await serveConsole();
  const tries = async (password: string) =>
    await connect(served.port, { password }).then(
      (client) => client.end() && true,
      () => false,
    );
  for (let at = 0; at < 10; at += 1) await tries(`wrong ${at}`);
  assert.equal(await tries('correct horse'), false);
  const events = await served.context.events.query({
    code: 'security.authentication-failed',
    limit: 99,
  });
  assert.equal(events.length, 10);
});

void test('the host key stays the same over restarts', async () => {
  await using served = await serveConsole();
  const fingerprint = async () => {
    let seen = '';
    const client = await connect(served.port, {
      password: 'correct horse',
      hostHash: 'sha256',
      hostVerifier: (hash: string) => {
        seen = hash;
        return true;
      },
    });
    client.end();
    return seen;
  };
  const before = await fingerprint();
  await served.face.stop();
  await served.face.apply(served.context.view.configuration());
  assert.equal(await fingerprint(), before);
});

const ssh = findProgram('ssh');

void test('OpenSSH logs in with a key and runs a command', {
  skip: ssh === undefined && 'ssh is not installed',
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-ssh-'));
  const file = join(directory, 'key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const [type, text] = readFileSync(`${file}.pub`, 'utf8').split(' ');
  await using served = await serveConsole(`${type} ${text}`);
  const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${join(directory, 'known')}`];
  const child = startChild(ssh ?? '', [
    ...options.flatMap((option) => ['-o', option]),
    ...['-F', 'none', '-i', file, '-p', String(served.port), 'ann@127.0.0.1'],
    'system status --json',
  ]);
  try {
    await child.until(/"operStatus":"up"/);
    assert.equal(await child.ended(), 0);
  } finally {
    await child.stop();
    rmSync(directory, { recursive: true });
  }
});
