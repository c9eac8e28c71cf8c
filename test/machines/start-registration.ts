/** A registration whose servers are played by the test. */
import { createActor } from 'xstate';
import { registrationMachine } from '../../machines/registration.machine.ts';
import type { PlannedTry } from '../../src/domain/walk.ts';
import { drained, planOf, startWorld } from '../support/lives.ts';

export interface RegistrationOptions {
  /** The list as it is now; the walk's order is that of `roundOrder`, tested with the domain. */
  readonly plan?: readonly PlannedTry[];
  readonly chance?: number;
  /** Turns come only when the test says so. */
  readonly isPaced?: boolean;
  /** Ports that throw. */
  readonly broken?: readonly string[];
}

interface Asked {
  readonly server: string;
  readonly attempt: number;
  readonly isRemoval: boolean;
}

export function startRegistration(options: RegistrationOptions = {}) {
  const { plan = planOf('m', 'b', 'c'), chance = 0.5, isPaced = false } = options;
  const { clock, did, surroundings } = startWorld(chance);
  const list = { plan };
  const asked: Asked[] = [];
  const turns: number[] = [];
  const machine = registrationMachine.provide({
    actions: {
      takeTurn: ({ self }, { attempt }) => {
        turns.push(attempt);
        if (!isPaced) self.send({ type: 'turn.came', attempt });
      },
      register: (_, params) => {
        asked.push(params);
        did.push(`${params.isRemoval ? 'remove' : 'register'} ${params.server}`);
      },
      abandon: () => void did.push('abandon'),
      tellSilence: (_, { server }) => void did.push(`silent ${server}`),
      leave: () => void did.push('leave'),
      unregister: (_, { server }) =>
        void (server !== undefined && did.push(`unregister ${server}`)),
      tell: (_, news) => void did.push(`tell ${news.kind}`),
    },
  });
  const actor = createActor(machine, {
    clock,
    input: {
      user: 'alice',
      surroundings,
      queries: {
        plan: () => list.plan,
        settings: () => ({
          retry: { baseSeconds: 30, maxSeconds: 300 },
          slowLane: { refusedMinSeconds: 1800, refusedMaxSeconds: 3600 },
        }),
      },
    },
  });
  actor.start();
  const last = () => asked.at(-1)?.attempt ?? 0;
  return {
    actor,
    clock,
    list,
    turns,
    send: actor.send.bind(actor),
    /** What the ports were told since the last question. */
    did: () => drained(did),
    state: () =>
      JSON.stringify(actor.getSnapshot().value).replaceAll(/[{}"]/g, '').replaceAll(':', '.'),
    context: () => actor.getSnapshot().context,
    tries: () =>
      actor
        .getSnapshot()
        .context.why.map(({ server, outcome, reason }) => `${server} ${outcome}: ${reason}`),
    accept: (expiresSeconds = 3600) =>
      actor.send({
        type: 'attempt.accepted',
        attempt: last(),
        server: asked.at(-1)?.server ?? '',
        expiresSeconds,
      }),
    refuse: (status: number, retryAfterSeconds?: number) =>
      actor.send({
        type: 'attempt.refused',
        attempt: last(),
        status,
        reason: `${status}`,
        retryAfterSeconds,
      }),
    fail: (reason = 'port unreachable') =>
      actor.send({ type: 'attempt.unreachable', attempt: last(), reason }),
    proceed: () => actor.send({ type: 'attempt.provisional', attempt: last() }),
    /** A server that was left answers after all; the newest attempt at it. */
    late: (server: string) =>
      actor.send({
        type: 'attempt.late',
        attempt: asked.findLast((one) => one.server === server)?.attempt ?? 0,
        server,
        expiresSeconds: 3600,
      }),
  };
}
