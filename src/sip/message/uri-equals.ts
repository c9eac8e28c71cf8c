/** When two URIs are the same. RFC 3261 §19.1.4, RFC 3966 §4. */
import { unescape } from './escape.ts';
import type { Params, Uri } from './values.ts';

/** Parameters that make URIs differ even when only one of them has it. */
const telling = ['user', 'ttl', 'method', 'maddr', 'transport'];

function sameText(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}

function sameParams(one: Params, other: Params): boolean {
  for (const [name, value] of one) {
    const counterpart = other.get(name);
    if (counterpart !== undefined && !sameText(value, counterpart)) return false;
  }
  return telling.every((name) => one.has(name) === other.has(name));
}

/** Header components by name; their order says nothing. */
function headersOf(text: string | undefined): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const field of text === undefined || text === '' ? [] : text.split('&')) {
    const equals = field.indexOf('=');
    const name = equals < 0 ? field : field.slice(0, equals);
    const value = equals < 0 ? '' : field.slice(equals + 1);
    headers.set((unescape(name) ?? name).toLowerCase(), unescape(value) ?? value);
  }
  return headers;
}

function sameHeaders(one: string | undefined, other: string | undefined): boolean {
  if (one === other) return true;
  const first = headersOf(one);
  const second = headersOf(other);
  if (first.size !== second.size) return false;
  for (const [name, value] of first) {
    const counterpart = second.get(name);
    if (counterpart === undefined || !sameText(value, counterpart)) return false;
  }
  return true;
}

/** RFC 3966 §4: the visual separators of a telephone number do not count. */
function bareNumber(text: string | undefined): string {
  return (text ?? '').replace(/[-.()]/g, '').toLowerCase();
}

function sameTel(one: Uri, other: Uri): boolean {
  if (bareNumber(one.user) !== bareNumber(other.user)) return false;
  if (one.params.size !== other.params.size) return false;
  for (const [name, value] of one.params) {
    const counterpart = other.params.get(name);
    if (counterpart === undefined || !sameText(value, counterpart)) return false;
  }
  return true;
}

/** Whether two URIs are equal. An omitted port is not the default port written out (§19.1.4). */
export function uriEquals(one: Uri, other: Uri): boolean {
  if (one.scheme !== other.scheme || one.opaque !== other.opaque) return false;
  if (one.scheme === 'tel') return sameTel(one, other);
  return (
    one.user === other.user &&
    one.password === other.password &&
    one.host === other.host &&
    one.port === other.port &&
    sameParams(one.params, other.params) &&
    sameHeaders(one.headers, other.headers)
  );
}
