/**
 * A stream cut into messages. RFC 3261 §18.3, §7.5; RFC 5626 §3.5.1 for what stands between them.
 */
import { limits as messageLimits } from '../message/limits.ts';
import { scanHead } from '../message/scan-head.ts';
import { limits } from './limits.ts';

export interface FramerEvents {
  message(bytes: Buffer): void;
  /** So many CRLFs in a row between messages: keep-alives. */
  lineEnds(count: number): void;
  /** Framing is lost: nothing after this can be trusted. */
  broken(head: Buffer, rule: string): void;
}

const blankLine = Buffer.from('\r\n\r\n');
const noBytes = Buffer.alloc(0);

export class Framer {
  readonly #events: FramerEvents;
  /** What has not been handed on, with room to grow behind it. */
  #buffer: Buffer = noBytes;
  #used = 0;
  /** How far the head has been searched already, so that single bytes cost linear time. */
  #searched = 0;
  /** The whole length of the message under way, once its head is complete. */
  #wanted = 0;
  #isBroken = false;

  constructor(events: FramerEvents) {
    this.#events = events;
  }

  push(chunk: Buffer): void {
    if (this.#isBroken) return;
    this.#append(chunk);
    while (!this.#isBroken && this.#take());
  }

  #append(chunk: Buffer): void {
    const length = this.#used + chunk.length;
    if (this.#used === 0) {
      this.#buffer = chunk;
    } else {
      // Doubling keeps the copying of many small chunks linear.
      if (length > this.#buffer.length) this.#grow(Math.max(length, 2 * this.#used));
      chunk.copy(this.#buffer, this.#used);
    }
    this.#used = length;
  }

  #grow(capacity: number): void {
    const larger = Buffer.allocUnsafe(capacity);
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }

  /** Takes one message or keep-alive off the front; false when more bytes are needed. */
  #take(): boolean {
    if (this.#used === 0) return false;
    if (this.#wanted === 0) {
      const start = this.#skipLineEnds();
      if (start > 0) {
        this.#drop(start);
        return true;
      }
      if (!this.#measure()) return false;
    }
    if (this.#used < this.#wanted) return false;
    const message = this.#buffer.subarray(0, this.#wanted);
    this.#drop(this.#wanted);
    this.#wanted = 0;
    this.#events.message(message);
    return true;
  }

  #drop(length: number): void {
    this.#used -= length;
    this.#buffer = this.#used === 0 ? noBytes : this.#buffer.subarray(length);
    this.#searched = 0;
  }

  /** How many bytes before the next message are line ends. */
  #skipLineEnds(): number {
    let at = 0;
    let count = 0;
    for (; at < this.#used; at += 1) {
      const byte = this.#buffer[at];
      if (byte === 0x0a) count += 1;
      else if (byte !== 0x0d) break;
    }
    if (count > 0) this.#events.lineEnds(count);
    return at;
  }

  /** Finds the end of the head and the length of the body; false when it is not there yet. */
  #measure(): boolean {
    const bytes = this.#buffer.subarray(0, this.#used);
    const end = bytes.indexOf(blankLine, Math.max(0, this.#searched - 3));
    this.#searched = this.#used;
    if (end < 0) {
      if (this.#used > limits.headBytesMax) this.#break(bytes, messageLimits.headBytes.reason);
      return false;
    }
    const head = bytes.subarray(0, end + blankLine.length);
    const length = contentLength(head);
    if (typeof length === 'string') {
      this.#break(head, length);
      return false;
    }
    if (head.length + length > limits.messageBytesMax) {
      this.#break(head, messageLimits.messageBytes.reason);
      return false;
    }
    this.#wanted = head.length + length;
    return true;
  }

  #break(head: Buffer, rule: string): void {
    this.#isBroken = true;
    this.#buffer = noBytes;
    this.#events.broken(head.subarray(0, limits.headBytesMax), rule);
  }
}

/**
 * The body's length as the parser will see it, or the rule that leaves it unknown: on a stream it
 * is a must.
 */
function contentLength(head: Buffer): number | string {
  const text = head.toString('latin1');
  const scanned = scanHead(text, text.indexOf('\n') + 1);
  if (scanned.hasBadLength) return 'Bad Content-Length';
  if (scanned.end !== text.length) return scanned.fault?.reason ?? 'Unfinished Message Head';
  return scanned.contentLength ?? 'Missing Content-Length';
}
