/** What a transport tells, waited for one by one. */
import type { Flow, FlowLoss, Side, TransportEvents } from '../../../src/sip/flow.ts';

export type Heard =
  | { readonly type: 'received'; readonly text: string; readonly flow: Flow }
  | { readonly type: 'malformed'; readonly rule: string; readonly flow: Flow }
  | { readonly type: 'failed'; readonly fault: string; readonly side: Side; readonly port: number };

/** A queue of anything that somebody waits for. */
export class Queue<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(item);
    else this.#items.push(item);
  }

  next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What is there already. */
  size(): number {
    return this.#items.length;
  }
}

export class Ears extends Queue<Heard> implements TransportEvents {
  readonly losses = new Queue<FlowLoss>();
  readonly openings: number[] = [];

  opened({ port }: { readonly port: number }): void {
    this.openings.push(port);
  }

  lost(loss: FlowLoss): void {
    this.losses.push(loss);
  }

  received(bytes: Buffer, flow: Flow): void {
    this.push({ type: 'received', text: bytes.toString(), flow });
  }

  malformed(_bytes: Buffer, flow: Flow, rule: string): void {
    this.push({ type: 'malformed', rule, flow });
  }

  failed({ port }: { readonly port: number }, side: Side, fault: string): void {
    this.push({ type: 'failed', fault, side, port });
  }
}

/** A small valid request. */
export function optionsText(callId = '1', body = ''): string {
  return (
    'OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n' +
    `To: <sip:a@b>\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
