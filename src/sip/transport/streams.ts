/** TCP and TLS of one side: listeners, connections opened and accepted. RFC 3261 §18, RFC 5922. */
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectTls,
  createServer as createTlsServer,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import type { Clock } from '../clock.ts';
import type { Flow, LocalAddress, Side, Target, TransportEvents, TransportFault } from '../flow.ts';
import { Connection } from './connection.ts';
import { limits } from './limits.ts';

export interface TlsMaterial {
  /** PEM texts. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export interface StreamsOptions {
  readonly side: Side;
  readonly transport: 'tcp' | 'tls';
  readonly address: string;
  readonly port: number;
  readonly events: TransportEvents;
  readonly clock: Clock;
  readonly tls: TlsMaterial;
}

const minVersion = 'TLSv1.2';
let lastConnectionId = 0;

export class Streams {
  readonly #options: StreamsOptions;
  readonly #outgoing = new Map<string, Connection | Buffer[]>();
  readonly #byId = new Map<number, Connection>();
  readonly #perSource = new Map<string, number>();
  /** Gives up what is still being opened. */
  readonly #opening = new Set<() => void>();
  #server: Server | undefined;
  #isClosed = false;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Resolves with the port; a TLS side without a certificate of its own only connects out. */
  async listen(): Promise<LocalAddress> {
    const { address, port, transport, tls } = this.#options;
    const accept = (socket: Socket) => this.#accepted(socket);
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
    const key = `${target.address} ${target.port} ${target.domain}`;
    const known = this.#outgoing.get(key);
    if (known instanceof Connection) known.write(bytes);
    else if (known) known.push(bytes);
    else this.#connect(key, target, bytes);
  }

  /** False when the connection is gone. */
  reply(bytes: Buffer, flow: Flow): boolean {
    const connection = this.#byId.get(flow.connectionId ?? -1);
    connection?.write(bytes);
    return connection !== undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const giveUp of [...this.#opening]) giveUp();
    for (const connection of [...this.#byId.values()]) connection.shut();
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #connect(key: string, target: Target, first: Buffer): void {
    const { clock, events, side, transport } = this.#options;
    const waiting = [first];
    this.#outgoing.set(key, waiting);
    const socket = this.#open(target);
    const settled = () => {
      clock.clearTimeout(timer.id);
      this.#opening.delete(giveUp);
    };
    const giveUp = () => fail('closed');
    const fail = (fault: TransportFault) => {
      settled();
      socket.destroy();
      if (this.#outgoing.get(key) !== waiting) return;
      this.#outgoing.delete(key);
      if (!this.#isClosed) events.failed(target, side, fault);
    };
    const timer = { id: clock.setTimeout(() => fail('timeout'), limits.connectMs) };
    this.#opening.add(giveUp);
    const refused = (error: Error) => fail(faultOf(error, transport));
    socket.on('error', refused);
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      settled();
      socket.off('error', refused);
      const connection = this.#adopt(socket, target.address, target.port, true, () => {
        if (this.#outgoing.get(key) === connection) this.#outgoing.delete(key);
        if (!this.#isClosed) events.failed(target, side, 'reset');
      });
      this.#outgoing.set(key, connection);
      for (const bytes of waiting) connection.write(bytes);
    });
  }

  /** The certificate is checked against the configured domain, never the address (RFC 5922 §7). */
  #open({ address, port, domain }: Target): Socket | TLSSocket {
    const { transport, tls, address: localAddress } = this.#options;
    if (transport === 'tcp') return connectTcp({ host: address, port, localAddress });
    const isName = /[a-z]/i.test(domain) && !domain.includes(':');
    return connectTls({
      host: address,
      port,
      minVersion,
      ca: tls.ca,
      cert: tls.cert,
      key: tls.key,
      servername: isName ? domain : '',
      checkServerIdentity: (_, certificate) => domainFault(domain, certificate),
    });
  }

  #accepted(socket: Socket): void {
    const { remoteAddress = '', remotePort = 0 } = socket;
    const open = this.#perSource.get(remoteAddress) ?? 0;
    if (this.#isClosed || remoteAddress === '' || open >= limits.connectionsPerSourceMax) {
      socket.destroy();
      return;
    }
    this.#perSource.set(remoteAddress, open + 1);
    this.#adopt(socket, remoteAddress, remotePort, false, () => {
      const left = (this.#perSource.get(remoteAddress) ?? 1) - 1;
      if (left > 0) this.#perSource.set(remoteAddress, left);
      else this.#perSource.delete(remoteAddress);
    });
  }

  #adopt(
    socket: Socket,
    address: string,
    port: number,
    isOurs: boolean,
    closed: () => void,
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
        closed: () => {
          this.#byId.delete(id);
          closed();
        },
      },
    });
    this.#byId.set(id, connection);
    return connection;
  }
}

/** RFC 5922 §7.1: the domain as a SIP URI of the certificate, or else as one of its names. */
function domainFault(domain: string, certificate: PeerCertificate): Error | undefined {
  const names = (certificate.subjectaltname ?? '').toLowerCase().split(', ');
  if (names.includes(`uri:sip:${domain.toLowerCase()}`)) return undefined;
  return checkServerIdentity(domain, certificate);
}

function faultOf(error: Error, transport: 'tcp' | 'tls'): TransportFault {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED' || code.endsWith('UNREACH')) return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (transport === 'tcp') return 'reset';
  // What the peer alleges of our certificate is in alerts, whose codes begin with ERR_SSL.
  const isTheirs = /CERT|SIGNATURE|ISSUER/.test(code) && !code.startsWith('ERR_SSL');
  return isTheirs ? 'certificate' : 'tls';
}
