/** The control socket: whoever may open the file (mode 0600) is the owner of the gateway. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../../domain/refusal.ts';
import { type ControlReply, cutLines, requestLengthMax } from './control-protocol.ts';
import type { Outcome, Session } from './session.ts';

export interface ControlServer {
  close(): Promise<void>;
}

/** The longest path that a UNIX socket can have: `sun_path` less its end. */
const pathBytesMax = 107;

const connectionsMax = 256;

/** Replaces a file that a killed gateway has left: the store's lock says who lives. */
export async function listenForControl(path: string, session: Session): Promise<ControlServer> {
  const bytes = Buffer.byteLength(path);
  if (bytes > pathBytesMax) {
    const rule = `the path of a socket has at most ${pathBytesMax} bytes`;
    throw new Refusal('E-SOCKET-PATH', `${rule}; "${path}" has ${bytes}`);
  }
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    void serve(socket, session);
  });
  server.maxConnections = connectionsMax;
  await listening(server, path);
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroySoon();
      }),
  };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The file must never be open to others, not even before the chmod that follows.
    const mask = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(mask);
  });
}

/** Answers in the order of the questions; a client that does not read is not read from. */
async function serve(socket: Socket, session: Session): Promise<void> {
  socket.setEncoding('utf8');
  try {
    await pipeline(socket, (chunks: AsyncIterable<string>) => replies(chunks, session), socket);
  } catch {
    // The client went away: nobody is left to be told.
    socket.destroy();
  }
}

async function* replies(chunks: AsyncIterable<string>, session: Session): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of chunks) {
    const { lines, rest } = cutLines(text + chunk);
    for (const line of lines) yield `${JSON.stringify(await replyTo(line, session))}\n`;
    text = rest;
    if (text.length > requestLengthMax) {
      yield `${JSON.stringify(refusal('E-TOO-LARGE', 'a command is too long'))}\n`;
      return;
    }
  }
}

async function replyTo(text: string, session: Session): Promise<ControlReply> {
  const request = readRequest(text);
  if (!request) return refusal('E-SYNTAX', 'a request is {"type":"execute","line":"…"}');
  const { type, line } = request;
  if (type === 'complete') return { type: 'candidates', candidates: session.complete(line) };
  const outcome = await session.execute(line);
  return { type: 'outcome', outcome, mayKeep: session.mayKeep(line) };
}

function refusal(code: string, message: string): ControlReply {
  const outcome: Outcome = { ok: false, error: { code, message } };
  return { type: 'outcome', outcome, mayKeep: false };
}

function readRequest(text: string): { readonly type: string; readonly line: string } | undefined {
  if (text.length > requestLengthMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'line' in value && 'type' in value) {
      const { type, line } = value;
      if (typeof line === 'string' && (type === 'execute' || type === 'complete')) {
        return { type, line };
      }
    }
  } catch {
    // Not JSON: refused like everything else that is no request.
  }
  return undefined;
}
