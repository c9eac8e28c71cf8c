/** List header fields taken apart at their top-level commas. RFC 3261 §7.3.1. */
import { closingQuote } from './quoted.ts';
import { trimBlanks } from './text.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LESS = 0x3c;

/** Where the list element that begins at `from` ends: quotes and angle brackets hide commas. */
function elementEnd(value: string, from: number): number {
  for (let at = from; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code === COMMA) return at;
    if (code !== QUOTE && code !== LESS) continue;
    const close = code === QUOTE ? closingQuote(value, at) : value.indexOf('>', at);
    if (close < 0) return value.length;
    at = close;
  }
  return value.length;
}

/** The first element of a list. */
export function firstElement(value: string): string {
  if (!value.includes(',')) return value;
  return trimBlanks(value.slice(0, elementEnd(value, 0)));
}

/** What follows the first element, its comma left out; undefined when it was the only one. */
export function furtherElements(value: string): string | undefined {
  const end = elementEnd(value, 0);
  return end === value.length ? undefined : trimBlanks(value.slice(end + 1));
}

/** Every element. An empty value is an empty list; an empty element between commas is kept. */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return value === '' ? [] : [value];
  const elements: string[] = [];
  for (let from = 0; from <= value.length; ) {
    const end = elementEnd(value, from);
    elements.push(trimBlanks(value.slice(from, end)));
    from = end + 1;
  }
  return elements;
}
