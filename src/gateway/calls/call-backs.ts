/** Users that an emergency centre may call back. RFC 6881 ED-69, ED-70 */

/** How long after a call to it. */
const awaitedMs = 30 * 60_000;

export class CallBacks {
  readonly #now: () => number;
  /** When each user last called an emergency centre. */
  readonly #calledAt = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  note(user: string): void {
    this.#calledAt.set(user, this.#now());
  }

  isAwaited(user: string): boolean {
    const calledAt = this.#calledAt.get(user);
    return calledAt !== undefined && this.#now() - calledAt < awaitedMs;
  }
}
