/**
 * The way of a call: what its user's services and the numbering make of it, as the chart walks it.
 */
import type { CallRoute } from '../../../machines/call-setup.ts';
import { causes } from '../../domain/cause.ts';
import type { Configuration, Server } from '../../domain/configuration.ts';
import { calledNumber } from '../../domain/dialled-number.ts';
import { type Delivery, deliver, forwarded } from '../../domain/incoming.ts';
import { type Denial, denialOf, isDenied } from '../../domain/permission.ts';
import { numberSetting, setting } from '../../domain/protocol.ts';
import { isEmergency, plainNumber, type Route } from '../../domain/resolve.ts';
import { emergencyOrder, huntOrder, planWalk } from '../../domain/server-order.ts';
import type { PlannedTry } from '../../domain/walk.ts';
import { parseUri } from '../../sip/message/uri.ts';
import { isWithheld } from '../lines/identity-fields.ts';
import type { Health } from '../servers/health.ts';
import { attemptSettings } from '../settings.ts';
import type { CallBacks } from './call-backs.ts';
import type { CallSession } from './call-session.ts';
import type { CallerParty } from './party.ts';
import type { Usage } from './usage.ts';

/** One step of the way: where the call goes there, and who sent it on. */
export interface WayStep {
  readonly route: Route;
  readonly forwardedBy: readonly string[];
}

export interface Way {
  readonly route: CallRoute;
  readonly steps: readonly WayStep[];
}

export interface WayPorts {
  readonly configuration: () => Configuration;
  readonly health: Health;
  readonly usage: Usage;
  readonly callBacks: Pick<CallBacks, 'note' | 'isAwaited'>;
  readonly registeredOn: (user: string) => Server | undefined;
  /** A call that its user may not make. */
  readonly denied: (user: string, number: string, why: Denial) => void;
}

/** What the way of a call depends on of its caller. */
type WayCaller = Pick<CallerParty, 'caller' | 'user' | 'isAnonymous' | 'isHidden' | 'forwardedBy'>;

/** Where a call goes that has nowhere left to go. */
export const nowhere: WayStep = {
  route: { kind: 'none', cause: 'no-route' },
  forwardedBy: [],
};

/** To somebody who has answered before: nobody is asked whether that may be. */
export function wayTo(name: string, route: Route, { forwardedBy = [] }: CallerParty): Way {
  const steps = [{ route, forwardedBy }];
  return { route: { kind: 'ports', step: 0, ports: [name] }, steps };
}

export class Ways {
  readonly #ports: WayPorts;

  constructor(ports: WayPorts) {
    this.#ports = ports;
  }

  /** The same way, without anybody hearing of it but who asks. */
  preview(route: Route, caller: WayCaller, denied: WayPorts['denied']): Way {
    const callBacks = { isAwaited: () => false, note: () => undefined };
    return new Ways({ ...this.#ports, callBacks, denied }).plan(route, caller);
  }

  plan(route: Route, caller: WayCaller): Way {
    const { callBacks } = this.#ports;
    const configuration = this.#ports.configuration();
    if (route.kind === 'emergency' && caller.user !== undefined) callBacks.note(caller.user);
    const isFromOutside = caller.caller.kind === 'outside';
    const delivery = deliver(configuration, route, {
      isAnonymous: isWithheld(configuration, caller),
      isCallBack: isFromOutside && route.kind === 'local' && callBacks.isAwaited(route.user.name),
      forwardedBy: caller.forwardedBy ?? [],
    });
    const steps: WayStep[] = [];
    return { route: this.#routeOf(delivery, caller, steps), steps };
  }

  /** Whether a callee may send a call on: its user pays for that as if it had dialled it. */
  mayForward({ route, forwardedBy }: WayStep, caller: WayCaller, uri: string): boolean {
    const configuration = this.#ports.configuration();
    const name = forwardedBy.at(-1) ?? caller.user;
    const user = configuration.users.find((one) => one.name === name);
    if (route.kind !== 'proxies' || !user) return true;
    const number = plainNumber(parseUri(uri)?.user ?? '');
    if (isEmergency(configuration, number)) return false;
    if (!isDenied(configuration, user, number)) return true;
    this.#ports.denied(user.name, number, 'denied-prefix');
    return false;
  }

  /**
   * Where a phone sends a call that rings at it: as if it had dialled that itself. undefined: it
   * says nothing that could be called.
   */
  sentOn(session: CallSession, name: string, contact: string): CallRoute | undefined {
    const configuration = this.#ports.configuration();
    const { caller } = session.facts;
    const { route, forwardedBy } = session.way();
    const port = configuration.ports.find((one) => one.name === name);
    const digits = plainNumber(parseUri(contact)?.user ?? '');
    const number = port && calledNumber(configuration, port, digits);
    if (route.kind !== 'local' || !number) return undefined;
    const isAnonymous = isWithheld(configuration, caller);
    const to = forwarded(configuration, route.user, number, { isAnonymous, forwardedBy });
    return this.#routeOf(to, caller, session.steps);
  }

  #routeOf(delivery: Delivery, caller: WayCaller, steps: WayStep[]): CallRoute {
    const { route } = delivery;
    const forwardedBy = delivery.kind === 'refuse' ? [] : delivery.forwardedBy;
    const step = steps.push({ route, forwardedBy }) - 1;
    if (delivery.kind === 'refuse') {
      return { kind: 'none', step, cause: delivery.cause, status: causes[delivery.cause].status };
    }
    if (delivery.kind === 'servers') return this.#servers(delivery, caller, step);
    const on = (next: Delivery | undefined) => next && this.#routeOf(next, caller, steps);
    const { onBusy, onNoAnswer, noAnswerSeconds } = delivery;
    return {
      kind: 'ports',
      step,
      ports: delivery.route.ports,
      onBusy: on(onBusy),
      onNoAnswer: on(onNoAnswer),
      noAnswerMs: noAnswerSeconds && noAnswerSeconds * 1000,
    };
  }

  #servers(
    { route, forwardedBy }: Extract<Delivery, { kind: 'servers' }>,
    caller: WayCaller,
    step: number,
  ): CallRoute {
    const name = forwardedBy.at(-1) ?? caller.user;
    if (route.kind === 'proxies' && name !== undefined && this.#isDenied(name, route)) {
      return { kind: 'none', step, cause: 'not-permitted', status: 403 };
    }
    return { kind: 'servers', step, plan: this.#walk(route, name) };
  }

  /** A rule is the operator's own word: only what goes to the proxies is asked about. */
  #isDenied(name: string, route: Extract<Route, { kind: 'proxies' }>): boolean {
    const { number, costsAs = number } = route;
    const { configuration, usage, denied } = this.#ports;
    const user = configuration().users.find((one) => one.name === name);
    const why = user && denialOf(configuration(), user, costsAs, usage.of(name));
    if (why) denied(name, number, why);
    return why !== undefined;
  }

  #walk(
    route: Extract<Delivery, { kind: 'servers' }>['route'],
    name: string | undefined,
  ): readonly PlannedTry[] {
    const { configuration, registeredOn } = this.#ports;
    const health = this.#ports.health.seenBy(name);
    const settings = attemptSettings(configuration(), 'invite');
    if (route.kind === 'rule') {
      return [{ server: route.rule.name, attemptMs: settings.attemptMs, note: undefined }];
    }
    if (route.kind === 'emergency') {
      // Nobody is left out, whatever is held against it.
      const attemptMs = numberSetting(configuration(), 'suspect-attempt-ms');
      return planWalk(emergencyOrder(configuration()), () => ({ attemptMs, note: undefined }));
    }
    const follows = setting(configuration(), 'invite-follows-register') === 'on';
    const home = follows && name !== undefined ? registeredOn(name) : undefined;
    const order = huntOrder(configuration().proxyServers, home);
    return planWalk(order, (server) => health.attempt(server, settings));
  }
}
