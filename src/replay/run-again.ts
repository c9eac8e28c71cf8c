/**
 * The same chart, told the same once more: what it decides is held against what was recorded. No
 * port is performed, no time passes, nothing is drawn.
 */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  createMachine,
  type EventObject,
  type ExecutableActionObject,
} from 'xstate';
import { createSecret } from '../domain/secret.ts';
import { chartNamed } from './charts.ts';
import { decode, encode, type Json, type Meanings } from './encoding.ts';
import type { Recording, WrittenStep } from './recording.ts';

/** The first place where the chart did something else than is recorded. */
export interface Difference {
  /** From 0. */
  readonly step: number;
  /** `state`, `acts`, `reads`, `status`. */
  readonly what: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** undefined: the same, step by step. */
export function runAgain(recording: Recording): Difference | undefined {
  const machine = chartNamed(recording.life.machine);
  if (!machine) {
    return { step: 0, what: 'chart', recorded: recording.life.machine, replayed: 'no such chart' };
  }
  return new Rerun(machine, recording).difference();
}

/** The chart has asked for something that it did not ask for then. */
class Astray extends Error {}

const nobody = createMachine({});

class Rerun {
  readonly #recording: Recording;
  readonly #machine: AnyStateMachine;
  readonly #scope: AnyActorScope;
  readonly #meanings: Meanings;
  #answers: WrittenStep['reads'] = [];
  #asked: [string, Json][] = [];
  #acts: [string, Json][] = [];

  constructor(machine: AnyStateMachine, recording: Recording) {
    this.#recording = recording;
    this.#machine = machine.provide({ actors: mute(machine) });
    const { id, parent } = recording.life;
    this.#meanings = {
      call: (path) => () => this.#answer(path),
      actor: (name) => createActor(nobody, { id: name }),
      secret: createSecret,
    };
    const above = parent === undefined ? {} : { parent: createActor(nobody, { id: parent }) };
    const self = createActor(nobody, { id, ...above });
    this.#scope = {
      ...{ self, id, sessionId: self.sessionId, system: self.system },
      logger: nothing,
      defer: nothing,
      emit: nothing,
      stopChild: nothing,
      actionExecutor: ({ type, params }: ExecutableActionObject) => {
        this.#acts.push([type, written(params)]);
      },
    };
  }

  difference(): Difference | undefined {
    let at = 0;
    try {
      let snapshot = this.#beginning();
      for (const step of this.#recording.steps) {
        this.#answers = step.reads;
        this.#asked = [];
        this.#acts = [];
        snapshot = this.#step(snapshot, step);
        const difference = this.#compared(snapshot, step);
        if (difference) return { step: at, ...difference };
        at += 1;
      }
      return undefined;
    } catch (error) {
      const replayed = error instanceof Error ? error.message : String(error);
      return { step: at, what: 'reads', recorded: textOf(this.#answers), replayed };
    }
  }

  /** undefined: at birth. */
  #beginning(): AnyMachineSnapshot | undefined {
    const { base } = this.#recording;
    if (base.kind === 'birth') return undefined;
    const context = decode(base.context, this.#meanings);
    const snapshot = this.#machine.resolveState({ value: stateOf(base.value), context });
    const children = base.children.map((id) => [id, createActor(nobody, { id })]);
    return Object.assign(snapshot, { children: Object.fromEntries(children) });
  }

  #step(before: AnyMachineSnapshot | undefined, { event }: WrittenStep): AnyMachineSnapshot {
    const { base } = this.#recording;
    if (before) return this.#machine.transition(before, eventOf(this.#decoded(event)), this.#scope);
    const input = base.kind === 'birth' ? this.#decoded(base.input) : undefined;
    return this.#machine.getInitialSnapshot(this.#scope, input);
  }

  #decoded(json: Json): unknown {
    return decode(json, this.#meanings);
  }

  #answer(path: string): unknown {
    const [name, result] = this.#answers[this.#asked.length] ?? ['nothing more', null];
    if (name !== path) throw new Astray(`asks for ${path} where ${name} was asked for`);
    this.#asked.push([name, result]);
    return decode(result, this.#meanings);
  }

  #compared(snapshot: AnyMachineSnapshot, step: WrittenStep): Omit<Difference, 'step'> | undefined {
    const pairs: readonly (readonly [what: string, recorded: unknown, replayed: unknown])[] = [
      ['state', step.value, written(snapshot.value)],
      ['status', step.status, snapshot.status],
      ['acts', step.acts, this.#acts],
      ['reads', step.reads, this.#asked],
    ];
    for (const [what, recorded, replayed] of pairs) {
      const texts = [textOf(recorded), textOf(replayed)] as const;
      if (texts[0] !== texts[1]) return { what, recorded: texts[0], replayed: texts[1] };
    }
    return undefined;
  }
}

/** Children are told of, not run: what they said has been recorded as events of their parent. */
function mute({ implementations }: AnyStateMachine): Record<string, typeof nobody> {
  return Object.fromEntries(Object.keys(implementations.actors).map((name) => [name, nobody]));
}

/** Secrets have become names already. */
function written(value: unknown): Json {
  return encode(value, (name) => name);
}

function textOf(value: unknown): string {
  return JSON.stringify(value);
}

function nothing(): void {
  // Nothing is performed.
}

function eventOf(value: unknown): EventObject {
  const isEvent = typeof value === 'object' && value !== null && 'type' in value;
  if (!isEvent || typeof value.type !== 'string') throw new Astray('an event has a type');
  return { ...value, type: value.type };
}

function stateOf(json: Json): string | Record<string, never> {
  return typeof json === 'string' ? json : JSON.parse(JSON.stringify(json));
}
