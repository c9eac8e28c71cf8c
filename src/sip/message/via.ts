/** The value of Via. RFC 3261 §20.42, RFC 5118 §4.5. */
import { skipClass, TOKEN } from './characters.ts';
import { formatHostPort, hostBetween, hostEnd, normaliseIpv6, portEnd } from './host.ts';
import { formatParams, parseParams } from './params.ts';
import { skipBlanks } from './text.ts';
import type { Params, Via } from './values.ts';

const COLON = 0x3a;
const SLASH = 0x2f;
const usual = 'SIP/2.0/';

/**
 * Where the transport begins: after `SIP/2.0/`, around whose slashes blanks may stand. -1 if
 * nowhere.
 */
function protocolEnd(text: string): number {
  if (text.startsWith(usual)) return skipBlanks(text, usual.length);
  let at = 0;
  for (let part = 0; part < 2; part += 1) {
    const start = skipBlanks(text, at);
    at = skipClass(text, start, TOKEN);
    if (at === start) return -1;
    at = skipBlanks(text, at);
    if (text.charCodeAt(at) !== SLASH) return -1;
    at += 1;
  }
  return skipBlanks(text, at);
}

function protocolOf(text: string, end: number): string {
  if (text.startsWith(usual)) return 'SIP/2.0';
  return text.slice(0, end).replace(/[ \t]/g, '').slice(0, -1);
}

/** `received` is accepted with and without brackets and kept without. */
function normaliseReceived(params: Params): Params | undefined {
  const received = params.get('received');
  if (received === undefined || !received.startsWith('[')) return params;
  const address = received.endsWith(']') ? normaliseIpv6(received.slice(1, -1)) : undefined;
  return address === undefined ? undefined : new Map(params).set('received', address);
}

/** One Via; undefined when it is malformed. */
export function parseVia(text: string): Via | undefined {
  const start = protocolEnd(text);
  if (start < 0) return undefined;
  let at = skipClass(text, start, TOKEN);
  const from = skipBlanks(text, at);
  if (at === start || from === at) return undefined;
  const transport = text.startsWith('UDP ', start) ? 'UDP' : text.slice(start, at).toUpperCase();
  at = hostEnd(text, from);
  if (at < 0) return undefined;
  const host = hostBetween(text, from, at);
  if (host === undefined) return undefined;
  at = skipBlanks(text, at);
  let port: number | undefined;
  if (at < text.length && text.charCodeAt(at) === COLON) {
    const digits = skipBlanks(text, at + 1);
    at = portEnd(text, digits);
    if (at < 0) return undefined;
    port = Number(text.slice(digits, at));
  }
  const given = parseParams(text, at);
  const params = given === undefined ? undefined : normaliseReceived(given);
  if (params === undefined) return undefined;
  return { protocol: protocolOf(text, start), transport, host, port, params };
}

export function formatVia(via: Via): string {
  const place = formatHostPort(via.host, via.port);
  return `${via.protocol}/${via.transport} ${place}${formatParams(via.params)}`;
}
