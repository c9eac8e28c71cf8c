/** The connection to an AgentX master: framed, and made anew when it breaks. */
import { connect, type Socket } from 'node:net';
import type { FaceClock } from '../../face.ts';
import { headerBytes, readHeader } from './pdu.ts';
import { AgentxSession, type SessionPorts } from './session.ts';

export interface ClientOptions extends Omit<SessionPorts, 'send' | 'onOpen' | 'onRefused'> {
  /** A UNIX socket's path or `tcp:<host>:<port>`. */
  readonly master: string;
  readonly clock: Pick<FaceClock, 'setTimeout' | 'clearTimeout'>;
  /** `connecting`, `open`, or why not. */
  readonly onState: (state: string) => void;
}

/** So long after a break; a master that restarts is back by then. */
const reconnectMs = 1_000;

export class AgentxClient {
  readonly #options: ClientOptions;
  #socket: Socket | undefined;
  #session: AgentxSession | undefined;
  #timer: unknown;
  #isStopped = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  start(): void {
    const { master, onState } = this.#options;
    onState('connecting');
    const socket = connect(placeOf(master));
    this.#socket = socket;
    const session = new AgentxSession({
      ...this.#options,
      send: (pdu) => socket.write(pdu),
      onOpen: () => onState('open'),
      onRefused: (error) => {
        onState(`refused: ${error}`);
        socket.destroy();
      },
    });
    socket.on('connect', () => {
      this.#session = session;
      session.open();
    });
    const framed = framer((pdu) => {
      const header = readHeader(pdu);
      if (header) session.hear(header, pdu.subarray(headerBytes));
    });
    socket.on('data', (chunk) => {
      if (!framed(chunk)) socket.destroy();
    });
    socket.on('error', (error) => onState(error.message));
    socket.on('close', () => this.#again());
  }

  #again(): void {
    this.#session = undefined;
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimeout(() => this.start(), reconnectMs);
  }

  notify(varbinds: Parameters<AgentxSession['notify']>[0]): void {
    this.#session?.notify(varbinds);
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#socket?.destroy();
  }
}

function placeOf(master: string): { path: string } | { host: string; port: number } {
  if (!master.startsWith('tcp:')) return { path: master };
  const colon = master.lastIndexOf(':');
  return {
    host: master.slice(4, colon).replace(/^\[|\]$/g, ''),
    port: Number(master.slice(colon + 1)),
  };
}

/** Cuts a stream into PDUs, however it arrives; false when it is no AgentX. */
function framer(hear: (pdu: Buffer) => void): (chunk: Buffer) => boolean {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= headerBytes) {
      const header = readHeader(held);
      if (!header) return false;
      const length = headerBytes + header.payloadBytes;
      if (held.length < length) return true;
      hear(held.subarray(0, length));
      held = held.subarray(length);
    }
    return true;
  };
}
