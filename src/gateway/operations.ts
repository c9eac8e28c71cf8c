/** Acts that change no configuration: handsets, calls, rounds asked for, revisions read. */
import { find } from '../domain/names.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Operations } from '../management/commands.ts';
import type { Inputs, Parts } from './compose.ts';

export function createOperations({ changes, trials }: Inputs, parts: Parts): Operations {
  const { softPorts, calls, family, drills } = parts;
  return {
    ...changes.operations(),
    ...trials.operations(),
    offHook: (port) => softPorts.offHook(port),
    onHook: (port) => softPorts.onHook(port),
    answer: (port) => softPorts.answer(port),
    dial: (port, digits) => softPorts.dial(port, digits),
    drills: {
      start: (order) => drills.start(order),
      stop: (name) => drills.stop(name),
      schedule: (one) => drills.schedule(one),
      unschedule: (name) => drills.unschedule(name),
    },
    flash: (port, key) => softPorts.flash(port, key),
    play: (port, file) => softPorts.play(port, file),
    record: (port, file) => softPorts.record(port, file),
    releaseCall: (id) => calls.release(id),
    retryRegistration(user) {
      const { ports } = find(changes.current().users, user, 'user');
      if (ports.length === 0) {
        throw new Refusal('E-USER-DETACHED', `user "${user}" is attached to no port`);
      }
      family.line(user)?.send({ type: 'line.retry' });
    },
  };
}
