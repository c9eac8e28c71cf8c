/** The agent as a child process: its file, its pipe, what it may see of ours. */
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import type { AgentChild, AgentChildEvents } from './agent-link.ts';
import { isFromAgent } from './channel.ts';
import { limits } from './limits.ts';

/** The file's own ending: it runs from sources and from a build alike. */
const agentFile = new URL(`./agent-process${extname(import.meta.filename)}`, import.meta.url);

export function forkAgent({ onMessage, onEnd }: AgentChildEvents): AgentChild {
  // Nothing of our environment is any business of a process that reads datagrams.
  const child = fork(agentFile, [], {
    // Nothing of ours is its business but what has been compiled already.
    env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    // It needs a tenth of this; whoever makes it need more ends it, and nothing else.
    execArgv: [`--max-old-space-size=${limits.heapMaxMiB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2000);
  });
  child.on('message', (message: unknown) => {
    if (isFromAgent(message)) onMessage(message);
  });
  child.once('error', (error) => onEnd(error.message));
  child.once('exit', (code, signal) => onEnd(`${signal ?? code} ${complaint}`.trim()));
  return {
    send(message) {
      // An error here means that it is going; its end is what counts.
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
