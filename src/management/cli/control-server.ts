/** The control socket: whoever may open the file (mode 0600) is the owner of the gateway. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { type ControlReply, createLines, requestBytesMax } from './control-protocol.ts';
import type { Session } from './session.ts';

export interface ControlServer {
  close(): Promise<void>;
}

/** Listens on `path`; a file left by a killed gateway is replaced (the store's lock says who lives). */
export async function listenForControl(path: string, session: Session): Promise<ControlServer> {
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serve(socket, session);
  });
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
    // The file must never be open to others, not even before the chmod below.
    const mask = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(mask);
  });
}

function serve(socket: Socket, session: Session): void {
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  const say = (reply: ControlReply) => {
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  };
  let last: Promise<void> = Promise.resolve();
  const take = createLines((line) => {
    last = last.then(async () => say(await replyTo(line, session)));
  });
  socket.on('data', (chunk: string) => {
    if (take(chunk) > requestBytesMax) socket.destroy();
  });
}

async function replyTo(text: string, session: Session): Promise<ControlReply> {
  const request = readRequest(text);
  if (request.type === 'complete') {
    return { type: 'candidates', candidates: session.complete(request.line) };
  }
  return { type: 'outcome', outcome: await session.execute(request.line) };
}

function readRequest(text: string): { readonly type: string; readonly line: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'line' in value && 'type' in value) {
      const { type, line } = value;
      if (typeof line === 'string' && typeof type === 'string') return { type, line };
    }
  } catch {
    // Not ours: answered like an empty command below.
  }
  return { type: 'execute', line: '' };
}
