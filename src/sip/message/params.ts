/** Parameters of header fields and of URIs. RFC 3261 §7.3.1, §19.1.1, §25.1. */
import { is, skipClass, TOKEN, URI, VALUE } from './characters.ts';
import { escape, unescape, unsafeInParam } from './escape.ts';
import { NameTable } from './name-table.ts';
import { closingQuote, quote, unquote } from './quoted.ts';
import { skipBlanks } from './text.ts';
import type { Params } from './values.ts';

export const noParams: Params = new Map();

const QUOTE = 0x22;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUESTION = 0x3f;

/** The names most messages hold: found, not made. */
const common = new NameTable<string>();
for (const name of 'tag branch rport received lr transport user expires q ob reg-id'.split(' '))
  common.learn(name, name);

/** A name may stand once (§7.3.1); an exact repetition is forgiven, a contradiction is not. */
function put(params: Map<string, string>, name: string, value: string): boolean {
  const present = params.size === 0 ? undefined : params.get(name);
  if (present !== undefined) return present === value;
  params.set(name, value);
  return true;
}

/** The header parameters from here to the end of the text; undefined when they are malformed. */
export function parseParams(text: string, from: number): Params | undefined {
  let at = skipBlanks(text, from);
  if (at === text.length) return noParams;
  const params = new Map<string, string>();
  while (at < text.length) {
    if (text.charCodeAt(at) !== SEMICOLON) return undefined;
    const start = skipBlanks(text, at + 1);
    at = skipClass(text, start, TOKEN);
    if (at === start) return undefined;
    const name = common.find(text, start, at) ?? text.slice(start, at).toLowerCase();
    let value = '';
    at = skipBlanks(text, at);
    if (at < text.length && text.charCodeAt(at) === EQUALS) {
      const open = skipBlanks(text, at + 1);
      if (text.charCodeAt(open) === QUOTE) {
        const close = closingQuote(text, open);
        if (close < 0) return undefined;
        value = unquote(text, open, close);
        at = skipBlanks(text, close + 1);
      } else {
        at = skipClass(text, open, VALUE);
        value = text.slice(open, at);
        at = skipBlanks(text, at);
      }
    }
    if (!put(params, name, value)) return undefined;
  }
  return params;
}

/** Where a run of URI characters ends before one of the given separators. */
function partEnd(text: string, from: number, orAt: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON || code === QUESTION || code === orAt || !is(code, URI)) break;
    at += 1;
  }
  return at;
}

/**
 * What the common names share with other text here has no upper or lower case: no token, no match.
 */
function uriParamName(text: string, start: number, end: number): string | undefined {
  if (skipClass(text, start, TOKEN) >= end) {
    const name = common.find(text, start, end);
    if (name !== undefined) return name;
  }
  return unescape(text.slice(start, end))?.toLowerCase();
}

/**
 * The URI parameters from here on, unescaped, and where they end; undefined when they are
 * malformed.
 */
export function parseUriParams(
  text: string,
  from: number,
): { readonly params: Params; readonly end: number } | undefined {
  if (from === text.length || text.charCodeAt(from) !== SEMICOLON)
    return { params: noParams, end: from };
  const params = new Map<string, string>();
  let at = from;
  while (at < text.length && text.charCodeAt(at) === SEMICOLON) {
    const start = at + 1;
    at = partEnd(text, start, EQUALS);
    const name = uriParamName(text, start, at);
    if (name === undefined || name === '') return undefined;
    let value: string | undefined = '';
    if (at < text.length && text.charCodeAt(at) === EQUALS) {
      const open = at + 1;
      at = partEnd(text, open, SEMICOLON);
      value = unescape(text.slice(open, at));
    }
    if (value === undefined || !put(params, name, value)) return undefined;
  }
  return { params, end: at };
}

/** Feature tags keep their quotes (RFC 3840 §9); other values get them only when they must. */
function formatValue(name: string, value: string): string {
  const bare = !/[^\x21\x23-\x2b\x2d-\x3a\x3d\x3f-\x5b\x5d-\x7e]/.test(value);
  return bare && !name.startsWith('+') ? value : quote(value);
}

export function formatParams(params: Params): string {
  if (params.size === 0) return '';
  let text = '';
  for (const [name, value] of params) {
    text += value === '' ? `;${name}` : `;${name}=${formatValue(name, value)}`;
  }
  return text;
}

export function formatUriParams(params: Params): string {
  if (params.size === 0) return '';
  let text = '';
  for (const [name, value] of params) {
    text += `;${escape(name, unsafeInParam)}`;
    if (value !== '') text += `=${escape(value, unsafeInParam)}`;
  }
  return text;
}
