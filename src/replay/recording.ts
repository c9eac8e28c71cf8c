/** A tape as it is written into a file: everything in it is JSON. */
import { encode, type Json, type SecretName } from './encoding.ts';
import type { Life, Tape } from './tape.ts';

export interface WrittenStep {
  readonly atMs: number;
  readonly event: Json;
  /** Name and result of each answer, in the order in which the chart asked. */
  readonly reads: readonly (readonly [name: string, result: Json])[];
  readonly value: Json;
  readonly status: string;
  readonly acts: readonly (readonly [type: string, params: Json])[];
}

export interface Recording {
  readonly life: Life;
  readonly base:
    | { readonly kind: 'birth'; readonly input: Json }
    | {
        readonly kind: 'state';
        readonly value: Json;
        readonly context: Json;
        readonly children: readonly string[];
      };
  readonly steps: readonly WrittenStep[];
}

export function writeTape(tape: Tape, secret: SecretName): Recording {
  const { life, base, steps } = tape.recording();
  const json = (value: unknown) => encode(value, secret);
  return {
    life,
    base:
      base.kind === 'birth'
        ? { kind: 'birth', input: json(base.input) }
        : { ...base, value: json(base.value), context: json(base.context) },
    steps: steps.map(({ atMs, event, reads, value, status, acts }) => ({
      atMs,
      status,
      event: json(event),
      reads: reads.map(({ name, result }) => [name, json(result)] as const),
      value: json(value),
      acts: acts.map(({ type, params }) => [type, json(params)] as const),
    })),
  };
}
