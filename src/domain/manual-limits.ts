/** The letter of the manual where this project is wider, in force with `manual-limits on`. §7 */
import type { Configuration, Contact, User } from './configuration.ts';
import { isIpv6 } from './host.ts';
import { limits } from './limits.ts';
import { setting } from './protocol.ts';
import { Refusal } from './refusal.ts';

/** Refuses what is legal only in the wide form, all of it named: nothing is cut silently. */
export function checkManualLimits(configuration: Configuration): void {
  if (setting(configuration, 'manual-limits') !== 'on') return;
  const { users, locationServers, proxyServers, forwardingRules } = configuration;
  const faults = [
    ...users.flatMap(userFaults),
    ...[...locationServers, ...proxyServers].flatMap(({ name, contact }) =>
      placeFaults(`server "${name}"`, contact),
    ),
    ...forwardingRules.flatMap(({ name, contact, domain }) => [
      ...placeFaults(`forwarding rule "${name}"`, contact),
      ...hostFaults(`domain of forwarding rule "${name}"`, domain),
    ]),
  ];
  if (faults.length > 0) throw new Refusal('E-MANUAL-LIMITS', faults.join('; '));
}

function userFaults({ name, login, password, domain, transport }: User): readonly string[] {
  const place = { host: domain ?? '', transport };
  return [
    ...textFaults(`login of user "${name}"`, login, limits.manualLoginLength),
    ...textFaults(
      `password of user "${name}"`,
      password?.reveal() ?? '',
      limits.manualPasswordLength,
    ),
    ...placeFaults(`domain of user "${name}"`, place),
  ];
}

/** Neither `.` nor `/`, as in names; a leading digit is fine. The text itself may be a secret. */
function textFaults(what: string, text: string, lengthMax: number): readonly string[] {
  if (text.length > lengthMax) return [`${what} has more than ${lengthMax} characters`];
  return /[./]/.test(text) ? [`${what} holds "." or "/"`] : [];
}

function placeFaults(
  what: string,
  { host, transport }: Pick<Contact, 'host' | 'transport'>,
): readonly string[] {
  return [
    ...hostFaults(what, host),
    ...(transport === 'tls' ? [`${what} has transport tls, not udp or tcp`] : []),
  ];
}

function hostFaults(what: string, host = ''): readonly string[] {
  return isIpv6(host) ? [`${what} is an IPv6 address`] : [];
}
