/** An endpoint on a wire of strings: what it sends is read, what it hears is written. */
import assert from 'node:assert/strict';
import { createEndpoint, type EndpointOptions } from '../../src/sip/endpoint.ts';
import type { Flow, Side, Target, Transport, TransportEvents } from '../../src/sip/flow.ts';
import type { Message, Request, Response } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import type { Endpoint, ServerTransaction } from '../../src/sip/transaction-user.ts';
import { seededRandom } from '../simulation/random.ts';
import { ManualClock } from '../support/manual-clock.ts';

export interface Sent {
  readonly at: number;
  readonly message: Message;
  readonly bytes: Buffer;
  readonly to: Target | Flow;
  readonly side: Side;
}

export const peer: Target = {
  transport: 'udp',
  address: '192.0.2.7',
  port: 5060,
  domain: 'example.com',
};

export const flowOf = (target: Omit<Target, 'domain'>, side: Side = 'wan'): Flow => ({
  side,
  transport: target.transport,
  address: target.address,
  port: target.port,
  connectionId: target.transport === 'udp' ? undefined : 1,
});

export class WireWorld {
  readonly clock = new ManualClock();
  readonly random = seededRandom(7);
  readonly sent: Sent[] = [];
  readonly requests: ServerTransaction[] = [];
  readonly cancelled: ServerTransaction[] = [];
  readonly acknowledged: Request[] = [];
  readonly faults: unknown[] = [];
  readonly endpoint: Endpoint & TransportEvents;
  /** What a request does beside being noted. */
  onRequest: (transaction: ServerTransaction) => void = () => undefined;
  onAcknowledged: (request: Request, envelope: ServerTransaction['envelope']) => void = () =>
    undefined;
  onCancelled: (invite: ServerTransaction) => void = () => undefined;

  constructor(options: Partial<EndpointOptions> = {}) {
    const transport: Transport = {
      local: (side, name) => ({ host: '192.0.2.1', port: name === 'tls' ? 5061 : portOf(side) }),
      send: (bytes, target, side) => this.#note(bytes, target, side),
      reply: (bytes, flow) => this.#note(bytes, flow, flow.side),
      close: () => Promise.resolve(),
    };
    this.endpoint = createEndpoint({
      clock: this.clock,
      random: this.random,
      transport,
      events: {
        request: (transaction) => {
          this.requests.push(transaction);
          this.onRequest(transaction);
        },
        cancelled: (invite) => {
          this.cancelled.push(invite);
          this.onCancelled(invite);
        },
        acknowledged: (request, envelope) => {
          this.acknowledged.push(request);
          this.onAcknowledged(request, envelope);
        },
      },
      onFault: (error) => this.faults.push(error),
      ...options,
    });
  }

  receive(text: string | Buffer, flow: Flow = flowOf(peer)): void {
    this.endpoint.received(typeof text === 'string' ? Buffer.from(text) : text, flow);
  }

  /** What was sent since the last look. */
  take(): readonly Sent[] {
    return this.sent.splice(0);
  }

  /** `INVITE`, `200`, … of what was sent since the last look. */
  takeNames(): readonly string[] {
    return this.take().map(({ message }) => nameOf(message));
  }

  /** The only message sent since the last look. */
  takeOne(): Sent {
    const [one, ...others] = this.take();
    assert.ok(one && others.length === 0, `${others.length + (one ? 1 : 0)} messages were sent`);
    return one;
  }

  takeRequest(): Request {
    const { message } = this.takeOne();
    assert.ok(message.kind === 'request');
    return message;
  }

  takeResponse(): Response {
    const { message } = this.takeOne();
    assert.ok(message.kind === 'response');
    return message;
  }

  /** The peer answers a request of ours. */
  answer(
    request: Request,
    status: number,
    { tag = 'peer', fields = [], body = '' }: AnswerParts = {},
    flow?: Flow,
  ): void {
    this.receive(answerText(request, status, { tag, fields, body }), flow);
  }

  #note(bytes: Buffer, to: Target | Flow, side: Side): void {
    const parsed = parseMessage(bytes, 'stream');
    assert.ok(parsed.ok, bytes.toString());
    this.sent.push({ at: this.clock.now(), message: parsed.message, bytes, to, side });
  }
}

export interface AnswerParts {
  readonly tag?: string;
  readonly fields?: readonly string[];
  readonly body?: string;
}

function portOf(side: Side): number {
  return side === 'wan' ? 5070 : 5060;
}

export function nameOf(message: Message): string {
  return message.kind === 'request' ? message.method : String(message.status);
}

/** A response as a peer would write it. */
export function answerText(
  { headers }: Request,
  status: number,
  { tag = 'peer', fields = [], body = '' }: AnswerParts = {},
): string {
  const to = headers.first('To') ?? '';
  return [
    `SIP/2.0 ${status} Because`,
    ...headers.all('Via').map((via) => `Via: ${via}`),
    `From: ${headers.first('From') ?? ''}`,
    `To: ${to}${status > 100 && tag !== '' && !to.includes('tag=') ? `;tag=${tag}` : ''}`,
    `Call-ID: ${headers.first('Call-ID') ?? ''}`,
    `CSeq: ${headers.first('CSeq') ?? ''}`,
    ...fields,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}

export interface RequestParts {
  readonly uri?: string;
  readonly branch?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly fields?: readonly string[];
  readonly body?: string;
  readonly via?: string;
}

/** A request as a peer would write it. */
export function requestText(method: string, parts: RequestParts = {}): string {
  const { uri = 'sip:bob@192.0.2.1', branch = 'z9hG4bKpeer', callId = 'call-1' } = parts;
  const { cseq = 1, fields = [], body = '', from = '<sip:alice@example.com>;tag=a' } = parts;
  const { to = '<sip:bob@example.com>', via = '192.0.2.7' } = parts;
  return [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${via};branch=${branch}`,
    'Max-Forwards: 70',
    `From: ${from}`,
    `To: ${to}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    'Contact: <sip:alice@192.0.2.7>',
    ...fields,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
