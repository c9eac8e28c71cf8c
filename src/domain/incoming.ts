/**
 * What becomes of a call to a user before any port rings: its services have the first word. Manual
 * §1.12.
 */
import type { Cause } from './cause.ts';
import type { Configuration, User } from './configuration.ts';
import { stripTerminators } from './digit-match.ts';
import { type ForwardName, forwardOf } from './forwards.ts';
import { limits } from './limits.ts';
import { type Route, resolveCall } from './resolve.ts';
import { noServices, servicesOf } from './services.ts';

export interface CallFacts {
  readonly isAnonymous: boolean;
  /** An emergency centre may be calling back: no service stands in its way (RFC 6881 ED-69). */
  readonly isCallBack?: boolean;
  /** Users that have forwarded this call so far. */
  readonly forwardedBy: readonly string[];
}

/** Where a call goes, step by step: what is there now, and what follows when that fails. */
export type Delivery =
  | {
      readonly kind: 'ring';
      readonly route: Extract<Route, { kind: 'local' }>;
      readonly onBusy: Delivery | undefined;
      readonly onNoAnswer: Delivery | undefined;
      readonly noAnswerSeconds: number | undefined;
      readonly forwardedBy: readonly string[];
    }
  | {
      readonly kind: 'servers';
      readonly route: Exclude<Route, { kind: 'local' } | { kind: 'none' }>;
      /** The last user that forwarded it: it is called through its line. */
      readonly forwardedBy: readonly string[];
    }
  | { readonly kind: 'refuse'; readonly route: Route; readonly cause: Cause };

export function deliver(configuration: Configuration, route: Route, facts: CallFacts): Delivery {
  const { forwardedBy } = facts;
  if (route.kind === 'none') return { kind: 'refuse', route, cause: route.cause };
  if (route.kind !== 'local') return { kind: 'servers', route, forwardedBy };
  const services = facts.isCallBack === true ? noServices : servicesOf(route.user);
  if (services.rejectAnonymous && facts.isAnonymous) {
    return { kind: 'refuse', route, cause: 'anonymous-rejected' };
  }
  const on = (which: ForwardName) => {
    const number = forwardOf(services, which);
    return number === undefined ? undefined : forwarded(configuration, route.user, number, facts);
  };
  const always = on('forwardAlways');
  if (always) return always;
  const onBusy = on('forwardBusy');
  if (services.doNotDisturb) return onBusy ?? { kind: 'refuse', route, cause: 'do-not-disturb' };
  const onNoAnswer = on('forwardNoAnswer');
  if (route.ports.length === 0)
    return onNoAnswer ?? { kind: 'refuse', route, cause: 'unavailable' };
  const noAnswerSeconds = onNoAnswer && services.forwardNoAnswerSeconds;
  return { kind: 'ring', route, onBusy, onNoAnswer, noAnswerSeconds, forwardedBy };
}

/**
 * As if the user had dialled the number itself, but for codes, which are dialled and not forwarded
 * to; nobody forwards the same call twice.
 */
export function forwarded(
  configuration: Configuration,
  user: User,
  number: string,
  { isAnonymous, forwardedBy }: CallFacts,
): Delivery {
  const route = resolveCall(configuration, stripTerminators(number), 'local', user);
  // Nobody calls an emergency centre but by dialling it (RFC 6881 ED-4).
  if (route.kind === 'emergency') return { kind: 'refuse', route, cause: 'not-permitted' };
  const chain = [...forwardedBy, user.name];
  if (forwardedBy.includes(user.name) || chain.length > limits.forwardsMax) {
    return { kind: 'refuse', route, cause: 'forwarded-too-often' };
  }
  return deliver(configuration, route, { isAnonymous, forwardedBy: chain });
}
