/** A hunt, alone or inside its call, whose servers are played by the test. */
import { assign, createActor, sendTo, setup } from 'xstate';
import { huntMachine } from '../../machines/hunt.machine.ts';
import type { HuntInput, HuntOutput, InviteFact } from '../../machines/hunt-walk.ts';
import type { HuntPolicy } from '../../src/domain/invite-outcome.ts';
import type { PlannedTry } from '../../src/domain/walk.ts';
import { drained, planOf, startWorld } from '../support/lives.ts';

export const rfc3263: HuntPolicy = { invitePolicy: 'rfc3263', also: [] };
export const manual: HuntPolicy = { invitePolicy: 'manual', also: [] };

export const emergency: HuntPolicy = { invitePolicy: 'emergency', also: [] };

export interface HuntOptions {
  readonly plan?: readonly PlannedTry[];
  readonly policy?: HuntPolicy;
}

/** Made once: a hunt finds its own records by what it was given as its surroundings. */
const records = new WeakMap<object, string[]>();

function note({ surroundings }: HuntInput, text: string): void {
  records.get(surroundings)?.push(text);
}

const hunt = huntMachine.provide({
  actions: {
    invite: ({ context }, { server }) => note(context, `invite ${server}`),
    release: ({ context }, { attempt }) => note(context, `release ${attempt}`),
    tellSilence: ({ context }, { server }) => note(context, `silent ${server}`),
  },
});

/** A call that only notes what it is told. */
const parent = setup({
  types: {
    input: {} as HuntInput,
    context: {} as { readonly input: HuntInput; readonly output: HuntOutput | undefined },
    events: {} as InviteFact | { type: 'hunt.proceeding' } | { type: 'hunt.rang' },
  },
  actors: { hunt },
}).createMachine({
  context: ({ input }) => ({ input, output: undefined }),
  invoke: {
    id: 'hunt',
    src: 'hunt',
    input: ({ context }) => context.input,
    onDone: { actions: assign({ output: ({ event }) => event.output }) },
  },
  on: {
    'hunt.proceeding': { actions: ({ context }) => note(context.input, 'proceeding') },
    'hunt.rang': { actions: ({ context }) => note(context.input, 'rang') },
    'attempt.*': { actions: sendTo('hunt', ({ event }) => event) },
  },
});

export function startHunt({ plan = planOf('m', 'b', 'c'), policy = rfc3263 }: HuntOptions = {}) {
  const { clock, did, surroundings } = startWorld();
  records.set(surroundings, did);
  const actor = createActor(parent, { clock, input: { call: '1', surroundings, plan, policy } });
  actor.start();
  const output = () => actor.getSnapshot().context.output;
  const send = (fact: InviteFact) => actor.send(fact);
  return {
    clock,
    send,
    did: () => drained(did),
    output,
    verdict: () => {
      const { winner, verdict } = output() ?? {};
      return verdict && winner === undefined ? `${verdict.status} ${verdict.cause}` : undefined;
    },
    tries: () =>
      output()?.tries.map(({ server, outcome, reason }) => `${server} ${outcome}: ${reason}`),
    trying: (attempt: number) => send({ type: 'attempt.trying', attempt }),
    ring: (attempt: number, status = 180) => send({ type: 'attempt.rang', attempt, status }),
    answer: (attempt: number) => send({ type: 'attempt.answered', attempt }),
    refuse: (
      attempt: number,
      status: number,
      more: { hadRung?: boolean; retryAfterSeconds?: number; sentTo?: string } = {},
    ) =>
      send({
        type: 'attempt.refused',
        attempt,
        status,
        reason: `${status}`,
        hadRung: false,
        ...more,
      }),
    fail: (attempt: number, phase: 'none' | 'trying' | 'rang' = 'none') =>
      send({ type: 'attempt.unreachable', attempt, reason: 'connection reset', phase }),
  };
}
