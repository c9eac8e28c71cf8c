/** The values of From, To, Contact, Route and their like. RFC 3261 §20.10, §25.1. */
import { is, TOKEN } from './characters.ts';
import { formatParams, noParams, parseParams } from './params.ts';
import { closingQuote, quote, unquote } from './quoted.ts';
import { skipBlanks, trimBlanks } from './text.ts';
import { formatUri, parseUri } from './uri.ts';
import type { NameAddr, Params, Uri } from './values.ts';

const QUOTE = 0x22;
const LESS = 0x3c;

/** `<uri>;params` from the bracket on. */
function parseBracketed(
  text: string,
  less: number,
  displayName: string | undefined,
): NameAddr | undefined {
  const greater = text.indexOf('>', less);
  if (greater < 0) return undefined;
  const uri = parseUri(text.slice(less + 1, greater));
  if (uri === undefined) return undefined;
  const params = parseParams(text, greater + 1);
  return params === undefined ? undefined : { displayName, uri, params };
}

/** Words of an unquoted display name: tokens, blanks, and raw UTF-8, which is common. */
function isDisplayName(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!is(code, TOKEN) && code !== 0x20 && code !== 0x09 && code < 0x80) return false;
  }
  return true;
}

/** Without brackets every parameter is the header's, and `?` and `,` may not stand (§20). */
function parseBare(text: string): NameAddr | undefined {
  let end = 0;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === 0x3b || code === 0x20 || code === 0x09) break;
    if (code === 0x3f || code === 0x2c) return undefined;
    end += 1;
  }
  const uri = parseUri(text.slice(0, end));
  if (uri === undefined) return undefined;
  const params = parseParams(text, end);
  return params === undefined ? undefined : { displayName: undefined, uri, params };
}

/** One address with its display name and header parameters; undefined when it is malformed. */
export function parseNameAddr(text: string): NameAddr | undefined {
  const start = skipBlanks(text, 0);
  if (text.charCodeAt(start) === LESS) return parseBracketed(text, start, undefined);
  if (text.charCodeAt(start) === QUOTE) {
    const close = closingQuote(text, start);
    if (close < 0) return undefined;
    const less = skipBlanks(text, close + 1);
    if (text.charCodeAt(less) !== LESS) return undefined;
    return parseBracketed(text, less, unquote(text, start, close) || undefined);
  }
  const less = text.indexOf('<', start);
  if (less < 0) return parseBare(start === 0 ? text : text.slice(start));
  // A quoted parameter of a bare address may hold a bracket as well; then what precedes is no name.
  const before = trimBlanks(text.slice(start, less));
  return isDisplayName(before) ? parseBracketed(text, less, before) : parseBare(text.slice(start));
}

/** An address as it goes on the wire: always in brackets, the display name always quoted. */
export function formatNameAddr(address: NameAddr): string {
  const name = address.displayName === undefined ? '' : `${quote(address.displayName)} `;
  return `${name}<${formatUri(address.uri)}>${formatParams(address.params)}`;
}

/** An address without display name or, unless given, parameters. */
export function nameAddr(uri: Uri, params: Params = noParams): NameAddr {
  return { displayName: undefined, uri, params };
}
