/** TCP and TLS of one side: listeners, connections opened and accepted. RFC 3261 §18, RFC 5922. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../clock.ts';
import type {
  Flow,
  KeepAlive,
  LocalAddress,
  Side,
  Target,
  TransportEvents,
  TransportFault,
} from '../flow.ts';
import { Connection, type ConnectionEvents } from './connection.ts';
import { dial, dialFault, minVersion, type TlsMaterial } from './dial.ts';
import { limits } from './limits.ts';

export interface StreamsOptions {
  readonly side: Side;
  readonly transport: 'tcp' | 'tls';
  readonly address: string;
  readonly port: number;
  readonly events: TransportEvents;
  readonly clock: Clock;
  readonly tls: TlsMaterial;
  /** Opens a connection; by default on this machine's network. */
  readonly dial?: typeof dial;
}

let lastConnectionId = 0;

export class Streams {
  readonly #options: StreamsOptions;
  /** Whatever leads to a place: opened by us, being opened, or opened by whoever is there. */
  readonly #ways = new Map<string, Connection | Buffer[]>();
  readonly #byId = new Map<number, Connection>();
  readonly #perSource = new Map<string, number>();
  /** Gives up what is still being opened. */
  readonly #opening = new Set<() => void>();
  /** Places that have answered a keep-alive once: the longest known is forgotten first. */
  readonly #answerers = new Set<string>();
  #server: Server | undefined;
  #isClosed = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Resolves with the port; a TLS side without a certificate of its own only connects out. */
  async listen(): Promise<LocalAddress> {
    const { address, port, transport, tls } = this.#options;
    const accept = (socket: Socket) => this.accept(socket);
    if (transport === 'tls' && !(tls.cert && tls.key)) return { host: address, port };
    const { cert, key } = tls;
    const server =
      transport === 'tls'
        ? createTlsServer(
            { cert, key, minVersion, handshakeTimeout: limits.firstMessageMs },
            accept,
          )
        : createServer(accept);
    this.#server = server;
    server.maxConnections = limits.connectionsMax;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address, port, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.on('error', () => undefined);
    server.on('tlsClientError', () => undefined);
    const bound = server.address();
    return { host: address, port: typeof bound === 'object' && bound ? bound.port : port };
  }

  send(bytes: Buffer, target: Target): void {
    if (this.#isClosed) return;
    const key = keyOf(target);
    const known = this.#theirs(target) ?? this.#ways.get(key);
    if (known instanceof Connection) known.write(bytes);
    else if (known) known.push(bytes);
    else this.#connect(key, target, bytes);
  }

  keep(target: Target, how: KeepAlive): boolean {
    const key = keyOf(target);
    const connection = this.#open(key);
    const isAnswerOwed = how.isAnswerOwed === true || this.#answerers.has(key);
    connection?.keep({ ...how, isAnswerOwed });
    return connection !== undefined;
  }

  /** The next message opens another connection. */
  renew(target: Target): boolean {
    const connection = this.#open(keyOf(target));
    connection?.abort('given up for its silence');
    return connection !== undefined;
  }

  /** RFC 3261 §18.2.2: false when the connection is gone; another may lead to who has asked. */
  reply(bytes: Buffer, flow: Flow): boolean {
    const connection = this.#byId.get(flow.connectionId ?? -1);
    connection?.write(bytes);
    if (connection) return true;
    const { transport, address, sentByPort: port } = flow;
    if (port !== undefined) this.send(bytes, { transport, address, port, domain: address });
    return false;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const giveUp of [...this.#opening]) giveUp();
    for (const connection of [...this.#byId.values()]) connection.shut();
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #open(key: string): Connection | undefined {
    const way = this.#ways.get(key);
    return way instanceof Connection ? way : undefined;
  }

  /** RFC 5923, and the only way to many a phone: the connection that the other end has opened. */
  #theirs({ address, over }: Target): Connection | undefined {
    if (over === undefined) return undefined;
    const connection = this.#open(keyOf({ address, port: over, domain: address }));
    return connection?.isOurs === false ? connection : undefined;
  }

  #connect(key: string, target: Target, first: Buffer): void {
    const { clock, events, side, transport, dial: open = dial } = this.#options;
    const waiting = [first];
    this.#ways.set(key, waiting);
    const socket = open(this.#options, target);
    const settled = () => {
      clock.clearTimeout(timer.id);
      this.#opening.delete(giveUp);
    };
    const giveUp = () => fail('closed');
    const fail = (fault: TransportFault) => {
      settled();
      socket.destroy();
      if (this.#ways.get(key) !== waiting) return;
      this.#ways.delete(key);
      if (!this.#isClosed) events.failed(target, side, fault);
    };
    const timer = { id: clock.setTimeout(() => fail('timeout'), limits.connectMs) };
    this.#opening.add(giveUp);
    const refused = (error: Error) => fail(dialFault(error, transport));
    socket.on('error', refused);
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      settled();
      socket.off('error', refused);
      const connection = this.#opened(socket, key, target);
      for (const bytes of waiting) connection.write(bytes);
      events.opened?.(target, side);
    });
  }

  #opened(socket: Socket, key: string, target: Target): Connection {
    const { clock, events, side } = this.#options;
    const sinceMs = clock.now();
    const connection = this.#adopt(socket, target, true, {
      ponged: () => this.#answers(key),
      closed: ({ reason, isOrderly }) => {
        if (this.#ways.get(key) === connection) this.#ways.delete(key);
        if (this.#isClosed) return;
        events.failed(target, side, 'lost');
        events.lost?.({ target, side, reason, isOrderly, heldMs: clock.now() - sinceMs });
      },
    });
    this.#ways.set(key, connection);
    return connection;
  }

  #answers(key: string): void {
    this.#answerers.add(key);
    const [first = key] = this.#answerers;
    if (this.#answerers.size > limits.answerersMax) this.#answerers.delete(first);
  }

  /** A connection that its other end has opened. */
  accept(socket: Socket): void {
    const { side, transport, events } = this.#options;
    const { remoteAddress = '', remotePort = 0 } = socket;
    const open = this.#perSource.get(remoteAddress) ?? 0;
    if (this.#isClosed || remoteAddress === '' || open >= limits.connectionsPerSourceMax) {
      socket.destroy();
      return;
    }
    this.#perSource.set(remoteAddress, open + 1);
    const place = { address: remoteAddress, port: remotePort };
    // Who has called us from a port of the moment is reached by this connection or not at all.
    const key = keyOf({ ...place, domain: remoteAddress });
    const connection = this.#adopt(socket, place, false, {
      ponged: () => undefined,
      closed: () => {
        const left = (this.#perSource.get(remoteAddress) ?? 1) - 1;
        if (left > 0) this.#perSource.set(remoteAddress, left);
        else this.#perSource.delete(remoteAddress);
        if (this.#ways.get(key) === connection) this.#ways.delete(key);
        // Also when this side is closed itself: who was reached by it alone no longer is.
        events.failed({ transport, ...place }, side, 'lost');
      },
    });
    this.#ways.set(key, connection);
  }

  #adopt(
    socket: Socket,
    { address, port }: Pick<Flow, 'address' | 'port'>,
    isOurs: boolean,
    { ponged, closed }: Pick<ConnectionEvents, 'ponged' | 'closed'>,
  ): Connection {
    const { side, transport, events, clock } = this.#options;
    lastConnectionId += 1;
    const id = lastConnectionId;
    const flow: Flow = { side, transport, address, port, connectionId: id };
    const connection = new Connection(socket, flow, {
      clock,
      isOurs,
      events: {
        message: (bytes, from) => events.received(bytes, from),
        malformed: (bytes, from, rule) => events.malformed(bytes, from, rule),
        ponged,
        closed: (ending) => {
          this.#byId.delete(id);
          closed(ending);
        },
      },
    });
    this.#byId.set(id, connection);
    return connection;
  }
}

function keyOf({ address, port, domain }: Pick<Target, 'address' | 'port' | 'domain'>): string {
  return `${address} ${port} ${domain}`;
}
