/** The envelopes of the last sessions, kept when asked for, with every secret masked. */
import type { CwmpTraceView } from '../../cwmp-view.ts';
import { limits } from '../limits.ts';

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

/** The text of an element, between its tags. */
function maskedText(text: string, from: number): string {
  const start = text.indexOf('>', from) + 1;
  const end = text.indexOf('<', start);
  return start === 0 || end < 0 ? text : `${text.slice(0, start)}***${text.slice(end)}`;
}

/** Password arguments, and the values of parameters whose name ends in Password. */
export function masked(text: string): string {
  let safe = text;
  for (let at = safe.indexOf('Password'); at >= 0; at = safe.indexOf('Password', at + 1)) {
    const next = safe[at + 'Password'.length];
    const isOpening = next === '>' || next === ' ';
    const isArgument = isOpening && /<(\w{1,32}:)?$/.test(safe.slice(Math.max(0, at - 34), at));
    if (isArgument) safe = maskedText(safe, at);
    const isName = next === '<' && safe.startsWith('</', at + 'Password'.length);
    const value = isName ? safe.indexOf('Value', at) : -1;
    if (value >= 0 && value - at < 200) safe = maskedText(safe, value);
  }
  return safe;
}
