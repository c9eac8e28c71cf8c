/**
 * One UDP socket of a stream: bound at once, tied to its peer when that is settled, deaf to ICMP.
 */
import type { Socket } from 'node:dgram';
import { spaceTurns } from '../child-clock.ts';
import type { Place } from '../sdp/places.ts';
import { udpSocket } from '../udp-socket.ts';

export interface PacketEvents {
  received(bytes: Buffer, address: string, port: number): void;
  /** The address or port cannot be had. */
  unbound(port: number, code: string): void;
}

export class PacketSocket {
  readonly #socket: Socket;
  #isBound = false;
  #isConnected = false;

  constructor(address: string, port: number, events: PacketEvents) {
    this.#socket = udpSocket(address);
    this.#socket.on('message', (bytes, from) => {
      spaceTurns();
      events.received(bytes, from.address, from.port);
    });
    // Once bound, an error is ICMP's word about a peer that may well listen again.
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#isBound) events.unbound(port, error.code ?? error.message);
    });
    this.#socket.once('listening', () => {
      this.#isBound = true;
    });
    this.#socket.bind({ address, port, exclusive: true });
  }

  send(bytes: Buffer, to: Place): void {
    if (!this.#isBound) return;
    if (this.#isConnected) this.#socket.send(bytes);
    else this.#socket.send(bytes, to.port, to.address);
  }

  /** The kernel drops everybody else's packets from now on, and sending costs less. */
  tie(to: Place): void {
    if (this.#isConnected || !this.#isBound) return;
    this.#socket.connect(to.port, to.address);
    this.#isConnected = isConnected(this.#socket);
  }

  untie(): void {
    if (this.#isConnected) this.#socket.disconnect();
    this.#isConnected = false;
  }

  isTied(): boolean {
    return this.#isConnected;
  }

  close(): void {
    this.#isBound = false;
    this.#socket.close();
  }
}

/** Where the kernel has no route it refuses, and the socket stays as it was. */
function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}
