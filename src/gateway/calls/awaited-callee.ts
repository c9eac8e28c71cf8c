/** A called party that is asked as soon as there is a description to offer it. */
import type { CalleeParty } from './party.ts';

/** What its offer is made by. */
type Place = Pick<CalleeParty, 'side' | 'policy'>;

/** Stands for the party until it is made: what it is told meanwhile it is told then. */
class AwaitedCallee implements CalleeParty {
  readonly side: CalleeParty['side'];
  readonly policy: CalleeParty['policy'];
  #party: CalleeParty | undefined;
  #isCancelled = false;
  #isPickedUp = false;

  constructor({ side, policy }: Place) {
    this.side = side;
    this.policy = policy;
  }

  become(make: () => CalleeParty): void {
    if (this.#isCancelled) return;
    this.#party = make();
    if (this.#isPickedUp) this.#party.pickUp?.();
  }

  /** The party itself, where nobody had to wait for it. */
  made(): CalleeParty {
    return this.#party ?? this;
  }

  get callId(): string | undefined {
    return this.#party?.callId;
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#party?.cancel();
  }

  accept(answer: Buffer | undefined): void {
    this.#party?.accept(answer);
  }

  leg(): ReturnType<CalleeParty['leg']> {
    return this.#party?.leg();
  }

  end(reason: string | undefined): void {
    if (this.#party) this.#party.end(reason);
    else this.cancel();
  }

  pickUp(): void {
    this.#isPickedUp = true;
    this.#party?.pickUp?.();
  }
}

/** `ask` has the offer made, at once or later, and throws when it cannot be had at all. */
export function awaitedCallee(
  place: Place,
  make: (offer: Buffer) => CalleeParty,
  ask: (place: Place, then: (offer: Buffer) => void) => void,
): CalleeParty {
  const awaited = new AwaitedCallee(place);
  ask(place, (offer) => awaited.become(() => make(offer)));
  return awaited.made();
}
