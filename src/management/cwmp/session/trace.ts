/** The envelopes of the last sessions, kept when asked for, with every secret masked. */
import type { CwmpTraceView } from '../../cwmp-view.ts';
import { limits } from '../limits.ts';
import { masked } from './masked.ts';

interface Message {
  readonly at: string;
  readonly direction: 'sent' | 'received';
  readonly text: string;
}

interface TracedSession {
  readonly startedAt: string;
  readonly messages: Message[];
  bytes: number;
}

export class Trace {
  readonly #now: () => string;
  readonly #sessions: TracedSession[] = [];
  #isOn = false;

  constructor(now: () => string) {
    this.#now = now;
  }

  set(isOn: boolean): void {
    this.#isOn = isOn;
    if (!isOn) this.#sessions.length = 0;
  }

  begin(): void {
    if (!this.#isOn) return;
    this.#sessions.push({ startedAt: this.#now(), messages: [], bytes: 0 });
    if (this.#sessions.length > limits.tracedSessions) this.#sessions.shift();
  }

  add(direction: Message['direction'], text: string): void {
    const session = this.#sessions.at(-1);
    if (!this.#isOn || !session || session.bytes > limits.tracedBytesMax) return;
    session.bytes += text.length;
    session.messages.push({ at: this.#now(), direction, text: masked(text) });
  }

  sessions(): readonly CwmpTraceView[] {
    return this.#sessions.map(({ startedAt, messages }) => ({
      startedAt,
      messages: [...messages],
    }));
  }
}
