/** `<host>[:<port>][;transport=udp|tcp|tls]`: where a server is. Manual §2.3; IPv6 references as in RFC 3261. */
import type { Contact, Transport } from './configuration.ts';
import { limits } from './limits.ts';
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

const transports: readonly string[] = ['udp', 'tcp', 'tls'];

function refuse(text: string, rule: string): never {
  throw new Refusal('E-CONTACT', `"${shown(text)}": ${rule}`);
}

function isTransport(text: string): text is Transport {
  return transports.includes(text);
}

/** Cuts `host[:port]`; an IPv6 address must stand in brackets when a port follows. */
export function splitHostPort(text: string): { host: string; port: number | undefined } {
  const bracket = text.startsWith('[') ? text.indexOf(']') : -1;
  if (text.startsWith('[') && bracket < 0) refuse(text, 'the bracket is not closed');
  const host = bracket >= 0 ? text.slice(1, bracket) : (text.split(':')[0] ?? '');
  const rest = text.slice(bracket >= 0 ? bracket + 1 : host.length);
  if (rest === '') return { host, port: undefined };
  const digits = rest.slice(1);
  const port = Number(digits);
  if (!rest.startsWith(':') || !/^[0-9]{1,5}$/.test(digits) || port < 1 || port > 65_535) {
    refuse(text, 'a port is a number from 1 to 65535');
  }
  return { host, port };
}

export function checkHost(host: string, lengthMax: number): void {
  if (host.length === 0 || host.length > lengthMax) {
    refuse(host, `a host has 1 to ${lengthMax} characters`);
  }
  const isV6 = host.includes(':') && /^[0-9A-Fa-f:.]+$/.test(host);
  const labels = host.replace(/\.$/, '').split('.');
  const isName = labels.every((label) =>
    /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/.test(label),
  );
  if (!isV6 && !isName) refuse(host, 'not a host name, IPv4 address or [IPv6 address]');
  const isDotted = /^[0-9.]+$/.test(host);
  if (isDotted && !(labels.length === 4 && labels.every((label) => Number(label) <= 255))) {
    refuse(host, 'not an IPv4 address');
  }
}

function readTransport(text: string, parameters: readonly string[]): Transport {
  let transport: Transport = 'udp';
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=');
    const lower = value.toLowerCase();
    if (name?.toLowerCase() !== 'transport')
      refuse(text, `unknown parameter "${shown(parameter)}"`);
    if (!isTransport(lower)) refuse(text, 'transport is udp, tcp or tls');
    transport = lower;
  }
  return transport;
}

export function parseContact(text: string): Contact {
  const [place = '', ...parameters] = text.trim().split(';');
  const { host, port } = splitHostPort(place);
  checkHost(host, limits.contactHostLength);
  return { host: host.toLowerCase(), port, transport: readTransport(text, parameters) };
}

export function formatContact({ host, port, transport }: Contact): string {
  const place = host.includes(':') ? `[${host}]` : host;
  return `${place}${port === undefined ? '' : `:${port}`}${transport === 'udp' ? '' : `;transport=${transport}`}`;
}

/** A user's domain: `<host>[;transport=…]`. */
export function parseDomain(text: string): { host: string; transport: Transport } {
  const [place = '', ...parameters] = text.trim().split(';');
  const { host, port } = splitHostPort(place);
  if (port !== undefined) refuse(text, 'a domain has no port');
  checkHost(host, limits.domainLength);
  return { host: host.toLowerCase(), transport: readTransport(text, parameters) };
}
