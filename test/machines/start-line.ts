/** A line, and whole families of them, whose ports record, or fail when the test says so. */
import { createActor } from 'xstate';
import { contain } from '../../machines/contain.ts';
import { gatewayMachine } from '../../machines/gateway.machine.ts';
import { lineMachine } from '../../machines/line.machine.ts';
import { portMachine } from '../../machines/port.machine.ts';
import { registrationMachine } from '../../machines/registration.machine.ts';
import type { RegistrationQueries } from '../../machines/registration-round.ts';
import { serverMachine } from '../../machines/server.machine.ts';
import type { Configuration, User } from '../../src/domain/configuration.ts';
import { drained, planOf, Roll, startWorld } from '../support/lives.ts';
import { settings } from './start-server.ts';

/** What fails now: the effect's words, `register alice`; `raw`: without being contained. */
export interface Trouble {
  contained: string | undefined;
  raw: string | undefined;
}

const queries: RegistrationQueries = {
  plan: () => planOf('m', 'b'),
  settings: () => ({
    retry: { baseSeconds: 30, maxSeconds: 300 },
    slowLane: { refusedMinSeconds: 1800, refusedMaxSeconds: 3600 },
  }),
};

function startStage() {
  const world = startWorld();
  const trouble: Trouble = { contained: undefined, raw: undefined };
  const perform = (text: string) => {
    if (text === trouble.contained) throw new Error(`${text} failed`);
    world.did.push(text);
  };
  /** Before the effect is contained. */
  const tear = (text: string) => {
    if (text === trouble.raw) throw new Error(`${text} tore`);
  };
  const registration = registrationMachine.provide({
    actions: {
      takeTurn: ({ self }, { attempt }) => self.send({ type: 'turn.came', attempt }),
      register: (scope, params) => {
        const text = `${params.isRemoval ? 'remove' : 'register'} ${scope.context.user}`;
        tear(text);
        contain(() => perform(text))(scope, params);
      },
      abandon: () => undefined,
      tellSilence: () => undefined,
      leave: () => undefined,
      unregister: () => undefined,
      tell: () => undefined,
    },
  });
  const line = lineMachine.provide({
    actors: { registration },
    actions: {
      forgetIdentity: ({ context }) => {
        tear(`forget ${context.user.name}`);
        perform(`forget ${context.user.name}`);
      },
      tellFault: (_, { delayMs, isParked }) =>
        perform(`fault ${isParked ? 'parked' : 'again in'} ${delayMs}`),
    },
  });
  return { ...world, trouble, perform, tear, line };
}

export function startLine(user: User) {
  const { line, clock, did, surroundings, trouble } = startStage();
  const roll = new Roll();
  const input = { user, surroundings, queries };
  const actor = createActor(line, { clock, input, inspect: roll.inspect });
  actor.start();
  return {
    actor,
    clock,
    roll,
    trouble,
    send: actor.send.bind(actor),
    did: () => drained(did),
    state: () => actor.getSnapshot().value.binding,
    calls: () => actor.getSnapshot().value.calls,
    registration: () => actor.getSnapshot().context.registration,
  };
}

export function startFamily(configuration: Configuration) {
  const { line, clock, did, surroundings, trouble, perform, tear } = startStage();
  const calls = { count: 0 };
  const machine = gatewayMachine.provide({
    actors: {
      line,
      server: serverMachine.provide({
        actions: {
          probe: contain(({ key }: { readonly key: string }) => perform(`probe ${key}`)),
          tellHealth: (_, { key, health }) => {
            tear(`health ${key}`);
            perform(`${key} is ${health}`);
          },
        },
      }),
      port: portMachine.provide({
        actions: {
          placeCall: contain(({ port }: { readonly port: string }) => perform(`place ${port}`)),
          answerCall: () => undefined,
          hangUp: () => undefined,
          letGo: () => undefined,
          sound: () => undefined,
          listen: () => undefined,
        },
      }),
    },
    actions: {
      tellFault: (_, { seat, delayMs, isParked }) =>
        perform(`${seat} ${isParked ? 'parked' : 'again in'} ${delayMs}`),
    },
  });
  const roll = new Roll();
  const actor = createActor(machine, {
    clock,
    input: {
      configuration,
      surroundings,
      drainMs: () => 30_000,
      queries: {
        registration: () => queries,
        serverSettings: () => settings,
        port: {
          judge: () => 'complete',
          heard: () => undefined,
          interDigitMs: () => 4000,
          isWaiting: () => false,
        },
        calls: () => calls.count,
      },
    },
    inspect: roll.inspect,
  });
  const errors: unknown[] = [];
  actor.subscribe({ error: (error) => errors.push(error) });
  actor.start();
  const context = () => actor.getSnapshot().context;
  return {
    actor,
    clock,
    roll,
    trouble,
    calls,
    errors,
    context,
    send: actor.send.bind(actor),
    did: () => drained(did),
    state: () => actor.getSnapshot().value,
    line: (name: string) => context().lines.get(name),
    /** Who lives, but for the root. */
    children: () => roll.alive().filter((id) => id !== actor.id),
  };
}
