/** Quoted strings. RFC 3261 §25.1. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The index of the closing quote for the opening one at `from`; -1 when it is missing. */
export function closingQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return -1;
}

/** What stands between two quotes, its quoted pairs resolved. */
export function unquote(text: string, open: number, close: number): string {
  const inner = text.slice(open + 1, close);
  if (!inner.includes('\\')) return inner;
  let plain = '';
  let from = 0;
  for (let at = inner.indexOf('\\'); at >= 0; at = inner.indexOf('\\', from + 1)) {
    plain += inner.slice(from, at);
    from = at + 1;
  }
  return plain + inner.slice(from);
}

/** A quoted string; line ends, which not even a quoted pair may hold, become blanks. */
export function quote(text: string): string {
  if (!/["\\\r\n]/.test(text)) return `"${text}"`;
  return `"${text.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, ' ')}"`;
}
