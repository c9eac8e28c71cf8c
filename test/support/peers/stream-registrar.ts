/**
 * A server over TCP or TLS that accepts every line, takes no call, and whose connections can be cut.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { respondTo } from '../../../src/sip/message/build.ts';
import { replaceFirst } from '../../../src/sip/message/field-headers.ts';
import { formatMessage } from '../../../src/sip/message/format.ts';
import type { Fields } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { Framer } from '../../../src/sip/transport/framing.ts';
import type { Certificate } from '../certificates.ts';

interface Heard {
  /** The user part of To. */
  readonly line: string;
  /** Which connection it came over, from 1. */
  readonly connection: number;
  readonly contact: string;
  /** Whence it came, as is seen here. */
  readonly from: string;
  /** The lease that it asked for. */
  readonly expires: string | undefined;
}

export class StreamRegistrar {
  readonly registered: Heard[] = [];
  readonly port: number;
  /** What else its 200 says. */
  fields: Fields = [];
  /** What an INVITE gets, by the connection that it has come over; undefined: its end. */
  invited: (connection: number) => number | undefined = () => 486;
  doesPong = false;
  pings = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #connections = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(options: { port?: number; tls?: Certificate } = {}): Promise<StreamRegistrar> {
    const { port = 0, tls } = options;
    const server = tls ? createTlsServer(tls) : createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('no port');
    const registrar = new StreamRegistrar(server, address.port);
    server.on('connection', (socket: Socket) => registrar.#hold(socket));
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) =>
      registrar.#accept(socket),
    );
    return registrar;
  }

  /** The end of all connections: in order, or as if the machine had died. */
  drop(how: 'end' | 'reset'): void {
    for (const socket of this.#sockets) {
      if (how === 'end') socket.end();
      else socket.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The bare connection, below any TLS. */
  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #accept(socket: Socket): void {
    this.#connections += 1;
    const connection = this.#connections;
    const framer = new Framer({
      message: (bytes) => this.#answer(bytes, socket, connection),
      lineEnds: (count) => {
        this.pings += Math.floor(count / 2);
        if (this.doesPong) socket.write('\r\n');
      },
      broken: () => socket.destroy(),
    });
    socket.on('data', (chunk: Buffer) => framer.push(chunk));
    socket.on('error', () => undefined);
  }

  #answer(bytes: Buffer, socket: Socket, connection: number): void {
    const parsed = parseMessage(bytes, 'stream');
    if (!parsed.ok || parsed.message.kind !== 'request') return;
    const request = parsed.message;
    const [contact] = request.headers.all('Contact');
    if (request.method === 'REGISTER' && !contact?.includes('expires=0')) {
      const line = /sip:([^@]+)@/.exec(request.headers.first('To') ?? '')?.[1] ?? '';
      const from = `${socket.remoteAddress}:${socket.remotePort}`;
      const expires = request.headers.first('Expires');
      this.registered.push({ line, connection, contact: contact ?? '', from, expires });
    }
    const status = request.method === 'INVITE' ? this.invited(connection) : 200;
    if (status === undefined) return void socket.resetAndDestroy();
    if (request.method === 'ACK') return;
    const own: Fields = contact === undefined ? [] : [['Contact', contact], ...this.fields];
    const plain = respondTo(request, status, { fields: own, toTag: 'registrar' });
    // RFC 3581 §4: where the request has come from.
    const via = plain.headers.first('Via') ?? '';
    const seen = `;received=${socket.remoteAddress};rport=${socket.remotePort}`;
    const headers = replaceFirst(plain.headers, 'Via', via.replace(/;rport(?=;|$)/, seen));
    const answer = { ...plain, headers };
    if (socket.writable) socket.write(formatMessage(answer));
  }
}
