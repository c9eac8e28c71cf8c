/** A NAT for one server over TCP: from the outside everybody behind it has another address. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class StreamNat {
  /** Where the server seems to be from the inside. */
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** `address` is what the server sees. */
  static async open(serverPort: number, address: string): Promise<StreamNat> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    if (typeof at !== 'object' || !at) throw new Error('no port');
    const nat = new StreamNat(server, at.port);
    server.on('connection', (near: Socket) => {
      const far = connect({ port: serverPort, host: '127.0.0.1', localAddress: address });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        nat.#sockets.add(one);
        one.on('error', () => undefined);
        one.on('close', () => nat.#sockets.delete(one) && other.destroy());
        one.pipe(other);
      }
    });
    return nat;
  }

  /** Everything that it remembers is gone. */
  restart(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.restart();
    this.#server.close();
  }
}
