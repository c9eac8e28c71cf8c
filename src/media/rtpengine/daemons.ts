/** The daemons in use: new calls go round those that answer, each call stays with its own. */
import { Refusal } from '../../domain/refusal.ts';
import type { Clock } from '../child-link.ts';
import type { Place } from '../sdp/places.ts';
import type { Dictionary } from './bencode.ts';
import { Daemon, placeText } from './daemon.ts';

/** What a daemon said to a command, and which one it was. */
interface Answered {
  readonly daemon: Daemon;
  readonly answer: Dictionary;
}

export class Daemons {
  readonly #clock: Clock;
  readonly #changed: (daemon: Daemon) => void;
  #daemons: readonly Daemon[] = [];
  /** No longer configured, but with calls that have not ended. */
  readonly #leaving = new Set<Daemon>();
  #turn = 0;

  constructor(clock: Clock, changed: (daemon: Daemon) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Those that stay keep what is known of them. */
  configure(places: readonly Place[]): void {
    const before = this.#daemons;
    this.#daemons = places.map((place) => {
      const name = placeText(place);
      const known = [...before, ...this.#leaving].find((daemon) => daemon.name === name);
      if (known) this.#leaving.delete(known);
      return known ?? new Daemon(place, this.#clock, this.#changed);
    });
    for (const daemon of before) if (!this.#daemons.includes(daemon)) this.#leaving.add(daemon);
  }

  /** The configured ones that do not answer. */
  silent(): readonly string[] {
    return this.#daemons.filter((daemon) => !daemon.isUp()).map(({ name }) => name);
  }

  /** Lets those go that no call is with. */
  release(isUsed: (daemon: Daemon) => boolean): void {
    for (const daemon of this.#leaving) {
      if (isUsed(daemon)) continue;
      this.#leaving.delete(daemon);
      daemon.close();
    }
  }

  /**
   * Asks one after the other until one takes the command. Rejects with a `Refusal`
   * (`E-MEDIA-ENGINE`, `E-MEDIA-EXHAUSTED`).
   */
  async first(command: Dictionary): Promise<Answered> {
    let full: Answered | undefined;
    for (const daemon of this.#inTurn()) {
      const answer = await daemon.ask(command);
      if (answer === undefined) continue;
      if (!isFull(answer)) return { daemon, answer };
      full = { daemon, answer };
    }
    if (full !== undefined)
      throw new Refusal('E-MEDIA-EXHAUSTED', `rtpengine ${full.daemon.name} takes no more calls`);
    const names = this.#daemons.map(({ name }) => name).join(', ');
    throw new Refusal('E-MEDIA-ENGINE', `no rtpengine answers (${names})`);
  }

  #inTurn(): readonly Daemon[] {
    const up = this.#daemons.filter((daemon) => daemon.isUp());
    this.#turn += 1;
    const from = up.length === 0 ? 0 : this.#turn % up.length;
    return [...up.slice(from), ...up.slice(0, from)];
  }

  close(): void {
    for (const daemon of [...this.#daemons, ...this.#leaving]) daemon.close();
    this.#daemons = [];
    this.#leaving.clear();
  }
}

/** `load limit` is its answer above a limit of its own; without ports it says so in words. */
function isFull({ result, 'error-reason': reason }: Dictionary): boolean {
  return result === 'load limit' || (typeof reason === 'string' && /ports/i.test(reason));
}
