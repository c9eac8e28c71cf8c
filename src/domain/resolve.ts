/** Where a call goes: local user, else forwarding rule, else the proxies. Manual §1.6, §5. */
import type { Configuration, ForwardingRule, User } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { matchesNumber } from './digit-match.ts';
import { limits } from './limits.ts';
import { memo } from './memo.ts';
import { localUser } from './numbers.ts';
import { setting } from './protocol.ts';
import { prefixesIn } from './services.ts';

export type Route =
  /** `ports`: those that may ring, in the order of attachment. */
  | { readonly kind: 'local'; readonly user: User; readonly ports: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: ForwardingRule; readonly number: string }
  /** `costsAs`: the number behind a code of the server, which is limited as if it were called. */
  | { readonly kind: 'proxies'; readonly number: string; readonly costsAs?: string }
  /** Every server may be asked, registered there or not (RFC 6881 ED-67). */
  | { readonly kind: 'emergency'; readonly number: string }
  /** Nobody here has this number and a call from the network is not relayed. */
  | { readonly kind: 'none'; readonly cause: 'unallocated-number' | 'no-route' };

/** Priority 7 first, equal ones in entry order. */
const rulesInOrder = memo((rules: readonly ForwardingRule[]) =>
  rules
    .filter(({ enabled }) => enabled)
    .toSorted((one, other) => other.priority - one.priority)
    .map((rule) => ({ rule, map: compileDigitMap(rule.address, limits.addressLength) })),
);

function ruleFor({ forwardingRules }: Configuration, number: string): ForwardingRule | undefined {
  return rulesInOrder(forwardingRules).find(({ map }) => matchesNumber(map, number))?.rule;
}

function ringingPorts({ ports }: Configuration, user: User): readonly string[] {
  if (!user.enabled) return [];
  return user.ports.filter((name) => ports.some((port) => port.name === name && port.enabled));
}

/** Before any rule: a dial plan must never be able to hide these. */
export function emergencyNumbers(configuration: Configuration): readonly string[] {
  return prefixesIn(setting(configuration, 'emergency-numbers'));
}

export function isEmergency(configuration: Configuration, number: string): boolean {
  return emergencyNumbers(configuration).includes(number);
}

export function resolveCall(
  configuration: Configuration,
  number: string,
  origin: 'local' | 'network',
  caller?: Pick<User, 'areaCode'>,
): Route {
  if (origin === 'local' && isEmergency(configuration, number))
    return { kind: 'emergency', number };
  const user = localUser(configuration, number, caller);
  if (user) return { kind: 'local', user, ports: ringingPorts(configuration, user) };
  const rule = ruleFor(configuration, number);
  if (rule) return { kind: 'rule', rule, number: rule.fwaddress ?? number };
  if (origin === 'network') return { kind: 'none', cause: 'unallocated-number' };
  const isEmpty = !configuration.proxyServers.some(({ enabled }) => enabled);
  return isEmpty ? { kind: 'none', cause: 'no-route' } : { kind: 'proxies', number };
}

/** What a call from the network says of whom it is for: the user parts of two of its URIs. */
export interface CalledUsers {
  readonly to: string;
  readonly requestUri: string;
}

/**
 * A call from the network: the To header decides (manual §1.6), the Request-URI only where To
 * names nobody here, as on a line whose provider writes something else there.
 */
export function resolveIncoming(
  configuration: Configuration,
  { to, requestUri }: CalledUsers,
): { readonly number: string; readonly route: Route } {
  const named = [to, plainNumber(to), requestUri, plainNumber(requestUri)];
  for (const number of new Set(named)) {
    const route = resolveCall(configuration, number, 'network');
    if (route.kind !== 'none') return { number, route };
  }
  return { number: to, route: { kind: 'none', cause: 'unallocated-number' } };
}

/** A telephone number without parameters and separators (RFC 3966 §3); other text as it is. */
export function plainNumber(user: string): string {
  const [number = ''] = user.split(';');
  return /^\+?[0-9#*().-]+$/.test(number) ? number.replace(/[().-]/g, '') : user;
}

/** In words, for records and for people. */
export function routeText(route: Route): string {
  if (route.kind === 'local') return `user ${route.user.name}`;
  if (route.kind === 'rule') return `rule ${route.rule.name}`;
  if (route.kind === 'none') return route.cause;
  return route.kind;
}
