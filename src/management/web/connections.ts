/** Room for those who come to work: at the limit who has waited longest goes. Threat T20. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** The request is complete and its sender known: its connection stays until the answer is out. */
  serve(request: IncomingMessage, response: ServerResponse): void;
  count(): number;
}

interface Connection {
  readonly socket: Socket;
  isServing: boolean;
}

/** Under TLS the request has another socket object than the listener: addresses tell both. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/**
 * A slow client never completes a request, so it is always among those that wait: five hundred of
 * them push each other out, and somebody who logs in meanwhile gets in at once.
 */
export function keepRoom(server: Server, max: number): Connections {
  const open = new Map<string, Connection>();

  function makeRoom(): boolean {
    if (open.size < max) return true;
    for (const [key, { socket, isServing }] of open) {
      if (isServing) continue;
      open.delete(key);
      socket.destroy();
      return true;
    }
    return false;
  }

  server.on('connection', (socket: Socket) => {
    if (!makeRoom()) return void socket.destroy();
    const key = keyOf(socket);
    const connection = { socket, isServing: false };
    open.set(key, connection);
    socket.once('close', () => {
      if (open.get(key) === connection) open.delete(key);
    });
  });

  return {
    serve({ socket }, response) {
      const key = keyOf(socket);
      const connection = open.get(key);
      if (!connection) return;
      connection.isServing = true;
      response.once('close', () => {
        connection.isServing = false;
        // Now the one that has waited least.
        if (open.delete(key)) open.set(key, connection);
      });
    },
    count: () => open.size,
  };
}
