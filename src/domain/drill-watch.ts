/** What a drill shows, worked out from the events while it lasts. */
import type { DrillReport } from './drill-report.ts';
import type { Happening } from './event.ts';

type Figures = Pick<
  DrillReport,
  | 'noticedMs'
  | 'movedMs'
  | 'returnedMs'
  | 'lines'
  | 'linesMoved'
  | 'linesReturned'
  | 'calls'
  | 'callsLost'
>;

/** Milliseconds since the server went away. */
type Elapsed = () => number;

const harmless: ReadonlySet<unknown> = new Set(['success', 'clientError']);

export class DrillWatch {
  readonly #server: string;
  /** Whose registrations and calls count. */
  readonly #lines: ReadonlySet<string>;
  readonly #elapsed: Elapsed;
  /** Registered there when it went away. */
  readonly #home: ReadonlySet<string>;
  readonly #displaced = new Set<string>();
  readonly #moved = new Set<string>();
  readonly #returned = new Set<string>();
  #noticedMs: number | null = null;
  #movedMs: number | null = null;
  #returnedMs: number | null = null;
  #calls = 0;
  #callsLost = 0;

  constructor(
    server: string,
    lines: ReadonlySet<string>,
    home: ReadonlySet<string>,
    elapsed: Elapsed,
  ) {
    this.#server = server;
    this.#lines = lines;
    this.#home = home;
    this.#elapsed = () => Math.round(elapsed());
  }

  noticed(): void {
    this.#noticedMs ??= this.#elapsed();
  }

  hear({ code, subject, facts }: Pick<Happening, 'code' | 'subject' | 'facts'>): void {
    if (code === 'call.ended' || code === 'call.failed') return this.#call(facts);
    const isServer = subject.kind === 'locationServer' || subject.kind === 'proxyServer';
    if (isServer && subject.name === this.#server) {
      if (code === 'server.suspect' || code === 'server.down') this.noticed();
      return;
    }
    if (subject.kind !== 'user' || !this.#home.has(subject.name)) return;
    if (code === 'registration.lost') this.#displaced.add(subject.name);
    if (code === 'registration.moved' || code === 'registration.up') {
      this.#registered(subject.name, facts['server']);
    }
  }

  /** Every line that lost its place there has it again. */
  isRestored(): boolean {
    return [...this.#displaced].every((line) => this.#returned.has(line));
  }

  /** Somebody had to leave, or was without a server for a while. */
  isFelt(): boolean {
    return this.#displaced.size > 0;
  }

  figures(): Figures {
    return {
      noticedMs: this.#noticedMs,
      movedMs: this.#movedMs,
      returnedMs: this.#returnedMs,
      lines: this.#home.size,
      linesMoved: this.#moved.size,
      linesReturned: this.#returned.size,
      calls: this.#calls,
      callsLost: this.#callsLost,
    };
  }

  #registered(line: string, server: unknown): void {
    if (server !== this.#server) {
      this.#displaced.add(line);
      this.#returned.delete(line);
      this.#moved.add(line);
      this.#movedMs = this.#elapsed();
    } else if (this.#displaced.has(line)) {
      this.#returned.add(line);
      this.#returnedMs = this.#elapsed();
    }
  }

  /** Of a line: it called, was called, or forwarded the call. */
  #call({ from, route, verdict, cause }: Happening['facts']): void {
    const way = typeof route === 'string' ? route : '';
    const isOfLine = [...this.#lines].some(
      (line) => from === line || way.split(' > ').some((step) => step === `user ${line}`),
    );
    if (!isOfLine) return;
    this.#calls += 1;
    // An operator's release is nobody's loss.
    if (!harmless.has(verdict) && cause !== 'released') this.#callsLost += 1;
  }
}
