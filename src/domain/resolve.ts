/** Where a call goes: local user, else forwarding rule, else the proxies. Manual §1.6; readings 14, 17 to 22. */
import type { Configuration, ForwardingRule, User } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { matchesNumber } from './digit-match.ts';
import { limits } from './limits.ts';
import { localUser } from './numbers.ts';

export type Route =
  | { readonly kind: 'local'; readonly user: User; readonly ports: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: ForwardingRule; readonly number: string }
  | { readonly kind: 'proxies'; readonly number: string }
  /** Nobody here has this number and a call from the network is not relayed. */
  | { readonly kind: 'none'; readonly cause: 'unallocated-number' | 'no-route' };

/** Priority 7 first, equal ones in entry order. */
function ruleFor({ forwardingRules }: Configuration, number: string): ForwardingRule | undefined {
  return forwardingRules
    .filter(({ enabled }) => enabled)
    .sort((one, other) => other.priority - one.priority)
    .find(({ address }) => matchesNumber(compileDigitMap(address, limits.addressLength), number));
}

export function resolveCall(
  configuration: Configuration,
  number: string,
  origin: 'local' | 'network',
): Route {
  const user = localUser(configuration, number);
  if (user) return { kind: 'local', user, ports: user.enabled ? user.ports : [] };
  const rule = ruleFor(configuration, number);
  if (rule) return { kind: 'rule', rule, number: rule.fwaddress ?? number };
  if (origin === 'network') return { kind: 'none', cause: 'unallocated-number' };
  const isEmpty = !configuration.proxyServers.some(({ enabled }) => enabled);
  return isEmpty ? { kind: 'none', cause: 'no-route' } : { kind: 'proxies', number };
}

/** In words, for records and for people. */
export function routeText(route: Route): string {
  if (route.kind === 'local') return `user ${route.user.name}`;
  if (route.kind === 'rule') return `rule ${route.rule.name}`;
  return route.kind === 'proxies' ? 'proxies' : route.cause;
}
