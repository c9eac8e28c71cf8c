/** What is known of the last session: for `cwmp show`, and its envelopes for `cwmp trace`. */
import type { CwmpSessionView, CwmpTraceView } from '../../cwmp-view.ts';
import { Trace } from './trace.ts';

export class SessionLog {
  readonly #now: () => string;
  readonly #onEnd: (result: 'completed' | 'failed') => void;
  readonly #trace: Trace;
  #last: CwmpSessionView | null = null;
  #lastFault: string | null = null;
  #informs = 0;
  #lastInformAt: string | null = null;

  /** `now` gives ISO 8601 UTC. */
  constructor(now: () => string, onEnd: (result: 'completed' | 'failed') => void) {
    this.#now = now;
    this.#onEnd = onEnd;
    this.#trace = new Trace(now);
  }

  begin(): void {
    this.#last = { startedAt: this.#now(), endedAt: null, outcome: null, events: [], requests: 0 };
    this.#trace.begin();
  }

  events(events: readonly string[]): void {
    if (this.#last) this.#last = { ...this.#last, events };
  }

  informed(): void {
    this.#informs += 1;
    this.#lastInformAt = this.#now();
  }

  /** A request of the ACS and the body that answered it. */
  answered(method: string, body: string): void {
    if (this.#last) this.#last = { ...this.#last, requests: this.#last.requests + 1 };
    const code = /<FaultCode>([0-9]{4})<\/FaultCode><FaultString>([^<]{0,200})/.exec(body);
    if (code && body.startsWith('<soap-env:Fault>')) {
      this.#lastFault = `${method}: ${code[1]} ${code[2]}`;
    }
  }

  fault(text: string): void {
    this.#lastFault = text;
  }

  end(outcome: string): void {
    if (!this.#last || this.#last.outcome !== null) return;
    this.#last = { ...this.#last, endedAt: this.#now(), outcome };
    if (outcome !== 'completed') this.#lastFault = outcome;
    this.#onEnd(outcome === 'completed' ? 'completed' : 'failed');
  }

  requests(): number {
    return this.#last?.requests ?? 0;
  }

  trace(direction: 'sent' | 'received', text: string): void {
    this.#trace.add(direction, text);
  }

  setTrace(isOn: boolean): void {
    this.#trace.set(isOn);
  }

  sessions(): readonly CwmpTraceView[] {
    return this.#trace.sessions();
  }

  lastInformAt(): string | null {
    return this.#lastInformAt;
  }

  view() {
    return { lastSession: this.#last, lastFault: this.#lastFault, informs: this.#informs };
  }
}
