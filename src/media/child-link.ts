/** The parent's end of the media child: starts it, starts it again when it falls, speaks to it. */
import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { type CrashHistory, decideRestart, noCrashes } from '../domain/restart.ts';
import { limits } from './limits.ts';
import type { FromChild, ToChild } from './plan.ts';

export interface Clock {
  readonly now: () => number;
  readonly setTimeout: (fire: () => void, delayMs: number) => unknown;
  readonly clearTimeout: (id: unknown) => void;
}

export interface LinkEvents {
  received(message: FromChild): void;
  /** A new child has everything to learn; `tell` reaches it from now on. */
  started(): void;
  ended(reason: string): void;
}

/** The file's own ending: the child runs from sources and from a build alike. */
const childFile = new URL(`./child/main${extname(import.meta.filename)}`, import.meta.url);

export class ChildLink {
  readonly #clock: Clock;
  readonly #events: LinkEvents;
  #child: ChildProcess | undefined;
  #history: CrashHistory = noCrashes;
  #timer: unknown;
  #isStopping = false;
  #untold: ToChild[] = [];

  constructor(clock: Clock, events: LinkEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  start(): void {
    const child = fork(childFile, [], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    let hasEnded = false;
    const end = (reason: string) => {
      if (hasEnded) return;
      hasEnded = true;
      this.#child = undefined;
      if (!this.#isStopping) this.#fell(reason);
    };
    child.once('exit', (code, signal) => end(`the media process ended: ${signal ?? code}`));
    child.once('error', (error) => end(`the media process failed: ${error.message}`));
    child.on('message', (message) => {
      if (isFromChild(message)) this.#events.received(message);
    });
    this.#events.started();
  }

  /**
   * What one turn has to tell goes at once: each sending wakes the child. What is told while there
   * is no child is not lost: the next one learns the whole.
   */
  tell(message: ToChild): void {
    if (this.#child?.connected !== true) return;
    if (this.#untold.push(message) === 1) queueMicrotask(() => this.#flush());
  }

  isRunning(): boolean {
    return this.#child?.connected === true;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#clock.clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return;
    const exit = new Promise((resolve) => child.once('exit', resolve));
    this.tell({ type: 'stop' });
    const hard = this.#clock.setTimeout(() => child.kill('SIGKILL'), limits.stopMs);
    await exit;
    this.#clock.clearTimeout(hard);
  }

  #flush(): void {
    const messages = this.#untold;
    this.#untold = [];
    if (this.#child?.connected !== true) return;
    // An error here means that the child is going; its exit is what counts.
    this.#child.send(messages, () => undefined);
  }

  #fell(reason: string): void {
    this.#untold = [];
    const [history, { delayMs }] = decideRestart(this.#history, this.#clock.now());
    this.#history = history;
    this.#timer = this.#clock.setTimeout(() => this.start(), delayMs);
    this.#events.ended(reason);
  }
}

function isFromChild(message: unknown): message is FromChild {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    (message.type === 'event' ||
      message.type === 'unbound' ||
      message.type === 'bound' ||
      message.type === 'stats')
  );
}
