/**
 * The one seam where inputs enter the charts: each event, and each answer that a chart asks its
 * surroundings for while it decides. ADR 18.
 */
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  ExecutableActionObject,
  InputFrom,
} from 'xstate';
import { type Act, type Base, Tape } from './tape.ts';
import { isObject, watched } from './watched.ts';

/** What DNS answered, as it came. */
export interface NameAnswer {
  readonly name: string;
  readonly type: string;
  readonly answer: unknown;
}

const namesMax = 200;

/** Lives kept after their end, and while they last: more than a full gateway has. */
const endedMax = 200;
const livesMax = 2000;

export class Recorder {
  readonly #now: () => number;
  readonly #tapes = new WeakMap<object, Tape>();
  readonly #lives = new Set<Tape>();
  readonly #ended = new Set<Tape>();
  #names: readonly (NameAnswer & { readonly atMs: number })[] = [];

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The tapes of these owners, the ended ones first. */
  tapes(isWanted: (owner: string) => boolean): readonly Tape[] {
    return [...this.#ended, ...this.#lives].filter(({ life }) => isWanted(life.owner));
  }

  named(answer: NameAnswer): void {
    this.#names = [...this.#names, { atMs: this.#now(), ...answer }].slice(-namesMax);
  }

  /** The newest answers of DNS, oldest first. */
  names(): readonly (NameAnswer & { readonly atMs: number })[] {
    return this.#names;
  }

  /** The same chart, overheard: for a machine that has been provided with everything. */
  overhear<Machine extends AnyStateMachine>(
    machine: Machine,
    ownerOf: (input: InputFrom<Machine>) => string,
  ): Machine {
    const transition = machine.transition.bind(machine);
    const start = machine.getInitialSnapshot.bind(machine);
    machine.getInitialSnapshot = (scope, input) => {
      const { self } = scope;
      const owner = ownerOf(input);
      const life = { machine: machine.id, owner, id: self.id, parent: parentOf(self) };
      const tape = new Tape(life, input);
      this.#tapes.set(self, tape);
      this.#lives.add(tape);
      forgetOldest(this.#lives, livesMax);
      const seen: unknown = isObject(input) ? watched(input, tape) : input;
      return this.#step(tape, scope, undefined, (overheard) => start(overheard, seen));
    };
    machine.transition = (snapshot, event, scope) => {
      const tape = this.#tapes.get(scope.self);
      if (!tape) return transition(snapshot, event, scope);
      tape.begin(() => baseOf(snapshot));
      return this.#step(tape, scope, event, (overheard) => transition(snapshot, event, overheard));
    };
    return machine;
  }

  #step(
    tape: Tape,
    scope: AnyActorScope,
    event: unknown,
    decide: (scope: AnyActorScope) => AnyMachineSnapshot,
  ): AnyMachineSnapshot {
    const atMs = this.#now();
    const acts: Act[] = [];
    const overheard: AnyActorScope = {
      ...scope,
      actionExecutor(action: ExecutableActionObject) {
        acts.push({ type: action.type, params: action.params });
        scope.actionExecutor(action);
      },
    };
    tape.open();
    try {
      const snapshot = decide(overheard);
      const { value, status } = snapshot;
      tape.close({ atMs, event, value, status, acts });
      if (status !== 'active') this.#end(tape);
      return snapshot;
    } catch (error) {
      tape.abort();
      this.#end(tape);
      throw error;
    }
  }

  #end(tape: Tape): void {
    this.#lives.delete(tape);
    this.#ended.add(tape);
    forgetOldest(this.#ended, endedMax);
  }
}

function forgetOldest(tapes: Set<Tape>, most: number): void {
  const [oldest] = tapes;
  if (tapes.size > most && oldest) tapes.delete(oldest);
}

function parentOf(self: object): string | undefined {
  const parent: unknown = Reflect.get(self, '_parent');
  return isObject(parent) && 'id' in parent && typeof parent.id === 'string'
    ? parent.id
    : undefined;
}

function baseOf({ value, context, children }: AnyMachineSnapshot): Base {
  return { kind: 'state', value, context, children: Object.keys(children) };
}
