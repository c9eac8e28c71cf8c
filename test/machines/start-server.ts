/** A server whose answers are played by the test. */
import { createActor } from 'xstate';
import { serverMachine } from '../../machines/server.machine.ts';
import type { ServerEvent, ServerSettings } from '../../machines/server-setup.ts';
import { drained, startWorld } from '../support/lives.ts';

export const settings: ServerSettings = {
  place: '192.0.2.1',
  probeIntervalMs: 30_000,
  successesNeeded: 3,
  failuresNeeded: 3,
  isAlwaysProbed: false,
  isEnabled: true,
};

export const answered: ServerEvent = { type: 'server.answered' };
export const silent: ServerEvent = { type: 'server.silent', reason: 'no answer' };
export const closed: ServerEvent = { type: 'server.unreachable', reason: 'port unreachable' };

export function startServer(options: Partial<ServerSettings> = {}, chance = 0.5) {
  const { clock, did, surroundings } = startWorld(chance);
  const machine = serverMachine.provide({
    actions: {
      probe: () => void did.push(`probe at ${clock.now() / 1000}`),
      tellHealth: (_, { health }) => void did.push(health),
    },
  });
  const input = { key: 'proxy:m', surroundings, ...settings, ...options };
  const actor = createActor(machine, { clock, input });
  actor.start();
  return {
    actor,
    clock,
    did: () => drained(did),
    send: (...events: readonly ServerEvent[]) => {
      for (const event of events) actor.send(event);
    },
    health: () => actor.getSnapshot().value,
    reason: () => actor.getSnapshot().context.reason,
  };
}
