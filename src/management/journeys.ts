/** Walks and calls as they end, whole, for who makes traces of them. Nobody listens: nothing. */
import type { CallRecord } from '../domain/call-record.ts';
import type { Try } from '../domain/walk.ts';

/** A line's walk over its servers that has just ended. */
export interface RegistrationWalk {
  readonly user: string;
  /** `up`, `lost`, `refused`, `removed`. */
  readonly outcome: string;
  /** Where it is registered now. */
  readonly server: string | undefined;
  /** Oldest first. */
  readonly tries: readonly Try[];
}

export interface Traveller {
  call(record: CallRecord): void;
  registration(walk: RegistrationWalk): void;
}

export class Journeys {
  readonly #listeners = new Set<Traveller>();

  call(record: CallRecord): void {
    for (const listener of this.#listeners) listener.call(record);
  }

  registration(walk: RegistrationWalk): void {
    for (const listener of this.#listeners) listener.registration(walk);
  }

  /** Returns how to stop. */
  subscribe(listener: Traveller): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
