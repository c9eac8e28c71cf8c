/** A phone on the inside that registers over TCP, from a port of the moment, and rings there. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Credentials } from '../../../src/sip/auth/credentials.ts';
import { type Answer, createRequest, respondTo } from '../../../src/sip/message/build.ts';
import { formatMessage } from '../../../src/sip/message/format.ts';
import type { Message, Request, Response } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { Framer } from '../../../src/sip/transport/framing.ts';
import { until } from '../until.ts';
import type { Account } from './party.ts';
import { token } from './sip-socket.ts';

export class StreamPhone {
  /** Every INVITE that has come, over whichever connection. */
  readonly invites: Request[] = [];
  /** How it answers each; undefined: not at all. */
  status: number | undefined = 486;
  readonly #gatewayPort: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #own: Socket | undefined;
  #waiting: ((response: Response) => void) | undefined;

  private constructor(gatewayPort: number, server: Server) {
    this.#gatewayPort = gatewayPort;
    this.#server = server;
    server.on('connection', (socket: Socket) => this.#hear(socket));
  }

  static async open(gatewayPort: number): Promise<StreamPhone> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StreamPhone(gatewayPort, server);
  }

  /** `where`: what its Contact names, where it listens or where it calls from. */
  async register(account: Account, where: 'listening' | 'calling'): Promise<number> {
    const socket = connect({ port: this.#gatewayPort, host: '127.0.0.1' });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    this.#hear(socket);
    this.#own = socket;
    const at = this.#server.address();
    const listening = typeof at === 'object' && at ? at.port : 0;
    const port = where === 'listening' ? listening : socket.localPort;
    const credentials = new Credentials(
      { user: account.login, reveal: () => account.password },
      { hex: () => token() },
    );
    const callId = token();
    for (let cseq = 1; ; cseq += 1) {
      const parts = {
        method: 'REGISTER',
        uri: 'sip:gateway',
        fields: [
          ['Via', `SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bK${token()}`],
          ['Max-Forwards', '70'],
          ['From', `<sip:${account.login}@gateway>;tag=${token()}`],
          ['To', `<sip:${account.login}@gateway>`],
          ['Call-ID', callId],
          ['CSeq', `${cseq} REGISTER`],
          ['Contact', `<sip:${account.login}@127.0.0.1:${port};transport=tcp>`],
          ['Expires', '600'],
        ],
      } as const;
      const own = credentials.headers(createRequest(parts));
      const request = createRequest({ ...parts, fields: [...parts.fields, ...own] });
      const answered = new Promise<Response>((resolve) => {
        this.#waiting = resolve;
      });
      socket.write(formatMessage(request));
      const response = await answered;
      if (response.status !== 401 || credentials.challenged(response) !== 'retry')
        return response.status;
    }
  }

  /** Its connection breaks, as when it restarts; also where it listens nobody is, unless told. */
  async vanish({ listens = false } = {}): Promise<void> {
    if (!listens) this.#server.close();
    this.#own?.resetAndDestroy();
    await until(() => this.#own?.closed === true, 'the end of the connection');
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #hear(socket: Socket): void {
    this.#sockets.add(socket);
    const framer = new Framer({
      message: (bytes) => {
        const parsed = parseMessage(bytes, 'stream');
        if (parsed.ok) this.#heard(parsed.message, socket);
      },
      lineEnds: () => undefined,
      broken: () => socket.destroy(),
    });
    socket.on('data', (chunk: Buffer) => framer.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #heard(message: Message, socket: Socket): void {
    if (message.kind === 'response') return this.#waiting?.(message);
    if (message.method === 'ACK') return;
    const isInvite = message.method === 'INVITE';
    if (isInvite) this.invites.push(message);
    const status = isInvite ? this.status : 200;
    const answer: Answer = { toTag: 'phone' };
    if (status !== undefined) socket.write(formatMessage(respondTo(message, status, answer)));
  }
}
