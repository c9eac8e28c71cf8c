/**
 * A NAT for one server over UDP: from the inside it is the server, from the outside it is whoever
 * speaks. Port and address restricted; it can map anew.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Place } from './peers/sip-socket.ts';

export class Nat {
  /** Where the server seems to be from the inside. */
  readonly inside: Place;
  /** What went out that is no SIP message. */
  readonly keepAlives: string[] = [];
  readonly #near: Socket;
  readonly #server: Place;
  #far: Socket;
  #client: Place | undefined;
  #stale: number | undefined;

  private constructor(near: Socket, far: Socket, server: Place) {
    this.#near = near;
    this.#far = far;
    this.#server = server;
    this.inside = placeOf(near);
    near.on('message', (bytes, { address, port }) => {
      if (this.#stale === port) return;
      this.#client = { address, port };
      if (bytes.length < 16) this.keepAlives.push(bytes.toString());
      this.#far.send(bytes, server.port, server.address);
    });
    near.on('error', () => undefined);
    this.#listen();
  }

  /** `address` is what the server sees us as. */
  static async open(server: Place, address: string): Promise<Nat> {
    return new Nat(await bound('127.0.0.1'), await bound(address), server);
  }

  /** What the server sees. */
  get outside(): Place {
    return placeOf(this.#far);
  }

  /** From now on everything leaves by another mapping, as after a new public address. */
  async remap(address: string): Promise<void> {
    const before = this.#far;
    this.#far = await bound(address);
    this.#listen();
    before.close();
  }

  /** What has come from the port of until now leads nowhere any more. */
  growStale(): void {
    this.#stale = this.#client?.port;
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }

  #listen(): void {
    this.#far.on('error', () => undefined);
    this.#far.on('message', (bytes, { address, port }) => {
      const isKnown = address === this.#server.address && port === this.#server.port;
      if (this.#client && isKnown) this.#near.send(bytes, this.#client.port, this.#client.address);
    });
  }
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  socket.unref();
  return socket;
}

function placeOf(socket: Socket): Place {
  const { address, port } = socket.address();
  return { address, port };
}
