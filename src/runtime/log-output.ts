/**
 * Where log lines go: one batch after the other, and nobody waits for it. What has nowhere to go,
 * for want of room or of a reader, is lost and counted: the log must never be what stops calls.
 */
import { write, writeSync } from 'node:fs';

export interface Sink {
  write(bytes: Buffer, done: (error: NodeJS.ErrnoException | null, written: number) => void): void;
  /** At the end of the process, when nobody can be waited for. */
  writeNow(bytes: Buffer): void;
  later(fire: () => void): void;
}

const waitingMax = 1_000_000;
const againMs = 100;

export const standardOutput: Sink = {
  write: (bytes, done) => write(1, bytes, done),
  writeNow: (bytes) => void writeSync(1, bytes),
  later: (fire) => void setTimeout(fire, againMs).unref(),
};

export class LogOutput {
  readonly #sink: Sink;
  readonly #tellLost: (lines: number) => void;
  #waiting: string[] = [];
  #waitingLength = 0;
  #lost = 0;
  #isWriting = false;

  /** `tellLost` is called when there is room again. */
  constructor(sink: Sink, tellLost: (lines: number) => void) {
    this.#sink = sink;
    this.#tellLost = tellLost;
  }

  write(line: string): void {
    if (this.#waitingLength + line.length > waitingMax) {
      this.#lost += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    if (!this.#isWriting) this.#next();
  }

  /** What still waits, in one go or not at all. */
  end(): void {
    const bytes = this.#taken();
    try {
      if (bytes.length > 0) this.#sink.writeNow(bytes);
    } catch {
      // There is nobody left to tell.
    }
  }

  #taken(): Buffer {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingLength = 0;
    return bytes;
  }

  #next(): void {
    if (this.#waiting.length > 0) this.#put(this.#taken());
  }

  #put(bytes: Buffer): void {
    this.#isWriting = true;
    this.#sink.write(bytes, (error, written) => {
      // A pipe whose reader is slow.
      if (error?.code === 'EAGAIN') return this.#sink.later(() => this.#put(bytes));
      if (error) return this.#failed(bytes);
      if (written < bytes.length) return this.#put(bytes.subarray(written));
      this.#isWriting = false;
      this.#told();
      this.#next();
    });
  }

  /** Not again at once: the next line tries. */
  #failed(bytes: Buffer): void {
    this.#isWriting = false;
    this.#lost += bytes.toString().split('\n').length - 1;
  }

  #told(): void {
    const lost = this.#lost;
    this.#lost = 0;
    if (lost > 0) this.#tellLost(lost);
  }
}
