/** The newest SIP messages, kept in memory for people who look into a call or a registration. */

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** One message as it went over the wire. */
export interface Passed {
  readonly direction: 'in' | 'out';
  readonly side: 'lan' | 'wan';
  readonly transport: string;
  readonly local: Place;
  readonly remote: Place;
  readonly bytes: Buffer;
}

export interface Traced extends Passed {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly callId: string;
  /** The first line. */
  readonly firstLine: string;
  /** `INVITE`, of a request and of its responses. */
  readonly method: string;
  /** Header fields From and To, as they came. */
  readonly from: string;
  readonly to: string;
}

const messagesMax = 2000;
const bytesMax = 4_194_304;
/** Bytes kept of one message. */
const messageMax = 65_536;

/** Kept as they came; what may be shown of them is masked when it is asked for. */
export class TraceRing {
  readonly #wallClock: () => number;
  readonly #listeners = new Set<(traced: Traced) => void>();
  #kept: (Passed & { readonly number: number; readonly atMs: number })[] = [];
  #bytes = 0;
  #last = 0;

  constructor(wallClock: () => number) {
    this.#wallClock = wallClock;
  }

  note(passed: Passed): void {
    const atMs = this.#wallClock();
    // Copied: the buffer may be a window into a much larger one.
    const bytes = Buffer.from(passed.bytes.subarray(0, messageMax));
    this.#last += 1;
    this.#kept.push({ ...passed, bytes, number: this.#last, atMs });
    this.#bytes += bytes.length;
    if (this.#kept.length > 2 * messagesMax || this.#bytes > 2 * bytesMax) this.#trim();
    if (this.#listeners.size === 0) return;
    const traced = read({ ...passed, bytes, number: this.#last, atMs });
    for (const listener of this.#listeners) listener(traced);
  }

  /** Hears every message as it passes, secrets masked; returns how to stop. */
  subscribe(listener: (traced: Traced) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Oldest first, secrets masked. */
  messages(): readonly Traced[] {
    this.#trim();
    return this.#kept.map(read);
  }

  ofCall(callId: string): readonly Traced[] {
    return this.#kept
      .filter(({ bytes }) => bytes.includes(callId))
      .map(read)
      .filter((message) => message.callId === callId);
  }

  /** Halves at a time, so that a message costs nothing but its copy. */
  #trim(): void {
    let dropped = Math.max(0, this.#kept.length - messagesMax);
    let bytes = this.#bytes;
    for (const [at, message] of this.#kept.entries()) {
      if (at >= dropped && bytes <= bytesMax) break;
      bytes -= message.bytes.length;
      dropped = Math.max(dropped, at + 1);
    }
    if (dropped === 0) return;
    this.#kept = this.#kept.slice(dropped);
    this.#bytes = bytes;
  }
}

/** Short names of the fields that a trace goes by. RFC 3261 §7.3.3 */
const fields: Readonly<Record<string, 'callId' | 'cseq' | 'from' | 'to'>> = {
  'call-id': 'callId',
  i: 'callId',
  cseq: 'cseq',
  from: 'from',
  f: 'from',
  to: 'to',
  t: 'to',
};

function read(message: Passed & { readonly number: number; readonly atMs: number }): Traced {
  const text = masked(message.bytes.toString('latin1'));
  const lines = text.split('\r\n');
  const found = { callId: '', cseq: '', from: '', to: '' };
  for (const line of lines.slice(1)) {
    if (line === '') break;
    const cut = line.indexOf(':');
    const name = fields[line.slice(0, cut).trim().toLowerCase()];
    if (name !== undefined) found[name] = line.slice(cut + 1).trim();
  }
  const { callId, cseq, from, to } = found;
  const bytes = Buffer.from(text, 'latin1');
  const method = cseq.split(' ').at(-1) ?? '';
  return { ...message, bytes, callId, from, to, method, firstLine: lines[0] ?? '' };
}

/** What follows a mark on lines that start like this is a secret, or gives one away. */
const secrets: readonly (readonly [line: string, mark: string, end: string])[] = [
  ['authorization:', 'response="', '"'],
  ['proxy-authorization:', 'response="', '"'],
  ['a=crypto:', 'inline:', ' '],
  ['a=ice-pwd:', ':', ' '],
];

function maskedLine(line: string): string {
  const lower = line.toLowerCase();
  for (const [start, mark, end] of secrets) {
    const at = lower.startsWith(start) ? lower.indexOf(mark) : -1;
    if (at < 0) continue;
    const from = at + mark.length;
    const to = line.indexOf(end, from);
    const stop = to < 0 ? line.length : to;
    return `${line.slice(0, from)}${'*'.repeat(stop - from)}${line.slice(stop)}`;
  }
  return line;
}

/** As long as before: lengths in the message stay true. */
function masked(text: string): string {
  return text.split('\r\n').map(maskedLine).join('\r\n');
}
