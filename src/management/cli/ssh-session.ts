/** One person on the console over SSH: a shell with history and completion, or single commands. */
import { Writable } from 'node:stream';
import type { Connection, ServerChannel } from 'ssh2';
import { converse, type Terminal } from './console.ts';
import type { ControlClient } from './control-client.ts';
import type { History } from './history.ts';
import { readAsked, replyTo } from './reply.ts';
import type { Session } from './session.ts';

/** Over SSH nothing of a session is kept on disk. */
const forgetful: History = { lines: [], keep: () => undefined };

function clientOf(session: Session): ControlClient {
  return {
    execute: async (line) => ({ ...(await session.execute(line)), mayKeep: false }),
    complete: async (line) => session.complete(line),
    close: () => undefined,
  };
}

/** Readline echoes and edits, SSH only carries: a raw terminal, every line needs its return. */
function terminalOf(channel: ServerChannel, isTTY: boolean): Terminal {
  if (!isTTY) return { input: channel, output: channel };
  const output = new Writable({
    decodeStrings: false,
    write(text: string | Buffer, _encoding, done) {
      channel.write(String(text).replace(/\r?\n/g, '\r\n'), () => done());
    },
  });
  return { input: Object.assign(channel, { isTTY }), output };
}

function leave(channel: ServerChannel, code: number): void {
  channel.exit(code);
  channel.end();
}

async function shell(session: Session, channel: ServerChannel, isTTY: boolean): Promise<void> {
  const code = await converse(clientOf(session), terminalOf(channel, isTTY), forgetful);
  leave(channel, code);
}

/** As `offhook exec` does: `--json` at the end asks for JSON, an exit code says how it went. */
async function execute(session: Session, channel: ServerChannel, command: string): Promise<void> {
  const { line, isJson } = readAsked(command);
  const outcome = await session.execute(line);
  const reply = replyTo(outcome, isJson);
  if (!outcome.ok && !isJson) channel.stderr.write(`${reply}\n`);
  else if (reply !== '') channel.write(`${reply}\n`);
  leave(channel, outcome.ok ? 0 : 1);
}

/** No files, no forwarding, no environment: only a console. */
export function serveConsole(
  connection: Connection,
  session: Session,
  onFault: (error: unknown) => void,
): void {
  connection.on('session', (accept) => {
    const ssh = accept();
    let isTTY = false;
    ssh.on('pty', (acceptPty) => {
      isTTY = true;
      acceptPty();
    });
    ssh.on('window-change', (acceptChange) => {
      acceptChange?.();
    });
    ssh.on('shell', (acceptShell) => {
      shell(session, acceptShell(), isTTY).catch(onFault);
    });
    ssh.on('exec', (acceptExec, _reject, { command }) => {
      execute(session, acceptExec(), command).catch(onFault);
    });
  });
}
