/** URIs: sip, sips and tel taken apart, other schemes kept opaque. RFC 3261 §19.1, RFC 3966. */
import { SCHEME, skipClass, URI } from './characters.ts';
import {
  escape,
  guard,
  unescape,
  unsafeInNumber,
  unsafeInPassword,
  unsafeInUser,
} from './escape.ts';
import { formatHostPort, hostBetween, hostEnd, portEnd } from './host.ts';
import { formatUriParams, noParams, parseUriParams } from './params.ts';
import type { Uri } from './values.ts';

const COLON = 0x3a;
const QUESTION = 0x3f;

function parseHeaders(text: string, from: number): string | undefined {
  return skipClass(text, from, URI) === text.length ? text.slice(from) : undefined;
}

/** Everything from the host on: the same with and without a user. */
function parseRest(
  text: string,
  from: number,
  scheme: string,
  user: string | undefined,
  password: string | undefined,
): Uri | undefined {
  let at = hostEnd(text, from);
  if (at < 0) return undefined;
  const host = hostBetween(text, from, at);
  if (host === undefined) return undefined;
  let port: number | undefined;
  if (at < text.length && text.charCodeAt(at) === COLON) {
    const digits = at + 1;
    at = portEnd(text, digits);
    if (at < 0) return undefined;
    port = Number(text.slice(digits, at));
  }
  const opaque = undefined;
  if (at === text.length)
    return { scheme, user, password, host, port, params: noParams, headers: undefined, opaque };
  const rest = parseUriParams(text, at);
  if (rest === undefined) return undefined;
  const { params, end } = rest;
  if (end === text.length)
    return { scheme, user, password, host, port, params, headers: undefined, opaque };
  if (text.charCodeAt(end) !== QUESTION) return undefined;
  const headers = parseHeaders(text, end + 1);
  if (headers === undefined) return undefined;
  return { scheme, user, password, host, port, params, headers, opaque };
}

/** The at sign separates: it may stand unescaped nowhere else (§25.1). */
function parseSip(text: string, from: number, scheme: string): Uri | undefined {
  const at = text.indexOf('@', from);
  if (at < 0) return parseRest(text, from, scheme, undefined, undefined);
  if (at === from) return undefined;
  const colon = text.indexOf(':', from);
  const userEnd = colon >= 0 && colon < at ? colon : at;
  const user = unescape(text.slice(from, userEnd));
  if (user === undefined || user === '') return undefined;
  if (userEnd === at) return parseRest(text, at + 1, scheme, user, undefined);
  const password = unescape(text.slice(userEnd + 1, at));
  return password === undefined ? undefined : parseRest(text, at + 1, scheme, user, password);
}

function parseTel(text: string, from: number): Uri | undefined {
  const semicolon = text.indexOf(';', from);
  const end = semicolon < 0 ? text.length : semicolon;
  const user = unescape(text.slice(from, end));
  const rest = parseUriParams(text, end);
  if (user === undefined || user === '' || rest?.end !== text.length) return undefined;
  return {
    scheme: 'tel',
    user,
    password: undefined,
    host: '',
    port: undefined,
    params: rest.params,
    headers: undefined,
    opaque: undefined,
  };
}

function parseOpaque(text: string, from: number, scheme: string): Uri | undefined {
  const opaque = text.slice(from);
  if (opaque === '' || skipClass(opaque, 0, URI) !== opaque.length) return undefined;
  return {
    scheme,
    user: undefined,
    password: undefined,
    host: '',
    port: undefined,
    params: noParams,
    headers: undefined,
    opaque,
  };
}

/** A URI without brackets or blanks around it; undefined when it is malformed. */
export function parseUri(text: string): Uri | undefined {
  if (text.startsWith('sip:')) return parseSip(text, 4, 'sip');
  const colon = skipClass(text, 0, SCHEME);
  if (colon === 0 || text.charCodeAt(colon) !== COLON) return undefined;
  const first = text.charCodeAt(0) | 0x20;
  if (first < 0x61 || first > 0x7a) return undefined;
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme === 'sip' || scheme === 'sips') return parseSip(text, colon + 1, scheme);
  if (scheme === 'tel') return parseTel(text, colon + 1);
  return parseOpaque(text, colon + 1, scheme);
}

/** A URI as it goes on the wire, never holding a character that could end it early. */
export function formatUri(uri: Uri): string {
  if (uri.opaque !== undefined) return `${uri.scheme}:${guard(uri.opaque)}`;
  if (uri.scheme === 'tel')
    return `tel:${escape(uri.user ?? '', unsafeInNumber)}${formatUriParams(uri.params)}`;
  const user = escape(uri.user ?? '', unsafeInUser);
  const password = uri.password === undefined ? '' : `:${escape(uri.password, unsafeInPassword)}`;
  const userinfo = uri.user === undefined ? '' : `${user}${password}@`;
  const headers = uri.headers === undefined ? '' : `?${guard(uri.headers)}`;
  const place = formatHostPort(uri.host, uri.port);
  return `${uri.scheme}:${userinfo}${place}${formatUriParams(uri.params)}${headers}`;
}

/** Whether it names an emergency service, by any of its kinds. RFC 5031 §4.2 */
export function isSos(uri: string): boolean {
  return /^urn:service:sos(\.[a-z0-9.-]+)?$/i.test(uri);
}
