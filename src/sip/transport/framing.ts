/** A stream cut into messages. RFC 3261 §18.3, §7.5; RFC 5626 §3.5.1 for what stands between them. */
import { limits } from './limits.ts';

export interface FramerEvents {
  message(bytes: Buffer): void;
  /** Double CRLF: the other side asks whether we live. */
  ping(): void;
  /** Framing is lost: nothing after this can be trusted. */
  broken(head: Buffer, rule: string): void;
}

const blankLine = Buffer.from('\r\n\r\n');

export class Framer {
  readonly #events: FramerEvents;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** How far the head has been searched already, so that single bytes cost linear time. */
  #searched = 0;
  /** The whole length of the message under way, once its head is complete. */
  #wanted = 0;
  #isBroken = false;
  #ends = 0;

  constructor(events: FramerEvents) {
    this.#events = events;
  }

  push(chunk: Buffer): void {
    if (this.#isBroken) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // While a body is awaited nothing needs to be looked at.
    if (this.#wanted > this.#bytes) return;
    let buffer = this.#joined();
    for (;;) {
      const rest = this.#take(buffer);
      if (rest === undefined) break;
      buffer = rest;
    }
  }

  #joined(): Buffer {
    const [only, second] = this.#chunks;
    const buffer = only && !second ? only : Buffer.concat(this.#chunks);
    this.#chunks = [buffer];
    return buffer;
  }

  /** Takes one message or keep-alive off the front; undefined when more bytes are needed. */
  #take(buffer: Buffer): Buffer | undefined {
    if (this.#wanted === 0) {
      const start = this.#skipLineEnds(buffer);
      if (start > 0) return this.#keep(buffer.subarray(start));
      if (buffer.length === 0 || !this.#measure(buffer)) return undefined;
    }
    if (buffer.length < this.#wanted) return undefined;
    const message = buffer.subarray(0, this.#wanted);
    this.#wanted = 0;
    const rest = this.#keep(buffer.subarray(message.length));
    this.#events.message(message);
    return this.#isBroken ? undefined : rest;
  }

  #keep(rest: Buffer): Buffer {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
    this.#searched = 0;
    return rest;
  }

  /** Line ends before a message are keep-alives; every second CRLF is a ping. */
  #skipLineEnds(buffer: Buffer): number {
    let at = 0;
    while (buffer[at] === 0x0d || buffer[at] === 0x0a) {
      this.#ends += buffer[at] === 0x0a ? 1 : 0;
      at += 1;
      if (this.#ends === 2) {
        this.#ends = 0;
        this.#events.ping();
      }
    }
    if (at < buffer.length) this.#ends = 0;
    return at;
  }

  /** Finds the end of the head and the length of the body; false when it is not there yet. */
  #measure(buffer: Buffer): boolean {
    const end = buffer.indexOf(blankLine, Math.max(0, this.#searched - 3));
    this.#searched = buffer.length;
    if (end < 0) {
      if (buffer.length > limits.headBytesMax) this.#break(buffer, 'Message Head Too Large');
      return false;
    }
    const head = buffer.subarray(0, end + 4);
    const length = contentLength(head.toString('latin1'));
    if (typeof length === 'string') {
      this.#break(head, length);
      return false;
    }
    if (head.length + length > limits.messageBytesMax) {
      this.#break(head, 'Message Too Large');
      return false;
    }
    this.#wanted = head.length + length;
    return true;
  }

  #break(head: Buffer, rule: string): void {
    this.#isBroken = true;
    this.#chunks = [];
    this.#events.broken(head.subarray(0, limits.headBytesMax), rule);
  }
}

/** The body's length, or the rule that the head breaks: on a stream Content-Length is a must. */
function contentLength(head: string): number | string {
  let found: number | undefined;
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name !== 'content-length' && name !== 'l') continue;
    const value = line.slice(colon + 1).trim();
    if (!/^[0-9]{1,9}$/.test(value)) return 'Bad Content-Length';
    if (found !== undefined && found !== Number(value)) return 'Two Content-Lengths';
    found = Number(value);
  }
  return found ?? 'Missing Content-Length';
}
