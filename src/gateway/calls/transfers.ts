/** Calls handed on: by REFER, blind or attended, and by Replaces. RFC 3515, RFC 3891, RFC 5589. */
import type { LegName } from '../../../machines/leg.machine.ts';
import type { CallTransfer } from '../../domain/call-record.ts';
import type { Configuration, Port, Server, User } from '../../domain/configuration.ts';
import { calledNumber } from '../../domain/dialled-number.ts';
import { limits } from '../../domain/limits.ts';
import { isEmergency, plainNumber, type Route, resolveCall } from '../../domain/resolve.ts';
import { type MediaEngine, otherLeg } from '../../media/media.ts';
import type { Flow } from '../../sip/flow.ts';
import { CallLeg, type LegFact } from '../../sip/ua/call-leg.ts';
import { tellReferral } from '../../sip/ua/referral-progress.ts';
import type { Core } from '../core.ts';
import type { Family } from '../family.ts';
import { tellPort } from '../ports/port-events.ts';
import { mayTransfer } from '../settings.ts';
import type { Continuation } from './call-history.ts';
import type { CallSession } from './call-session.ts';
import type { Calls } from './calls.ts';
import { directionOf } from './direction.ts';
import { ExistingCallee } from './existing-callee.ts';
import type { CallerParty } from './party.ts';
import type { StayingParty } from './staying-party.ts';
import { TransferredCaller } from './transferred-caller.ts';

type Referred = Extract<LegFact, { type: 'referred' }>;

interface TransferPorts {
  readonly core: () => Core;
  readonly media: () => MediaEngine;
  readonly calls: () => Calls;
  readonly family: () => Family;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  /** ISO 8601 UTC. */
  readonly now: () => string;
}

/** On whose word a call is transferred. */
interface Authority {
  readonly user: User;
  readonly port: Port | undefined;
}

/** Where the call goes on. */
export interface Goal {
  readonly called: string;
  readonly route: Route;
  readonly existing?: ExistingCallee;
  /** The call of that party, which goes on with somebody else. */
  readonly pickedUp?: CallSession;
}

export class Transfers {
  readonly #ports: TransferPorts;

  constructor(ports: TransferPorts) {
    this.#ports = ports;
  }

  refer(session: CallSession, leg: LegName, fact: Referred): void {
    const authority = this.#authority(session, leg);
    if (!authority) return fact.answer(603);
    if (isUrgent(session)) return fact.answer(403);
    if (session.transfer || !session.isConnected()) return fact.answer(491);
    if (this.#ports.calls().isFull()) return fact.answer(503);
    const goal = this.#goal(session, leg, fact, authority);
    if (typeof goal === 'number') return fact.answer(goal);
    fact.answer(202);
    this.#begin(session, leg, authority, goal, fact.replaces ? 'attended' : 'blind');
  }

  /** The party across from a dialog that is to be replaced; a status: why it is not. */
  replaced(dialog: CallLeg, { side, address }: Pick<Flow, 'side' | 'address'>): Goal | number {
    const found = this.#callOf(dialog);
    if (!found) return 481;
    const isSameParty = side === 'lan' || dialog.target().address === address;
    const isAllowed = mayTransfer(this.#ports.configuration(), side);
    if (dialog.options.side !== side || !isSameParty || !isAllowed) return 403;
    return this.#across(found.session, otherLeg(found.leg));
  }

  /** What the one who asked says, as if its phone had dialled it. */
  #goal(
    session: CallSession,
    leg: LegName,
    { to, replaces }: Referred,
    { user, port }: Authority,
  ): Goal | number {
    if (replaces) {
      const dialog = this.#ports
        .core()
        .dialogs.find(replaces.callId, replaces.toTag, replaces.fromTag);
      const found = dialog instanceof CallLeg ? this.#callOf(dialog) : undefined;
      if (!found || found.session === session) return 481;
      const { side } = session.party(leg);
      if (found.session.party(found.leg).side !== side) return 403;
      return this.#across(found.session, otherLeg(found.leg));
    }
    const configuration = this.#ports.configuration();
    const digits = plainNumber(to.uri.user ?? '');
    const called = port ? calledNumber(configuration, port, digits) : digits;
    if (!called || called.length > limits.dialledLength) return 404;
    if (isEmergency(configuration, called)) return 403;
    const route = resolveCall(configuration, called, 'local', user);
    return route.kind === 'local' && route.user.name === user.name ? 404 : { called, route };
  }

  #across(session: CallSession, leg: LegName): Goal | number {
    if (isUrgent(session)) return 403;
    if (!session.isConnected() || session.transfer) return 491;
    const party = this.#staying(session, leg);
    const { caller, from: called } = party;
    const route: Route =
      leg === 'b'
        ? session.way().route
        : caller.kind === 'user'
          ? { kind: 'local', user: caller.user, ports: [] }
          : { kind: 'proxies', number: called };
    return { called, route, existing: new ExistingCallee(party), pickedUp: session };
  }

  #begin(
    session: CallSession,
    leg: LegName,
    { user }: Authority,
    goal: Goal,
    kind: CallTransfer['kind'],
  ): void {
    const { calls, media } = this.#ports;
    const { dialog } = session.party(leg);
    const id = calls().nextId();
    const party = this.#staying(session, otherLeg(leg), id);
    const progress = (status: number) => {
      if (dialog) tellReferral(dialog, status);
    };
    const cancel = () => calls().get(id)?.actor?.send({ type: 'caller.cancelled' });
    const caller = new TransferredCaller({
      media: media(),
      call: id,
      party,
      forwardedBy: [user.name],
      progress,
      over: () => {
        session.transfer = undefined;
      },
      left: cancel,
      sideOfCallee: () => calls().get(id)?.winner()?.side ?? 'wan',
    });
    session.transfer = { stays: otherLeg(leg), over: cancel, alone: () => caller.take() };
    progress(100);
    const { from } = session.party(leg);
    this.begin(id, caller, goal, { of: session, how: { at: this.#ports.now(), by: from, kind } });
  }

  begin(id: string, caller: CallerParty, goal: Goal, continues = this.#pickup(caller, goal)): void {
    const origin = caller.caller.kind === 'user' ? 'local' : 'network';
    const direction = directionOf(origin, goal.route);
    goal.existing?.movesTo(id);
    const { called, route, existing } = goal;
    this.#ports.calls().begin({ id, direction, caller, called, route, existing, continues });
  }

  /** Whoever takes the place of a party goes on with its call. */
  #pickup({ from }: CallerParty, { pickedUp }: Goal): Continuation | undefined {
    return pickedUp && { of: pickedUp, how: { at: this.#ports.now(), by: from, kind: 'pickup' } };
  }

  #staying(session: CallSession, leg: LegName, to?: string): StayingParty {
    const { family } = this.#ports;
    let call = to ?? '';
    return {
      ...session.party(leg),
      movesTo(id) {
        call = id;
      },
      take(report) {
        session.handOver(leg, call, report);
        const { id } = session.facts;
        tellPort(family(), session.party(leg).port, { type: 'call.moved', call: id, to: call });
        session.actor?.send({ type: 'call.transferred' });
      },
    };
  }

  /** A phone's user; for a server the user whose call it is. */
  #authority(session: CallSession, leg: LegName): Authority | undefined {
    const configuration = this.#ports.configuration();
    const { side, caller, port: name } = session.party(leg);
    const own = side === 'lan' ? caller : session.party(otherLeg(leg)).caller;
    if (!mayTransfer(configuration, side) || own.kind !== 'user') return undefined;
    return { user: own.user, port: configuration.ports.find((port) => port.name === name) };
  }

  #callOf(dialog: CallLeg): { readonly session: CallSession; readonly leg: LegName } | undefined {
    for (const session of this.#ports.calls().all()) {
      for (const leg of ['a', 'b'] as const) {
        if (session.party(leg).dialog === dialog) return { session, leg };
      }
    }
    return undefined;
  }
}

/** Nobody takes a call to an emergency centre elsewhere. RFC 6881 ED-68 */
function isUrgent(session: CallSession): boolean {
  return session.way().route.kind === 'emergency';
}
