/** The other end of the control socket: used by `offhook exec` and `offhook console`. */
import { connect } from 'node:net';
import type { Candidate } from './complete.ts';
import { type ControlReply, type ControlRequest, cutLines } from './control-protocol.ts';
import type { Outcome } from './session.ts';

/** What came of a line, and whether a history on disk may hold it. */
type Executed = Outcome & { readonly mayKeep: boolean };

export interface ControlClient {
  execute(line: string): Promise<Executed>;
  complete(line: string): Promise<readonly Candidate[]>;
  close(): void;
}

const notRunning = (path: string): Executed => ({
  ok: false,
  error: { code: 'E-NOT-RUNNING', message: `no gateway answers at ${path}` },
  mayKeep: false,
});

/** Connects at once; every answer comes in the order of the questions. */
export function connectControl(path: string): ControlClient {
  const waiting: ((reply: ControlReply | undefined) => void)[] = [];
  const socket = connect(path);
  socket.setEncoding('utf8');
  let isClosed = false;
  let text = '';
  const fail = () => {
    isClosed = true;
    for (const settle of waiting.splice(0)) settle(undefined);
  };
  socket.on('error', fail);
  socket.on('close', fail);
  socket.on('data', (chunk: string) => {
    const { lines, rest } = cutLines(text + chunk);
    text = rest;
    for (const line of lines) waiting.shift()?.(parseReply(line));
  });

  const ask = (request: ControlRequest) =>
    new Promise<ControlReply | undefined>((resolve) => {
      if (isClosed) return resolve(undefined);
      waiting.push(resolve);
      socket.write(`${JSON.stringify(request)}\n`);
    });

  return {
    async execute(line) {
      const reply = await ask({ type: 'execute', line });
      if (reply?.type !== 'outcome') return notRunning(path);
      return { ...reply.outcome, mayKeep: reply.mayKeep };
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
