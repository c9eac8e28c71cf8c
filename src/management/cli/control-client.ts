/** The other end of the control socket: used by `offhook exec` and `offhook console`. */
import { connect } from 'node:net';
import type { Candidate } from './complete.ts';
import { type ControlReply, type ControlRequest, createLines } from './control-protocol.ts';
import type { Outcome } from './session.ts';

export interface ControlClient {
  execute(line: string): Promise<Outcome>;
  complete(line: string): Promise<readonly Candidate[]>;
  close(): void;
}

const notRunning = (path: string): Outcome => ({
  ok: false,
  error: { code: 'E-NOT-RUNNING', message: `no gateway answers at ${path}` },
});

/** Connects lazily; every answer comes in the order of the questions. */
export function connectControl(path: string): ControlClient {
  const waiting: ((reply: ControlReply | undefined) => void)[] = [];
  const socket = connect(path);
  socket.setEncoding('utf8');
  let isClosed = false;
  const fail = () => {
    isClosed = true;
    for (const settle of waiting.splice(0)) settle(undefined);
  };
  socket.on('error', fail);
  socket.on('close', fail);
  const take = createLines((line) => waiting.shift()?.(parseReply(line)));
  socket.on('data', (chunk: string) => void take(chunk));

  const ask = (request: ControlRequest) =>
    new Promise<ControlReply | undefined>((resolve) => {
      if (isClosed) return resolve(undefined);
      waiting.push(resolve);
      socket.write(`${JSON.stringify(request)}\n`);
    });

  return {
    async execute(line) {
      const reply = await ask({ type: 'execute', line });
      return reply?.type === 'outcome' ? reply.outcome : notRunning(path);
    },
    async complete(line) {
      const reply = await ask({ type: 'complete', line });
      return reply?.type === 'candidates' ? reply.candidates : [];
    },
    close: () => socket.destroy(),
  };
}

/** The gateway is trusted: it runs as the owner of the socket. */
function parseReply(line: string): ControlReply | undefined {
  try {
    const value: ControlReply = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}
