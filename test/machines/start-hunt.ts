/** A hunt, alone or inside its call, whose servers are played by the test. */
import { createActor, createMachine, sendTo } from 'xstate';
import { huntMachine } from '../../machines/hunt.machine.ts';
import type { HuntOutput, InviteFact } from '../../machines/hunt-walk.ts';
import type { HuntPolicy } from '../../src/domain/invite-outcome.ts';
import type { PlannedTry } from '../../src/domain/walk.ts';
import { drained, planOf, startWorld } from '../support/lives.ts';

export const rfc3263: HuntPolicy = { invitePolicy: 'rfc3263', also: [] };
export const manual: HuntPolicy = { invitePolicy: 'manual', also: [] };

export interface HuntOptions {
  readonly plan?: readonly PlannedTry[];
  readonly policy?: HuntPolicy;
}

/** Its parent only notes what it is told. */
export function startHunt({ plan = planOf('m', 'b', 'c'), policy = rfc3263 }: HuntOptions = {}) {
  const { clock, did, surroundings } = startWorld();
  const hunt = huntMachine.provide({
    actions: {
      invite: (_, { server }) => void did.push(`invite ${server}`),
      release: (_, { attempt }) => void did.push(`release ${attempt}`),
      tellSilence: (_, { server }) => void did.push(`silent ${server}`),
    },
  });
  const result: { output: HuntOutput | undefined } = { output: undefined };
  const parent = createMachine({
    types: {} as { events: InviteFact | { type: 'hunt.proceeding' } | { type: 'hunt.rang' } },
    invoke: {
      id: 'hunt',
      src: hunt,
      input: { call: '1', surroundings, plan, policy },
      onDone: { actions: ({ event }) => void (result.output = event.output) },
    },
    on: {
      'hunt.proceeding': { actions: () => void did.push('proceeding') },
      'hunt.rang': { actions: () => void did.push('rang') },
      'attempt.*': { actions: sendTo('hunt', ({ event }) => event) },
    },
  });
  const actor = createActor(parent, { clock });
  actor.start();
  const send = (fact: InviteFact) => actor.send(fact);
  return {
    clock,
    send,
    did: () => drained(did),
    output: () => result.output,
    verdict: () => {
      const { output } = result;
      return output && output.winner === undefined
        ? `${output.verdict.status} ${output.verdict.cause}`
        : undefined;
    },
    tries: () =>
      result.output?.tries.map(({ server, outcome, reason }) => `${server} ${outcome}: ${reason}`),
    trying: (attempt: number) => send({ type: 'attempt.trying', attempt }),
    ring: (attempt: number, status = 180) => send({ type: 'attempt.rang', attempt, status }),
    answer: (attempt: number) => send({ type: 'attempt.answered', attempt }),
    refuse: (
      attempt: number,
      status: number,
      more: { hadRung?: boolean; retryAfterSeconds?: number } = {},
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
