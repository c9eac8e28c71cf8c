/**
 * The sockets of the ports that the parent holds: for RTP, and one above for RTCP. They are bound
 * when it takes a port and until it releases it, whoever hears them meanwhile. RFC 3550 §11
 */
import { PacketSocket } from './packet-socket.ts';

export class PortPair {
  readonly address: string;
  readonly rtp: PacketSocket;
  readonly rtcp: PacketSocket;

  constructor(address: string, port: number) {
    this.address = address;
    this.rtp = new PacketSocket(address, port);
    this.rtcp = new PacketSocket(address, port + 1);
  }

  /** Why not both are bound. */
  code(): string | undefined {
    return this.rtp.code() ?? this.rtcp.code();
  }

  close(): void {
    this.rtp.close();
    this.rtcp.close();
  }
}

export class PortPairs {
  readonly #pairs = new Map<number, PortPair>();

  /** Undefined once they are bound, else why they cannot be: `EADDRINUSE` by another program. */
  bind(address: string, port: number): string | undefined {
    const pair = new PortPair(address, port);
    const code = pair.code();
    if (code === undefined) this.#pairs.set(port, pair);
    else pair.close();
    return code;
  }

  /** A child that took the place of another has bound nothing yet. */
  at(address: string, port: number): PortPair {
    const known = this.#pairs.get(port);
    if (known?.address === address) return known;
    known?.close();
    const pair = new PortPair(address, port);
    this.#pairs.set(port, pair);
    return pair;
  }

  release(port: number): void {
    this.#pairs.get(port)?.close();
    this.#pairs.delete(port);
  }
}
