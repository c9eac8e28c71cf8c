/** Sessions with an ACS: the chart with its ports given by the CPE. */
import { createActor } from 'xstate';
import { contain, messageOf } from '../../machines/contain.ts';
import { cwmpSessionMachine } from '../../machines/cwmp-session.machine.ts';
import type { CwmpPorts, CwmpSession, RetrySettings } from '../domain/cwmp-session.ts';
import type { Clock } from '../sip/clock.ts';
import { xstateClock } from './family.ts';

/** No HTTP answer for this long ends a session; less than 30 s is not allowed. TR-069 §3.7 */
const silenceMs = 30_000;

export function startCwmpSession(
  clock: Clock,
  chance: () => number,
  ports: CwmpPorts,
  retry: () => RetrySettings,
): CwmpSession {
  const machine = cwmpSessionMachine.provide({
    actions: {
      sendInform: contain((attempt) => ports.sendInform(attempt)),
      sendRequest: contain(() => ports.sendRequest()),
      sendEmpty: contain(() => ports.sendEmpty()),
      answerRequest: contain(() => ports.answerRequest()),
      closeSession: contain(() => ports.closeSession()),
      abortSession: contain((failure) => ports.abortSession(failure)),
    },
  });
  const input = { surroundings: { chance }, retry, silenceMs };
  const actor = createActor(machine, { clock: xstateClock(clock), input });
  actor.subscribe({ error: (error) => ports.abortSession({ reason: messageOf(error) }) });
  actor.start();
  return {
    send(fact) {
      if (actor.getSnapshot().status === 'active') actor.send(fact);
    },
    state: () => actor.getSnapshot().value,
    stop: () => void actor.stop(),
  };
}
