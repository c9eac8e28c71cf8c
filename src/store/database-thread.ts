/** The gateway's end of the database thread: asks, and starts the thread again when it dies. */
import { Refusal } from '../domain/refusal.ts';
import { decideRestart, noCrashes } from '../domain/restart.ts';
import { refusalOf } from './failure.ts';
import type { Row, Statement, ThreadReply, ThreadRequest } from './thread-protocol.ts';

/** What is used of a `node:worker_threads` Worker. */
export interface Thread {
  postMessage(request: ThreadRequest): void;
  on(event: 'message', listener: (reply: ThreadReply) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

export interface RestartClock {
  /** Monotonic milliseconds. */
  now(): number;
  setTimeout(fire: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

export interface ThreadOptions {
  readonly start: () => Thread;
  readonly clock: RestartClock;
  /** Hears in words why the thread died and when it starts again. */
  readonly onFault: (message: string) => void;
}

interface Asked {
  readonly resolve: (rows: readonly (readonly Row[])[]) => void;
  readonly reject: (refusal: Refusal) => void;
}

interface Ending {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

export class DatabaseThread {
  readonly #options: ThreadOptions;
  readonly #asked = new Map<number, Asked>();
  #thread: Thread | undefined;
  #nextId = 1;
  #crashes = noCrashes;
  #restart: unknown;
  #ending: Ending | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Rejects when the file does not open; the thread is then not started again. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => this.#start(resolve, reject));
  }

  ask(
    type: 'read' | 'write',
    statements: readonly Statement[],
  ): Promise<readonly (readonly Row[])[]> {
    const thread = this.#thread;
    if (!thread || this.#ending) {
      const state = this.#ending ? 'closed' : 'starting again';
      return Promise.reject(new Refusal('E-STORE-FAILED', `the store is ${state}`));
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      thread.postMessage({ type, id, statements });
      this.#asked.set(id, { resolve, reject });
    });
  }

  /** Resolves when the file is closed and the thread has ended. */
  close(): Promise<void> {
    if (!this.#ending) {
      this.#ending = Promise.withResolvers();
      this.#options.clock.clearTimeout(this.#restart);
      if (this.#thread) this.#thread.postMessage({ type: 'close' });
      else this.#ending.resolve();
    }
    return this.#ending.promise;
  }

  /** A thread that has never opened its file ends with `failed`, one that has with a restart. */
  #start(opened: () => void, failed: (refusal: Refusal) => void): void {
    let thread: Thread;
    try {
      thread = this.#options.start();
    } catch (error) {
      return failed(refusalOf(error));
    }
    let reason: Refusal | undefined;
    let isOpen = false;
    this.#thread = thread;
    thread.on('message', (reply) => {
      if (reply.type === 'opened') {
        isOpen = true;
        opened();
      } else if (reply.type === 'refused') {
        reason = new Refusal(reply.code, reply.message);
      } else {
        this.#settle(reply);
      }
    });
    thread.on('error', (error) => {
      reason = new Refusal('E-STORE-FAILED', `the database thread failed: ${error.message}`);
    });
    thread.on('exit', (code) => {
      this.#thread = undefined;
      reason ??= new Refusal('E-STORE-FAILED', `the database thread ended with code ${code}`);
      this.#rejectAll(reason);
      if (this.#ending) this.#ending.resolve();
      else if (isOpen) this.#startLater(reason);
      else failed(reason);
    });
  }

  #settle(reply: Extract<ThreadReply, { readonly id: number }>): void {
    const asked = this.#asked.get(reply.id);
    this.#asked.delete(reply.id);
    if (reply.type === 'done') asked?.resolve(reply.rows);
    else asked?.reject(new Refusal(reply.code, reply.message));
  }

  #rejectAll({ message }: Refusal): void {
    for (const { reject } of this.#asked.values()) reject(new Refusal('E-STORE-FAILED', message));
    this.#asked.clear();
  }

  #startLater({ message }: Refusal): void {
    const { clock, onFault } = this.#options;
    const [crashes, { delayMs }] = decideRestart(this.#crashes, clock.now());
    this.#crashes = crashes;
    onFault(`${message}; it starts again in ${delayMs} ms`);
    this.#restart = clock.setTimeout(() => {
      this.#start(
        () => undefined,
        (reason) => this.#startLater(reason),
      );
    }, delayMs);
  }
}
