/** What the chart of a line is made of: its events, ports and guards. */
import {
  type ActorRefFrom,
  assign,
  type DoneActorEvent,
  type ErrorActorEvent,
  setup,
  stopChild,
} from 'xstate';
import type { User } from '../src/domain/configuration.ts';
import { isSameIdentity } from '../src/domain/identity.ts';
import { type CrashHistory, decideRestart } from '../src/domain/restart.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Crash, Ending, FlowLost, ServerRecovered, ServersChanged } from './events.ts';
import { registrationMachine } from './registration.machine.ts';
import type { RegistrationInput } from './registration-round.ts';

export interface LineInput extends Omit<RegistrationInput, 'user'> {
  readonly user: User;
}

interface LineContext extends LineInput {
  readonly registration: ActorRefFrom<typeof registrationMachine> | undefined;
  readonly calls: ReadonlySet<string>;
  readonly crashes: CrashHistory;
  /** The last failure of the registration. */
  readonly crash: Crash | undefined;
  readonly fault: string | undefined;
}

export type LineEvent =
  | { readonly type: 'line.configure'; readonly user: User }
  | { readonly type: 'line.retry' }
  | { readonly type: 'line.stop' }
  | { readonly type: 'call.started'; readonly call: string }
  | { readonly type: 'call.ended'; readonly call: string }
  | ServersChanged
  | ServerRecovered
  | FlowLost
  | Fault
  | DoneActorEvent<Ending>
  | ErrorActorEvent;

export const line = setup({
  types: {
    input: {} as LineInput,
    context: {} as LineContext,
    events: {} as LineEvent,
    tags: {} as 'parked',
    output: {} as Ending,
  },
  actors: { registration: registrationMachine },
  actions: {
    /** Port: the binding of the identity before this change is given back. */
    forgetIdentity: () => unprovided('forgetIdentity'),
    /** Port: something of this line failed and will be started again. */
    tellFault: (_, _params: Crash) => unprovided('tellFault'),
    startRegistration: assign({
      registration: ({ context: { user, surroundings, queries }, spawn }) =>
        spawn('registration', {
          id: 'registration',
          input: { user: user.name, surroundings, queries },
        }),
    }),
    stopRegistration: stopChild('registration'),
    forgetRegistration: assign({ registration: undefined }),
    release: ({ context }) => context.registration?.send({ type: 'registration.release' }),
    retry: ({ context }) => context.registration?.send({ type: 'registration.retry' }),
    forward: ({ context }, event: ServersChanged | ServerRecovered | FlowLost) =>
      context.registration?.send(event),
    noteUser: assign((_, { user }: { readonly user: User }) => ({ user })),
    noteCall: assign(({ context }, { call }: { readonly call: string }) => ({
      calls: new Set([...context.calls, call]),
    })),
    forgetCall: assign(({ context }, { call }: { readonly call: string }) => ({
      calls: new Set([...context.calls].filter((one) => one !== call)),
    })),
    noteFault: assign((_, { message }: { readonly message: string }) => ({ fault: message })),
    noteCrash: assign(({ context }, { message }: { readonly message: string }) => {
      const now = context.surroundings.now();
      const [crashes, { kind, delayMs }] = decideRestart(context.crashes, now);
      return { crashes, crash: { message, delayMs, isParked: kind === 'park' } };
    }),
  },
  guards: {
    isAttached: (_, { enabled, ports }: User) => enabled && ports.length > 0,
    isDetached: (_, { enabled, ports }: User) => !enabled || ports.length === 0,
    isOtherIdentity: ({ context }, { user }: { readonly user: User }) =>
      !isSameIdentity(context.user, user),
    isParked: ({ context }) => context.crash?.isParked === true,
    isUnregistered: ({ context }) => context.registration === undefined,
    isLastCall: ({ context }, { call }: { readonly call: string }) =>
      [...context.calls].every((one) => one === call),
  },
  delays: { restartDue: ({ context }) => context.crash?.delayMs ?? 0 },
});
