/** `<host>[:<port>][;transport=udp|tcp|tls]`: where a server is. Manual §2.3; RFC 3261 for IPv6. */
import type { Contact, Transport } from './configuration.ts';
import { bracketed, isHostName, isIpv4, isIpv6, isPortNumber } from './host.ts';
import { limits } from './limits.ts';
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

const transports: readonly Transport[] = ['udp', 'tcp', 'tls'];

function refuse(text: string, rule: string): never {
  throw new Refusal('E-CONTACT', `"${shown(text)}": ${rule}`);
}

function refusePort(text: string): never {
  refuse(text, `a port is a number from 1 to ${limits.udpPortMax}`);
}

/** Cuts `host[:port]`; brackets hold an IPv6 address and nothing else. */
export function splitHostPort(text: string): { host: string; port: number | undefined } {
  if (isIpv6(text)) refuse(text, 'an IPv6 address stands in brackets');
  const isBracketed = text.startsWith('[');
  const bracket = text.indexOf(']');
  if (isBracketed && bracket < 0) refuse(text, 'the bracket is not closed');
  const host = isBracketed ? text.slice(1, bracket) : (text.split(':')[0] ?? '');
  if (isBracketed && !isIpv6(host)) refuse(text, 'brackets hold an IPv6 address');
  const rest = text.slice(isBracketed ? bracket + 1 : host.length);
  if (rest === '') return { host, port: undefined };
  const digits = rest.slice(1);
  const port = Number(digits);
  const isPort = /^[0-9]{1,5}$/.test(digits) && isPortNumber(port);
  if (!rest.startsWith(':') || !isPort) refusePort(text);
  return { host, port };
}

/** A host as it is kept: IPv6 without brackets; internationalised names as A-labels. */
export function checkHost(host: string, lengthMax: number): void {
  if (host.length === 0 || host.length > lengthMax) {
    refuse(host, `a host has 1 to ${lengthMax} characters, this has ${host.length}`);
  }
  if (/[^\0-\x7f]/.test(host)) refuse(host, 'write an internationalised name as A-labels (xn--…)');
  if (!isIpv4(host) && !isIpv6(host) && !isHostName(host)) {
    refuse(host, 'not a host name, an IPv4 address or an [IPv6 address]');
  }
}

function readTransport(text: string, parameters: readonly string[]): Transport {
  const [parameter, second] = parameters;
  if (parameter === undefined) return 'udp';
  if (second !== undefined) refuse(text, 'only one parameter, transport, may follow');
  const lower = parameter.toLowerCase();
  if (!lower.startsWith('transport=')) refuse(text, `unknown parameter "${shown(parameter)}"`);
  const transport = transports.find((one) => lower === `transport=${one}`);
  return transport ?? refuse(text, 'transport is udp, tcp or tls');
}

export function parseContact(text: string): Contact {
  const [place = '', ...parameters] = text.trim().split(';');
  const { host, port } = splitHostPort(place);
  checkHost(host, limits.contactHostLength);
  return { host: host.toLowerCase(), port, transport: readTransport(text, parameters) };
}

/** Every rule of a contact that was not just read from text. */
export function checkContact({ host, port, transport }: Contact): void {
  checkHost(host, limits.contactHostLength);
  if (port !== undefined && !isPortNumber(port)) refusePort(String(port));
  if (!transports.includes(transport)) refuse(transport, 'transport is udp, tcp or tls');
}

export function formatContact({ host, port, transport }: Contact): string {
  const place = port === undefined ? bracketed(host) : `${bracketed(host)}:${port}`;
  return transport === 'udp' ? place : `${place};transport=${transport}`;
}

/** A user's domain: `<host>[;transport=…]`. */
export function parseDomain(text: string): { host: string; transport: Transport } {
  const [place = '', ...parameters] = text.trim().split(';');
  const { host, port } = splitHostPort(place);
  if (port !== undefined) refuse(text, 'a domain has no port');
  checkHost(host, limits.domainLength);
  return { host: host.toLowerCase(), transport: readTransport(text, parameters) };
}

export function formatDomain(host: string, transport: Transport): string {
  return formatContact({ host, port: undefined, transport });
}
