/** A call whose parties and servers are played by the test. */
import { createActor } from 'xstate';
import { callMachine } from '../../machines/call.machine.ts';
import type { CallRoute } from '../../machines/call-setup.ts';
import { huntMachine } from '../../machines/hunt.machine.ts';
import type { InviteFact } from '../../machines/hunt-walk.ts';
import { legMachine } from '../../machines/leg.machine.ts';
import { drained, planOf, Roll, startWorld } from '../support/lives.ts';
import { rfc3263 } from './start-hunt.ts';

export const toServers: CallRoute = { kind: 'servers', step: 0, plan: planOf('m', 'b') };
export const toPorts: CallRoute = { kind: 'ports', step: 0, ports: ['p1', 'p2'] };

/** `broken`: ports that throw; what is not contained throws into the chart. */
export function startCall(route: CallRoute, broken: readonly string[] = []) {
  const { clock, did, surroundings } = startWorld();
  const perform = (text: string) => {
    if (broken.some((port) => text.startsWith(port))) throw new Error(`${text} failed`);
    did.push(text);
  };
  const machine = callMachine.provide({
    actors: {
      hunt: huntMachine.provide({
        actions: {
          invite: (_, { server }) => perform(`invite ${server}`),
          release: (_, { attempt }) => perform(`release ${attempt}`),
          tellSilence: (_, { server }) => perform(`silent ${server}`),
        },
      }),
      leg: legMachine.provide({ actions: { passOffer: (_, { leg }) => perform(`pass ${leg}`) } }),
    },
    actions: {
      ringPorts: (_, { ports }) => perform(`ring ${ports.join(' ')}`),
      forward: (_, { step }) => perform(`forward ${step}`),
      tellRinging: (_, { status }) => perform(`ringing ${status}`),
      connect: (_, { callee }) =>
        perform(`connect ${'port' in callee ? callee.port : callee.attempt}`),
      finish: (_, { status, cause, by = 'nobody' }) => perform(`finish ${status} ${cause} ${by}`),
    },
  });
  const roll = new Roll();
  const input = { id: '1', surroundings, route, policy: rfc3263, noAnswerMs: 180_000 };
  const actor = createActor(machine, { clock, input, inspect: roll.inspect });
  const errors: unknown[] = [];
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  return {
    actor,
    clock,
    roll,
    errors,
    send: actor.send.bind(actor),
    did: () => drained(did),
    state: () => actor.getSnapshot().value,
    /** A server tells of an attempt. */
    tell: (fact: InviteFact) => actor.getSnapshot().children['hunt']?.send(fact),
    leg: (name: 'a' | 'b') => actor.getSnapshot().children[name],
  };
}

export type StartedCall = ReturnType<typeof startCall>;
