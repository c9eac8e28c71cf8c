/**
 * Several places of one port called at once, seen as one party: the first to answer speaks for all.
 */
import type { CalleeFact, CalleeParty } from './party.ts';

type Report = (fact: CalleeFact) => void;

class ForkedCallee implements CalleeParty {
  readonly side = 'lan';
  readonly #parts: CalleeParty[] = [];
  readonly #open = new Set<number>();
  #winner: CalleeParty | undefined;
  /** One of them sends the call on: that says more than that another is busy. */
  #redirection: CalleeFact | undefined;

  constructor(starters: readonly ((report: Report) => CalleeParty)[], report: Report) {
    starters.forEach((_, at) => this.#open.add(at));
    for (const [at, start] of starters.entries()) {
      this.#parts.push(start((fact) => this.#heard(at, fact, report)));
    }
  }

  get policy(): CalleeParty['policy'] {
    return this.#winner?.policy ?? this.#parts[0]?.policy;
  }

  get callId(): string | undefined {
    return this.#winner?.callId ?? this.#parts[0]?.callId;
  }

  cancel(): void {
    for (const part of this.#parts) part.cancel();
  }

  accept(answer: Buffer | undefined): void {
    this.#winner?.accept(answer);
  }

  leg(): ReturnType<CalleeParty['leg']> {
    return this.#winner?.leg();
  }

  end(reason: string | undefined): void {
    if (this.#winner) this.#winner.end(reason);
    else this.cancel();
  }

  #heard(at: number, fact: CalleeFact, report: Report): void {
    if (fact.type === 'refused' || fact.type === 'unreachable') {
      this.#open.delete(at);
      if (fact.type === 'refused' && fact.contact !== undefined) this.#redirection = fact;
      if (this.#open.size === 0 && !this.#winner) report(this.#redirection ?? fact);
      return;
    }
    if (fact.type === 'answered') {
      if (this.#winner) return;
      this.#winner = this.#parts[at];
      for (const part of this.#parts) if (part !== this.#winner) part.cancel();
    }
    report(fact);
  }
}

export function forkedCallee(
  starters: readonly ((report: Report) => CalleeParty)[],
  report: Report,
): CalleeParty {
  return new ForkedCallee(starters, report);
}
