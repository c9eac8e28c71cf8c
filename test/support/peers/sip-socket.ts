/**
 * A SIP party's socket on loopback: asks and answers over UDP; what stays unanswered is asked
 * again.
 */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, respondTo } from '../../../src/sip/message/build.ts';
import { prependField, replaceFirst } from '../../../src/sip/message/field-headers.ts';
import { formatMessage } from '../../../src/sip/message/format.ts';
import type { Request, Response } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { formatVia, parseVia } from '../../../src/sip/message/via.ts';

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** A request that has come; every answer goes back to where it came from. */
export interface Incoming {
  readonly request: Request;
  readonly from: Place;
  answer(status: number, parts?: Answer): void;
}

export interface Asked {
  /** The topmost Via: what a CANCEL repeats (RFC 3261 §9.1). */
  readonly via: string;
  readonly final: Promise<Response>;
}

const againMs = 500;
const patienceMs = 20_000;

export function token(): string {
  return randomBytes(6).toString('hex');
}

export class SipSocket {
  readonly place: Place;
  /** What to do about a request; nothing at all is what a silent server does. */
  onRequest: (incoming: Incoming) => void = () => undefined;
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (response: Response) => void>();
  /** The last answer to each request, for when it comes again. */
  readonly #answers = new Map<string, Buffer>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.place = { address: socket.address().address, port: socket.address().port };
    socket.on('message', (bytes, { address, port }) => this.#hear(bytes, { address, port }));
    // A gateway that is down refuses its port; the peer goes on.
    socket.on('error', () => undefined);
  }

  static async open(port = 0, address = '127.0.0.1'): Promise<SipSocket> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.bind(port, address);
    await once(socket, 'listening');
    // A test that fails must not be kept alive by its peers.
    socket.unref();
    return new SipSocket(socket);
  }

  /** Host and port as they stand in URIs. */
  get host(): string {
    return hostOf(this.place);
  }

  /** With the Via of the request that it cancels, or one of its own. */
  ask(
    request: Request,
    to: Place,
    onProvisional?: (response: Response) => void,
    via = this.#newVia(),
  ): Asked {
    const bytes = formatMessage(withVia(request, via));
    const key = `${branchOf(via)} ${request.method}`;
    const final = new Promise<Response>((resolve, reject) => {
      const again = setInterval(() => this.#write(bytes, to), againMs);
      const settle = () => {
        clearInterval(again);
        clearTimeout(limit);
        this.#waiting.delete(key);
      };
      const limit = setTimeout(() => {
        settle();
        reject(new Error(`${request.method} to ${to.port} was never answered`));
      }, patienceMs);
      this.#waiting.set(key, (response) => {
        clearInterval(again);
        if (response.status < 200) {
          onProvisional?.(response);
          return;
        }
        settle();
        resolve(response);
      });
      this.#write(bytes, to);
    });
    return { via, final };
  }

  /** Sends what is never answered, an ACK; with a Via of the request it belongs to, or its own. */
  send(request: Request, to: Place, via = this.#newVia()): void {
    this.#write(formatMessage(withVia(request, via)), to);
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #newVia(): string {
    return `SIP/2.0/UDP ${this.host};branch=z9hG4bK${token()};rport`;
  }

  #write(bytes: Buffer, { port, address }: Place): void {
    this.#socket.send(bytes, port, address, () => undefined);
  }

  #hear(bytes: Buffer, from: Place): void {
    const parsed = parseMessage(bytes, 'datagram');
    if (!parsed.ok) return;
    const { message } = parsed;
    const branch = branchOf(message.headers.first('Via') ?? '');
    if (message.kind === 'response') {
      const method = message.headers.first('CSeq')?.split(' ')[1] ?? '';
      this.#waiting.get(`${branch} ${method}`)?.(message);
      return;
    }
    const key = `${branch} ${message.method}`;
    const before = this.#answers.get(key);
    if (before) {
      this.#write(before, from);
      return;
    }
    const request = withSource(message, from);
    this.onRequest({
      request,
      from,
      answer: (status, parts) => {
        const answer = formatMessage(respondTo(request, status, parts));
        this.#answers.set(key, answer);
        this.#write(answer, from);
      },
    });
  }
}

export function hostOf({ address, port }: Place): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** RFC 3581 §4: answers say where the request has come from. */
function withSource(request: Request, { address, port }: Place): Request {
  const via = parseVia(request.headers.first('Via') ?? '');
  if (!via) return request;
  const params = new Map(via.params).set('received', address).set('rport', String(port));
  const text = formatVia({ ...via, params });
  return { ...request, headers: replaceFirst(request.headers, 'Via', text) };
}

function branchOf(via: string): string {
  return parseVia(via)?.params.get('branch') ?? '';
}

function withVia(request: Request, via: string): Request {
  return { ...request, headers: prependField(request.headers, 'Via', via) };
}
