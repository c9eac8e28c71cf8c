/**
 * A configuration on trial: it goes back by itself unless it is confirmed in time, also when the
 * gateway was started anew in between.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Author, Commands, Operations, TrialStep } from '../../management/commands.ts';
import type { EventLog } from '../../management/events.ts';
import type { TrialView } from '../../management/view.ts';
import type { StateChange } from '../../store/store.ts';
import { isoTime, type World } from '../world.ts';
import type { Changes } from './changes.ts';

/** As it is kept: with the configuration itself, as old revisions do not stay for ever. */
interface Kept {
  readonly revision: number;
  /** Milliseconds since 1970: a deadline that a restart must not forget is an instant. */
  readonly until: number;
  readonly minutes: number;
  readonly document: string;
}

interface TrialPorts {
  readonly world: Pick<World, 'clock' | 'wallClock' | 'store'>;
  readonly changes: Changes;
  readonly events: EventLog;
}

const key = 'configuration/trial';
const minutesMax = 1440;
/** A way back that was refused, by a full disk perhaps, is tried again so much later. */
const retryMs = 30_000;
const nobody: Author = { face: 'gateway', name: 'trial' };

function checkMinutes(minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= minutesMax) return;
  throw new Refusal('E-VALUE', `a trial lasts 1 to ${minutesMax} minutes`);
}

export class Trials {
  readonly #ports: TrialPorts;
  #submit: Commands['submit'] | undefined;
  #kept: Kept | undefined;
  #timer: unknown;

  constructor(ports: TrialPorts) {
    this.#ports = ports;
  }

  view(): TrialView | null {
    if (!this.#kept) return null;
    const { revision, until } = this.#kept;
    return { revision, confirmBy: isoTime(until) };
  }

  /** What the store remembers; a trial whose time is over has ended before anything starts. */
  async load(): Promise<void> {
    const { store, wallClock } = this.#ports.world;
    const text = await store.getState(key);
    if (text === undefined) return;
    const kept: Kept = JSON.parse(text);
    this.#kept = kept;
    if (kept.until > wallClock()) return;
    await this.#goBack(nobody, async (change, who, summary) => {
      await this.#ports.changes.persist(change(), who, summary, ended);
    }).catch((error: unknown) => this.#stuck(error));
  }

  /** From now on time runs, and the way back is a change like any other. */
  start(submit: Commands['submit']): void {
    this.#submit = submit;
    this.#keep(this.#kept);
  }

  stop(): void {
    this.#ports.world.clock.clearTimeout(this.#timer);
  }

  /** Writes a revision; with it the trial that it begins or ends. */
  async carry(
    step: TrialStep | undefined,
    author: Author,
    write: (beside: StateChange | undefined) => Promise<number>,
  ): Promise<number> {
    if (step === undefined) return await write(undefined);
    if (step === 'end') return await write(ended);
    const kept = this.#begun(step.minutes);
    const number = await write({ key, value: JSON.stringify(kept) });
    this.#begin(kept, author);
    return number;
  }

  operations(): Pick<Operations, 'commitConfirmed' | 'confirm' | 'revert'> {
    return {
      commitConfirmed: async (minutes, author) => {
        const kept = this.#begun(minutes);
        await this.#ports.world.store.putState(key, JSON.stringify(kept));
        return this.#begin(kept, author);
      },
      confirm: async (author) => {
        const kept = this.#take();
        try {
          await this.#ports.world.store.deleteState(key);
        } catch (error) {
          this.#keep(kept);
          throw error;
        }
        this.#report('configuration.confirmed', author, 'the configuration stands', kept);
      },
      revert: (author) => this.#revert(author),
    };
  }

  async #revert(author: Author): Promise<void> {
    await this.#goBack(author, async (change, who, summary) => {
      await this.#submit?.(change, who, summary, 'end');
    });
  }

  async #goBack(
    author: Author,
    submit: (change: () => Configuration, who: Author, summary: string) => Promise<void>,
  ): Promise<void> {
    let taken: Kept | undefined;
    // Taken when it is this change's turn: who confirms before that is in time.
    const change = (): Configuration => {
      taken = this.#take();
      return this.#ports.changes.decode(taken.document);
    };
    const { revision } = this.#kept ?? this.#none();
    try {
      await submit(change, author, `not confirmed: back to revision ${revision}`);
    } catch (error) {
      if (taken) this.#keep(taken);
      throw error;
    }
    if (!taken) return;
    const text = `the configuration is as it was in revision ${revision}`;
    this.#report('configuration.reverted', author, text, taken);
  }

  /** Again and again: the base is that of the first time. */
  #begun(minutes: number): Kept {
    checkMinutes(minutes);
    const { world, changes } = this.#ports;
    const { revision, document } = this.#kept ?? {
      revision: changes.revision().number,
      document: changes.encode(changes.current()),
    };
    return { revision, document, minutes, until: world.wallClock() + minutes * 60_000 };
  }

  #begin(kept: Kept, author: Author): TrialView {
    this.#keep(kept);
    const { revision, minutes } = kept;
    const text = `unless confirmed within ${minutes} min, revision ${revision} comes back`;
    this.#report('configuration.on-trial', author, text, kept);
    return { revision, confirmBy: isoTime(kept.until) };
  }

  #take(): Kept {
    const kept = this.#kept ?? this.#none();
    this.#keep(undefined);
    return kept;
  }

  #keep(kept: Kept | undefined): void {
    const { clock, wallClock } = this.#ports.world;
    clock.clearTimeout(this.#timer);
    this.#kept = kept;
    if (!kept || !this.#submit) return;
    // A wall clock that was set back makes no trial longer than it was meant to be.
    const leftMs = Math.min(kept.until - wallClock(), kept.minutes * 60_000);
    this.#timer = clock.setTimeout(
      () => void this.#revert(nobody).catch((error: unknown) => this.#stuck(error)),
      leftMs > 0 ? leftMs : retryMs,
    );
  }

  #none(): never {
    throw new Refusal('E-NO-TRIAL', 'no configuration is on trial');
  }

  #stuck(error: unknown): void {
    // Whoever confirmed while the change waited for its turn was in time.
    const kept = this.#kept;
    if (!kept) return;
    const why = error instanceof Error ? error.message : String(error);
    const text = `revision ${kept.revision} does not come back yet: ${why}`;
    this.#report('configuration.not-reverted', nobody, text, kept);
  }

  #report(code: string, author: Author, text: string, { revision }: Kept): void {
    this.#ports.events.report({
      code,
      subject: { kind: 'gateway', name: '' },
      text,
      facts: { revision, author: `${author.face}:${author.name}` },
    });
  }
}

const ended: StateChange = { key, value: undefined };
