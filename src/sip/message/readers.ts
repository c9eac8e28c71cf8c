/** Header fields read as what they mean; undefined when missing or malformed. RFC 3261 §20. */

import { maxForwardsMost, secondsMost } from './limits.ts';
import type { Message } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { skipBlanks } from './text.ts';
import type { NameAddr, Via } from './values.ts';
import { parseVia } from './via.ts';

function every<T>(
  values: readonly string[],
  parse: (text: string) => T | undefined,
): readonly T[] | undefined {
  const parsed: T[] = [];
  for (const text of values) {
    const value = parse(text);
    if (value === undefined) return undefined;
    parsed.push(value);
  }
  return parsed;
}

/**
 * A list of addresses (Route, Record-Route, Service-Route, Path, P-Asserted-Identity …), empty when
 * missing.
 */
export function addresses(message: Message, name: string): readonly NameAddr[] | undefined {
  return every(message.headers.all(name), parseNameAddr);
}

/** The contacts; `*` is what a REGISTER that removes all of them says (§10.2.2). */
export function contacts(message: Message): readonly NameAddr[] | '*' | undefined {
  const values = message.headers.all('Contact');
  if (values.length === 1 && values[0] === '*') return '*';
  return every(values, parseNameAddr);
}

export function vias(message: Message): readonly Via[] | undefined {
  return every(message.headers.all('Via'), parseVia);
}

/** A run of digits, read as the largest value there is when it is larger (RFC 4475 §3.1.2.4). */
function leadingNumber(text: string, most: number): { value: number; end: number } | undefined {
  let at = 0;
  let value = 0;
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = Math.min(most, value * 10 + digit);
  }
  return at === 0 ? undefined : { value, end: at };
}

/** Seconds as in `3600`, `1800;refresher=uac` or `120 (in a meeting);duration=60`. */
export function parseSeconds(text: string): number | undefined {
  const number = leadingNumber(text, secondsMost);
  if (number === undefined) return undefined;
  const end = skipBlanks(text, number.end);
  return end === text.length || ';('.includes(text.charAt(end)) ? number.value : undefined;
}

/** The seconds of Expires, Min-Expires, Retry-After, Session-Expires, Min-SE. */
export function seconds(message: Message, name: string): number | undefined {
  const text = message.headers.first(name);
  return text === undefined ? undefined : parseSeconds(text);
}

export function maxForwards(message: Message): number | undefined {
  const text = message.headers.first('Max-Forwards');
  const number = text === undefined ? undefined : leadingNumber(text, maxForwardsMost);
  return number?.end === text?.length ? number?.value : undefined;
}

/**
 * Option tags or methods (Supported, Require, Allow …); empty when missing. Methods keep their
 * case.
 */
export function tokens(message: Message, name: string): ReadonlySet<string> {
  return new Set(message.headers.all(name).filter((token) => token !== ''));
}
