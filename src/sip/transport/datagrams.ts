/**
 * Datagrams of one side: a main socket, and one connected socket for each peer, all on the same
 * port. RFC 3261 §18, §18.4.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Flow, LocalAddress, Side, Target, TransportEvents, TransportFault } from '../flow.ts';
import { hasNoWay } from './dial.ts';
import { limits } from './limits.ts';

export interface DatagramsOptions {
  readonly side: Side;
  readonly address: string;
  readonly port: number;
  readonly events: TransportEvents;
}

interface Peer {
  readonly socket: Socket;
  isReady: boolean;
  /** On a port of its own. */
  readonly isMoved: boolean;
  readonly waiting: Buffer[];
}

/** Only a connected socket hears ICMP errors; the kernel gives each its own peer's datagrams. */
export class Datagrams {
  readonly #options: DatagramsOptions;
  readonly #main: Socket;
  readonly #peers = new Map<string, Peer>();
  #local: LocalAddress;
  #isClosed = false;

  private constructor(options: DatagramsOptions, main: Socket) {
    this.#options = options;
    this.#main = main;
    this.#local = { host: options.address, port: options.port };
  }

  static async open(options: DatagramsOptions): Promise<Datagrams> {
    const main = createSocket({ type: typeOf(options.address), reuseAddr: true });
    const datagrams = new Datagrams(options, main);
    await new Promise<void>((resolve, reject) => {
      main.once('error', reject);
      main.bind({ address: options.address, port: options.port, exclusive: true }, () => {
        main.off('error', reject);
        resolve();
      });
    });
    datagrams.#local = { host: options.address, port: main.address().port };
    widen(main);
    main.on('message', (bytes, from) => datagrams.#received(bytes, from));
    // An unconnected socket has nothing to tell that anybody could use.
    main.on('error', () => undefined);
    return datagrams;
  }

  local(): LocalAddress {
    return this.#local;
  }

  send(bytes: Buffer, target: Target): void {
    if (this.#isClosed) return;
    const key = `${target.address} ${target.port}`;
    const peer = this.#peers.get(key) ?? this.#connect(key, target);
    if (peer.isReady) this.#write(peer, bytes, target);
    else if (peer.waiting.length < 1000) peer.waiting.push(bytes);
  }

  /** Back to where a request came from, from the port it was sent to. */
  reply(bytes: Buffer, { address, port }: Flow): void {
    if (this.#isClosed) return;
    const peer = this.#peers.get(`${address} ${port}`);
    if (peer?.isMoved && peer.isReady) return peer.socket.send(bytes, () => undefined);
    this.#main.send(bytes, port, address, () => undefined);
  }

  /** The peer is sent to, and heard, on a fresh port from now on. */
  renew(target: Target): boolean {
    if (this.#isClosed) return false;
    const key = `${target.address} ${target.port}`;
    this.#peers.get(key)?.socket.close();
    this.#connect(key, target, true);
    return true;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { socket } of this.#peers.values()) socket.close();
    this.#peers.clear();
    this.#main.close();
  }

  #received(bytes: Buffer, { address, port }: RemoteInfo): void {
    if (!isPlausible(bytes)) return;
    const { side, events } = this.#options;
    events.received(bytes, { side, transport: 'udp', address, port, connectionId: undefined });
  }

  #connect(key: string, target: Target, isMoved = false): Peer {
    this.#makeRoom();
    const socket = createSocket({ type: typeOf(target.address), reuseAddr: true });
    const peer: Peer = { socket, isReady: false, isMoved, waiting: [] };
    this.#peers.set(key, peer);
    const fail = (error: Error) => this.#failed(key, target, error);
    socket.on('error', fail);
    socket.on('message', (bytes, from) => this.#received(bytes, from));
    const { host: address, port } = this.#local;
    socket.bind({ address, port: isMoved ? 0 : port, exclusive: true }, () => {
      widen(socket);
      socket.connect(target.port, target.address, (error?: Error) => {
        if (error) return fail(error);
        peer.isReady = true;
        for (const bytes of peer.waiting.splice(0)) this.#write(peer, bytes, target);
      });
    });
    return peer;
  }

  #write(peer: Peer, bytes: Buffer, target: Target): void {
    peer.socket.send(bytes, (error) => {
      if (!error || this.#isClosed) return;
      this.#options.events.failed(target, this.#options.side, faultOf(error));
    });
  }

  /** The socket stays: the next send may find the server back. */
  #failed(key: string, target: Target, error: Error): void {
    const peer = this.#peers.get(key);
    if (peer && !peer.isReady) {
      this.#peers.delete(key);
      peer.socket.close();
    }
    if (!this.#isClosed) this.#options.events.failed(target, this.#options.side, faultOf(error));
  }

  /** The peer that was connected first makes room. */
  #makeRoom(): void {
    if (this.#peers.size < limits.datagramPeersMax) return;
    const oldest = this.#peers.keys().next().value;
    if (oldest === undefined) return;
    this.#peers.get(oldest)?.socket.close();
    this.#peers.delete(oldest);
  }
}

function typeOf(address: string): 'udp4' | 'udp6' {
  return address.includes(':') ? 'udp6' : 'udp4';
}

function faultOf(error: Error): TransportFault {
  if ('code' in error && error.code === 'EMSGSIZE') return 'too-large';
  return hasNoWay(error) ? 'no-way' : 'refused';
}

function widen(socket: Socket): void {
  try {
    socket.setRecvBufferSize(limits.receiveBufferBytes);
  } catch {
    // The kernel gives what it may; a smaller buffer still works.
  }
}

/** Cheap enough for a flood: a keep-alive or anything too short to be SIP goes no further. */
function isPlausible(bytes: Buffer): boolean {
  return bytes.length >= 16 && (bytes[0] ?? 0) > 0x20;
}
