/** Calls that soft ports place and put down. */
import type { Configuration, Server, User } from '../../domain/configuration.ts';
import { find } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Route } from '../../domain/resolve.ts';
import { userAt } from '../../domain/users.ts';
import type { MediaEngine } from '../../media/media.ts';
import { keyOf } from '../calls/call-session.ts';
import type { Calls } from '../calls/calls.ts';
import { type Dialled, dial, emergencyNumber } from '../calls/dialling.ts';
import { directionOf } from '../calls/direction.ts';
import type { CallerParty } from '../calls/party.ts';
import { softCaller } from '../calls/soft-parties.ts';
import type { Confirm } from '../calls/tone-answer.ts';
import type { Family } from '../family.ts';
import { softStyle } from './soft-style.ts';
import type { StarServices } from './star-services.ts';

export interface SoftCallPorts {
  readonly family: () => Family;
  readonly calls: () => Calls;
  readonly media: () => MediaEngine;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  readonly stars: StarServices;
  readonly confirm: Confirm;
}

export class SoftCalls {
  readonly #ports: SoftCallPorts;

  constructor(ports: SoftCallPorts) {
    this.#ports = ports;
  }

  place(name: string, digits: string): void {
    const configuration = this.#ports.configuration();
    const port = find(configuration.ports, name, 'port');
    // A phone places its calls by itself; its actor only follows.
    if (port.kind !== 'soft') return;
    const ref = this.#ports.family().port(name);
    const isEmergency = emergencyNumber(configuration, digits) !== undefined;
    const user = userAt(configuration, name) ?? (isEmergency ? configuration.users[0] : undefined);
    const calls = this.#ports.calls();
    const call = calls.nextId();
    const placed = () => ref?.send({ type: 'call.placed', call });
    const over = (cause: string) => {
      placed();
      ref?.send({ type: 'call.over', call, cause });
    };
    if (!user) return over('the port is attached to no user');
    if (calls.isFull() && !isEmergency) return over('overloaded');
    const dialled = dial(configuration, this.#ports.stars, { port, user, digits });
    const caller = this.#caller(call, name, user, dialled);
    if (!caller) return over('no-media');
    placed();
    if (dialled.kind === 'change') {
      void dialled.done.then((isDone) => {
        ref?.send({ type: 'call.connected' });
        const cause = isDone ? 'service set' : 'service refused';
        this.#ports.confirm(caller, isDone, call, () => over(cause));
      });
      return;
    }
    const isCall = dialled.kind === 'call';
    const route: Route = isCall ? dialled.route : { kind: 'none', cause: 'unallocated-number' };
    const called = isCall ? dialled.number : digits;
    calls.begin({ id: call, direction: directionOf('local', route), caller, called, route });
  }

  /** undefined: there is no port for its media. */
  #caller(call: string, port: string, user: User, dialled: Dialled): CallerParty | undefined {
    const media = this.#ports.media();
    const isCall = dialled.kind === 'call';
    if (isCall && dialled.route.kind === 'emergency') media.prefer?.(call);
    try {
      return softCaller({
        media,
        call,
        port,
        caller: { kind: 'user', user, registeredOn: this.#ports.registeredOn(user.name) },
        isHidden: isCall ? dialled.isHidden : undefined,
        style: softStyle(this.#ports.configuration()),
      });
    } catch (error) {
      media.close(call);
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  hangUp(name: string, call: string | undefined): void {
    const session = this.#ports.calls().get(call ?? '');
    if (!session) return;
    const { actor, facts } = session;
    if (facts.caller.port === name) {
      if (session.isConnected()) session.heard('a', { type: 'ended', reason: 'on hook' });
      else actor?.send({ type: 'caller.cancelled' });
    } else if (session.winner() === session.callees.get(keyOf({ port: name }))) {
      session.heard('b', { type: 'ended', reason: 'on hook' });
    } else {
      actor?.send({ type: 'port.refused', port: name, status: 486 });
    }
  }
}
