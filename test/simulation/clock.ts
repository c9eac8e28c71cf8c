/**
 * The clock of the simulated world: a heap of deadlines, the next one fired when told to; each
 * owner counts its own.
 */

interface Deadline {
  readonly at: number;
  readonly order: number;
  readonly owner: OwnedClock;
  fire: (() => void) | undefined;
}

/** A timer of Node fires at once when it is to wait longer than this. */
const delayMsMax = 2_147_483_647;

export class SimulatedClock {
  #now = 0;
  #order = 0;
  readonly #heap: Deadline[] = [];

  now(): number {
    return this.#now;
  }

  /** The same time for one owner, with a count of what it waits for. */
  owned(): OwnedClock {
    return new OwnedClock(this);
  }

  arm(owner: OwnedClock, fire: () => void, delayMs: number): Deadline {
    this.#order += 1;
    const deadline = { at: this.#now + Math.max(0, delayMs), order: this.#order, owner, fire };
    this.#push(deadline);
    return deadline;
  }

  /** When the next deadline is due; undefined: nobody waits for anything. */
  next(): number | undefined {
    this.#dropCleared();
    return this.#heap[0]?.at;
  }

  /** Fires the next deadline at its own instant. */
  step(): void {
    this.#dropCleared();
    const deadline = this.#pop();
    if (!deadline?.fire) return;
    const { fire } = deadline;
    this.#now = deadline.at;
    deadline.fire = undefined;
    if (deadline.owner.fired()) fire();
  }

  /** Nothing is due before then. */
  moveTo(at: number): void {
    this.#now = Math.max(this.#now, at);
  }

  #dropCleared(): void {
    while (this.#heap[0] && !this.#heap[0].fire) this.#pop();
  }

  #push(deadline: Deadline): void {
    const heap = this.#heap;
    let at = heap.push(deadline) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(deadline, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = deadline;
  }

  #pop(): Deadline | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (!left) break;
      let child = left;
      if (right && isBefore(right, left)) {
        below += 1;
        child = right;
      }
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Deadline, other: Deadline): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}

export class OwnedClock {
  readonly #world: SimulatedClock;
  #pending = 0;
  #isAlive = true;
  /** The longest delay that anybody asked for, and whether each was a number. */
  longestMs = 0;

  constructor(world: SimulatedClock) {
    this.#world = world;
  }

  now(): number {
    return this.#world.now();
  }

  setTimeout(fire: () => void, delayMs: number): Deadline {
    this.#pending += 1;
    this.longestMs = Number.isFinite(delayMs) ? Math.max(this.longestMs, delayMs) : delayMsMax + 1;
    return this.#world.arm(this, fire, delayMs);
  }

  clearTimeout(id: unknown): void {
    if (!isDeadline(id) || !id.fire) return;
    id.fire = undefined;
    this.#pending -= 1;
  }

  /** Whether its owner is still there to hear it. */
  fired(): boolean {
    this.#pending -= 1;
    return this.#isAlive;
  }

  /** Its owner has died: nothing that it waited for happens. */
  die(): void {
    this.#isAlive = false;
  }

  /** How many deadlines are armed. */
  pending(): number {
    return this.#pending;
  }

  isWithinLimits(): boolean {
    return this.longestMs <= delayMsMax;
  }
}

function isDeadline(id: unknown): id is Deadline {
  return typeof id === 'object' && id !== null && 'fire' in id;
}
