/** What the chart of a call is made of: its events, ports, guards and delays. */
import { assign, type DoneActorEvent, type ErrorActorEvent, setup } from 'xstate';
import { type Cause, causeOf } from '../src/domain/cause.ts';
import type { HuntPolicy } from '../src/domain/invite-outcome.ts';
import type { PlannedTry, Try } from '../src/domain/walk.ts';
import { type Fault, unprovided } from './contain.ts';
import type { Surroundings } from './events.ts';
import { huntMachine } from './hunt.machine.ts';
import type { HuntOutput, HuntVerdict } from './hunt-walk.ts';
import { type LegEnd, type LegName, legMachine } from './leg.machine.ts';

/** Where the call goes, as its chart needs to know it. */
export type CallRoute = { readonly step: number } & (
  | {
      readonly kind: 'ports';
      readonly ports: readonly string[];
      /** Where the user has its calls go when every port is busy, or nobody answers in time. */
      readonly onBusy?: CallRoute | undefined;
      readonly onNoAnswer?: CallRoute | undefined;
      readonly noAnswerMs?: number | undefined;
    }
  /** A forwarding rule or the proxies: a walk over these. */
  | { readonly kind: 'servers'; readonly plan: readonly PlannedTry[] }
  | { readonly kind: 'none'; readonly cause: Cause; readonly status: number }
);

export interface CallInput {
  readonly id: string;
  readonly surroundings: Surroundings;
  readonly route: CallRoute;
  readonly policy: HuntPolicy;
  readonly noAnswerMs: number;
}

export interface CallEnd extends HuntVerdict {
  /** Who ended it; undefined: neither party. */
  readonly by: LegName | undefined;
}

export interface CallContext extends CallInput {
  /** Ports that ring or are about to. */
  readonly ringing: readonly string[];
  /** The best refusal of a port so far: a busy one says more than one that is not there. */
  readonly refusal: HuntVerdict | undefined;
  readonly tries: readonly Try[];
  readonly server: string | undefined;
  readonly connectedAtMs: number | undefined;
  readonly end: CallEnd | undefined;
}

export type CallEvent =
  | { readonly type: 'port.rang'; readonly port: string; readonly status: number }
  | { readonly type: 'port.answered'; readonly port: string }
  | { readonly type: 'port.refused'; readonly port: string; readonly status: number }
  /** A phone sends the call on. */
  | { readonly type: 'port.forwarded'; readonly port: string; readonly route: CallRoute }
  | { readonly type: 'hunt.proceeding' }
  | { readonly type: 'hunt.rang'; readonly attempt: number; readonly status: number }
  | { readonly type: 'caller.cancelled' }
  | (LegEnd & { readonly leg: LegName })
  /** One of its parties goes on in another call. */
  | { readonly type: 'call.transferred' }
  | { readonly type: 'media.lost' }
  /** There can be none for it: no port of ours is left, or nobody could take its description. */
  | ({ readonly type: 'media.refused' } & HuntVerdict)
  | { readonly type: 'call.release' }
  /** A limit of its user is used up. */
  | { readonly type: 'call.limited' }
  | Fault
  | DoneActorEvent<HuntOutput>
  | ErrorActorEvent;

/** Who was called: a port, or the server of an attempt. */
export type Callee = { readonly port: string } | { readonly attempt: number };

const busier: Readonly<Record<number, number>> = { 486: 3, 600: 3, 603: 2 };

function rank(verdict: HuntVerdict | undefined): number {
  return verdict === undefined ? 0 : (busier[verdict.status] ?? 1);
}

export function better(one: HuntVerdict | undefined, other: HuntVerdict): HuntVerdict {
  return one !== undefined && rank(one) >= rank(other) ? one : other;
}

/** The route that follows this one when it fails so. */
export function wayOn(
  { route }: CallContext,
  when: 'onBusy' | 'onNoAnswer',
): CallRoute | undefined {
  return route.kind === 'ports' ? route[when] : undefined;
}

interface Refusal {
  readonly port: string;
  readonly status: number;
}

/** Why every port has refused, this one last; undefined: another one still rings. */
function causeOfAll({ ringing, refusal }: CallContext, { port, status }: Refusal) {
  const isLast = ringing.every((one) => one === port);
  return isLast ? better(refusal, { status, cause: causeOf(status) }).cause : undefined;
}

function sentOn(route: CallRoute, to: CallRoute): CallRoute {
  if (route.kind !== 'ports') return route;
  return { ...route, onBusy: to, onNoAnswer: route.onNoAnswer ?? to };
}

export const call = setup({
  types: {
    input: {} as CallInput,
    context: {} as CallContext,
    events: {} as CallEvent,
    tags: {} as 'seeking' | 'ringing' | 'connected',
  },
  actors: { hunt: huntMachine, leg: legMachine },
  actions: {
    // Ports.
    ringPorts: (_, _params: { readonly ports: readonly string[] }) => unprovided('ringPorts'),
    /** The call is forwarded: what was rung so far is let go, this step of its way is next. */
    forward: (_, _params: { readonly step: number }) => unprovided('forward'),
    /** The caller hears that somebody rings, with early media if there is any. */
    tellRinging: (_, _params: { readonly callee: Callee; readonly status: number }) =>
      unprovided('tellRinging'),
    /** Joins the legs: the caller is answered, everybody else is let go. */
    connect: (_, _params: { readonly callee: Callee }) => unprovided('connect'),
    /** Ends what is left of every leg, frees media, writes the record. */
    finish: (_, _params: CallEnd) => unprovided('finish'),
    // Memory.
    noteRefusal: assign(
      ({ context }, { port, ...verdict }: HuntVerdict & { readonly port: string }) => ({
        ringing: context.ringing.filter((one) => one !== port),
        refusal: better(context.refusal, verdict),
      }),
    ),
    /** While others ring it is where the call goes when none of them takes it. */
    noteForward: assign(
      ({ context }, to: { readonly port: string; readonly route: CallRoute }) => ({
        ringing: context.ringing.filter((one) => one !== to.port),
        refusal: better(context.refusal, { status: 486, cause: 'busy' }),
        route: sentOn(context.route, to.route),
      }),
    ),
    noteRoute: assign((_, route: CallRoute) => ({
      route,
      ringing: route.kind === 'ports' ? route.ports : [],
      refusal: undefined,
    })),
    noteHunt: assign((_, { tries, server }: HuntOutput) => ({ tries, server })),
    noteAnswer: assign({ connectedAtMs: ({ context }) => context.surroundings.now() }),
    noteEnd: assign((_, end: CallEnd) => ({ end })),
  },
  guards: {
    isLocal: ({ context }) => context.route.kind === 'ports',
    isForServers: ({ context }) => context.route.kind === 'servers',
    isLastPort: ({ context }, { port }: { readonly port: string }) =>
      context.ringing.every((one) => one === port),
    hasWayOnBusy: ({ context }, port: Refusal) =>
      wayOn(context, 'onBusy') !== undefined && causeOfAll(context, port) === 'busy',
    /** Where no phone can be reached, nobody is waited for to answer. */
    hasWayOnAbsence: ({ context }, port: Refusal) =>
      wayOn(context, 'onNoAnswer') !== undefined && causeOfAll(context, port) === 'unavailable',
    hasWayOnNoAnswer: ({ context }) => wayOn(context, 'onNoAnswer') !== undefined,
    isAnswered: (_, { winner }: HuntOutput) => winner !== undefined,
  },
  delays: {
    noAnswerDue: ({ context }) => context.noAnswerMs,
    ringingTooLong: ({ context: { route, noAnswerMs } }) =>
      (route.kind === 'ports' ? route.noAnswerMs : undefined) ?? noAnswerMs,
  },
});
