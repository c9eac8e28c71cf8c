/** Values that faces write, turned into the texts that the domain's acts read. */
import type { Contact } from '../../domain/configuration.ts';
import { parseContact, parseDomain } from '../../domain/contact.ts';
import { bracketed } from '../../domain/host.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Values } from './managed-object.ts';

/** `callsMax` as descriptors of SNMP and parameters of TR-069 have it: `CallsMax`. */
export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOf(values: Values, name: string): boolean | undefined {
  const value = values[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function namesOf(values: Values, name: string): readonly string[] | undefined {
  const value = values[name];
  return typeof value === 'string' || typeof value === 'boolean' ? undefined : value;
}

/** A contact is written whole by people and in pieces by machines; what is not said stays. */
export function contactOf(values: Values, before: Contact | undefined): string | undefined {
  const whole = textOf(values, 'contact');
  const host = textOf(values, 'host');
  const port = textOf(values, 'port');
  const transport = textOf(values, 'transport');
  if ([whole, host, port, transport].every((one) => one === undefined)) return undefined;
  const base = whole === undefined ? before : parseContact(whole);
  const number = port ?? String(base?.port ?? '');
  // SNMP and TR-069 say 0 for "no port given".
  const suffix = number === '' || number === '0' ? '' : `:${number}`;
  const place = `${bracketed(host ?? base?.host ?? '')}${suffix}`;
  return `${place};transport=${transport ?? base?.transport ?? 'udp'}`;
}

/** A domain carries the transport to it: `<host>[;transport=…]`. */
export function domainOf(
  values: Values,
  before: { readonly domain: string | undefined; readonly transport: string },
): string | undefined {
  const whole = textOf(values, 'domain');
  const transport = textOf(values, 'transport');
  if (transport === undefined) return whole;
  const host = whole === undefined ? before.domain : whole && parseDomain(whole).host;
  if (host) return `${bracketed(host)};transport=${transport}`;
  if (transport === 'udp') return whole;
  throw new Refusal('E-VALUE', 'a transport belongs to a domain: without one the server says it');
}
