/**
 * One UDP socket of a stream: bound at once or not at all, tied to its peer under a flood, deaf to
 * ICMP.
 */
import type { Socket } from 'node:dgram';
import { spaceTurns } from '../child-clock.ts';
import type { Place } from '../sdp/places.ts';
import { udpSocket } from '../udp-socket.ts';

export type Received = (bytes: Buffer, address: string, port: number) => void;

export class PacketSocket {
  readonly #socket: Socket;
  #received: Received | undefined;
  #code: string | undefined;
  #isOpen = false;
  #isConnected = false;

  constructor(address: string, port: number) {
    this.#socket = udpSocket(address);
    this.#socket.on('message', (bytes, from) => {
      spaceTurns();
      this.#received?.(bytes, from.address, from.port);
    });
    // Once bound, an error is ICMP's word about a peer that may well listen again.
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!this.#isOpen) this.#code = error.code ?? error.message;
    });
    this.#socket.once('listening', () => {
      this.#isOpen = true;
    });
    this.#socket.bind({ address, port, exclusive: true });
  }

  /** Why it could not be bound. */
  code(): string | undefined {
    return this.#code;
  }

  /** Who is given what comes, from whomever. */
  hear(received: Received | undefined): void {
    this.#received = received;
    this.untie();
  }

  send(bytes: Buffer, to: Place): void {
    if (!this.#isOpen) return;
    if (this.#isConnected) this.#socket.send(bytes);
    else this.#socket.send(bytes, to.port, to.address);
  }

  /** The kernel drops everybody else's packets from now on. */
  tie(to: Place): void {
    if (this.#isConnected || !this.#isOpen) return;
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
    this.#isOpen = false;
    this.#isConnected = false;
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
