/** The ears as the parent knows them: what each hears, and the leg that it is on. */
import type { Hearing, Member } from './media.ts';
import type { ToChild } from './plan.ts';

interface HearingPorts {
  readonly tell: (message: ToChild) => void;
  /** Puts an ear on a leg, or takes it away from there. */
  readonly attach: (at: Member, ear: string | undefined) => void;
}

export class Hearings {
  readonly #ports: HearingPorts;
  readonly #hearings = new Map<string, Hearing>();
  readonly #places = new Map<string, Member>();

  constructor(ports: HearingPorts) {
    this.#ports = ports;
  }

  hear(ear: string, hearing: Hearing | undefined): void {
    if (hearing === undefined) this.#hearings.delete(ear);
    else this.#hearings.set(ear, hearing);
    this.#ports.tell({ type: 'hear', ear, hearing });
  }

  listen(ear: string, at: Member | undefined): void {
    const before = this.#places.get(ear);
    this.#places.delete(ear);
    if (before !== undefined) this.#ports.attach(before, undefined);
    if (at === undefined) return;
    this.#places.set(ear, at);
    this.#ports.attach(at, ear);
  }

  /** To a child that knows of none. */
  tellAll(): void {
    for (const [ear, hearing] of this.#hearings) this.#ports.tell({ type: 'hear', ear, hearing });
  }

  /** The files that were being written must not be begun again. */
  endRecordings(): void {
    for (const [ear, { tone }] of this.#hearings) this.#hearings.set(ear, { tone });
  }
}
