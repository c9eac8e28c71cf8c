/**
 * An ACS on loopback that plays sessions from scripts: what it asks, in order, and what it was
 * answered.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createTlsServer,
  type ServerOptions,
  type Server as TlsServer,
} from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { childNamed, readXml, type XmlElement } from '../../src/management/cwmp/xml/read-xml.ts';
import { until } from './until.ts';

/** A CPE may say more at once than its ACS. */
const guards = { bodyBytesMax: 2 ** 24, depthMax: 64, elementsMax: 200_000 };

/** One HTTP message of the CPE. */
export interface Posted {
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  /** The element in the body; undefined: an empty POST. */
  readonly body: XmlElement | undefined;
  readonly id: string | undefined;
  /** Number of the connection it came on. */
  readonly connection: number;
}

/** What is sent instead of what the script would send. */
export interface Raw {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection after this many bytes of the body. */
  readonly cutAfter?: number;
}

export interface AcsRules {
  /** The namespace that it answers in. */
  readonly version?: '1-0' | '1-1' | '1-2';
  /** The cookie that it sets and insists on; GenieACS ends a session without it. */
  readonly cookie?: string;
  readonly prefix?: string;
  /** Sent as HoldRequests in every envelope, in order; the last one stays. */
  readonly holds?: readonly boolean[];
  /** May answer a message itself: authentication, redirects, faults, garbage. */
  readonly intercept?: (posted: Posted, count: number, request: IncomingMessage) => Raw | undefined;
  readonly tls?: ServerOptions;
  /** Never answers. */
  readonly isSilent?: boolean;
}

export class Acs {
  readonly posts: Posted[] = [];
  /** Methods to ask in the next session: bodies of envelopes. */
  readonly script: string[] = [];
  rules: AcsRules;
  sessionsEnded = 0;
  #server: Server | TlsServer | undefined;
  #port = 0;
  #asked = 0;
  #connections = 0;
  readonly #ids = new WeakMap<Socket, number>();
  readonly #sockets = new Set<Socket>();

  constructor(rules: AcsRules = {}) {
    this.rules = rules;
  }

  async start(): Promise<string> {
    const handle = (request: IncomingMessage, response: ServerResponse) => {
      void this.#handle(request, response).catch(() => response.destroy());
    };
    const { tls } = this.rules;
    const server = tls ? createTlsServer(tls, handle) : createServer(handle);
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#ids.set(socket, (this.#connections += 1));
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    server.on('tlsClientError', () => undefined);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as AddressInfo;
    this.#port = address.port;
    return this.url();
  }

  url(host = '127.0.0.1'): string {
    return `${this.rules.tls ? 'https' : 'http'}://${host}:${this.#port}/acs`;
  }

  /** Closes kept connections, as a server does that has waited long enough. */
  closeIdle(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.closeIdle();
    await new Promise((resolve) => this.#server?.close(resolve) ?? resolve(undefined));
  }

  /** Plays the requests in the next session; resolves with the bodies that answered them. */
  async play(bodies: readonly string[]): Promise<readonly XmlElement[]> {
    const from = this.posts.length;
    const ended = this.sessionsEnded;
    this.script.push(...bodies);
    await until(() => this.sessionsEnded > ended, 'the end of the session');
    return this.answers(from);
  }

  /** Bodies that were no request of the CPE itself. */
  answers(from = 0): readonly XmlElement[] {
    return this.posts
      .slice(from)
      .flatMap(({ body }) =>
        body && !/^(Inform|TransferComplete)$/.test(body.name) ? [body] : [],
      );
  }

  informs(): readonly XmlElement[] {
    return this.posts.flatMap(({ body }) => (body?.name === 'Inform' ? [body] : []));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const root = text === '' ? undefined : readXml(text, guards);
    const [body] = root ? (childNamed(root, 'Body')?.children ?? []) : [];
    const header = root && childNamed(root, 'Header');
    const posted: Posted = {
      text,
      headers: request.headers,
      body,
      id: header && childNamed(header, 'ID')?.text,
      connection: this.#ids.get(request.socket) ?? 0,
    };
    this.posts.push(posted);
    if (this.rules.isSilent) return;
    const raw = this.rules.intercept?.(posted, this.posts.length, request) ?? this.#reply(posted);
    this.#send(response, raw);
  }

  #send(response: ServerResponse, { status, body = '', headers, cutAfter }: Raw): void {
    const bytes = Buffer.from(body, 'utf8');
    response.writeHead(status, { 'content-length': bytes.length, ...headers });
    if (cutAfter === undefined) {
      response.end(bytes);
    } else {
      response.write(bytes.subarray(0, cutAfter), () => response.destroy());
    }
  }

  #reply({ body, headers, id }: Posted): Raw {
    const { cookie } = this.rules;
    if (cookie !== undefined && body?.name !== 'Inform' && !headers.cookie?.includes(cookie)) {
      return { status: 400, body: 'Invalid session' };
    }
    const cookies: Record<string, string> =
      cookie === undefined ? {} : { 'set-cookie': `${cookie}; Path=/` };
    if (body?.name === 'Inform') {
      const inner = this.#element('InformResponse', '<MaxEnvelopes>1</MaxEnvelopes>');
      return { status: 200, body: this.envelope(inner, id ?? '1'), headers: cookies };
    }
    if (body?.name === 'TransferComplete') {
      return {
        status: 200,
        body: this.envelope(this.#element('TransferCompleteResponse', ''), id),
      };
    }
    const next = this.script.shift();
    if (next === undefined) {
      this.sessionsEnded += 1;
      return { status: 204 };
    }
    return { status: 200, body: this.envelope(next, `acs-${(this.#asked += 1)}`) };
  }

  #element(name: string, inner: string): string {
    const { prefix = 'cwmp' } = this.rules;
    return `<${prefix}:${name}>${inner}</${prefix}:${name}>`;
  }

  envelope(body: string, id = '1', extraHeaders = ''): string {
    const { version = '1-2', prefix = 'cwmp', holds = [] } = this.rules;
    const isHeld = holds[0];
    if (holds.length > 1) this.rules = { ...this.rules, holds: holds.slice(1) };
    const must = 'S:mustUnderstand="1"';
    const hold =
      isHeld === undefined
        ? ''
        : `<${prefix}:HoldRequests ${must}>${isHeld ? 1 : 0}</${prefix}:HoldRequests>`;
    return `<?xml version="1.0"?>
      <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:${prefix}="urn:dslforum-org:cwmp-${version}">
      <S:Header><${prefix}:ID ${must}>${id}</${prefix}:ID>${hold}${extraHeaders}</S:Header>
      <S:Body>${body}</S:Body></S:Envelope>`;
  }
}
