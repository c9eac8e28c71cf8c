/** The media child: does what its parent says, and ends with it. */
import { constants, setPriority } from 'node:os';
import { every, now } from '../child-clock.ts';
import { limits } from '../limits.ts';
import type { FromChild, ToChild } from '../plan.ts';
import { Ears } from './ear.ts';
import { Pacer } from './pacer.ts';
import { PortPairs } from './port-pairs.ts';
import { Rooms } from './rooms.ts';

const pacer = new Pacer();
const ears = new Ears(pacer, (ear, reason) =>
  tell({ type: 'event', event: { type: 'recordingFailed', ear, reason } }),
);
const pairs = new PortPairs();
const rooms = new Rooms(pacer, (session) => ({
  now,
  pacer,
  ears,
  pairs,
  unbound: (port, code) => tell({ type: 'unbound', session, port, code }),
  tell: (event) => tell({ type: 'event', event }),
}));
let inactivityMs = 0;

function tell(message: FromChild): void {
  // Without a parent there is nobody to tell; `disconnect` ends the process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function watch(): void {
  const nowMs = now();
  for (const session of rooms.all()) session.watch(nowMs, inactivityMs);
}

function hear(message: ToChild): void {
  switch (message.type) {
    case 'start':
      inactivityMs = message.inactivityMs;
      break;
    case 'session':
      rooms.open(message.plan.session).apply(message.plan);
      break;
    case 'close':
      rooms.close(message.session);
      break;
    case 'bind': {
      const { id, address, port } = message;
      tell({ type: 'bound', id, code: pairs.bind(address, port) });
      break;
    }
    case 'release':
      pairs.release(message.port);
      break;
    case 'conference':
      rooms.confer(message.id, message.members);
      break;
    case 'hear':
      ears.hear(message.ear, message.hearing);
      break;
    case 'press':
      rooms.get(message.session)?.press(message.leg, message.keys);
      break;
    case 'stats':
      tell({ type: 'stats', id: message.id, stats: rooms.get(message.session)?.stats() });
      break;
    case 'stop':
      process.exit(0);
  }
}

/** Where the kernel lets it, audio goes before everything else on the machine. */
function preferAudio(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // Only the privileged may; then it takes its turn.
  }
}

function isToChild(message: unknown): message is ToChild {
  return typeof message === 'object' && message !== null && 'type' in message;
}

process.on('message', (messages) => {
  if (!Array.isArray(messages)) return;
  for (const message of messages) if (isToChild(message)) hear(message);
});
process.on('disconnect', () => process.exit(0));
// Signals to the whole group are the parent's to answer: calls may still be draining.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
every(limits.watchMs, watch);
preferAudio();
