/** Request-Line and Status-Line. RFC 3261 §7.1, §7.2. */
import { skipClass, TOKEN } from './characters.ts';
import { decodeText } from './text.ts';

export type StartLine =
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly uri: string;
      /** Set when the line is wrong, but a request that can be answered. */
      readonly fault: { readonly status: 400 | 505; readonly reason: string } | undefined;
    }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }
  /** Neither, or a response that nobody may act on. */
  | { readonly kind: 'junk'; readonly reason: string };

const version = 'SIP/2.0';

function isVersion(text: string): boolean {
  return text === version || text.toUpperCase() === version;
}

/** §8.1.3.2 treats unknown codes by their class; beyond 699 there is no class (RFC 4475 §3.1.2.19). */
function parseStatusLine(line: string): StartLine {
  if (!isVersion(line.slice(0, version.length)) || line.charCodeAt(version.length) !== 0x20)
    return { kind: 'junk', reason: 'Version Not Supported' };
  const digits = line.slice(8, 11);
  const after = line.charAt(11);
  if (!/^[1-6][0-9][0-9]$/.test(digits) || (after !== '' && after !== ' '))
    return { kind: 'junk', reason: 'Bad Status Code' };
  return { kind: 'response', status: Number(digits), reason: decodeText(line.slice(12)) };
}

/** One single space between the three parts, none anywhere else (§7.1). */
function parseRequestLine(line: string): StartLine {
  const methodEnd = skipClass(line, 0, TOKEN);
  if (methodEnd === 0 || line.charCodeAt(methodEnd) !== 0x20)
    return { kind: 'junk', reason: 'Not SIP' };
  const method = line.slice(0, methodEnd);
  const last = line.lastIndexOf(' ');
  const bad = (uri: string, reason: string, status: 400 | 505 = 400): StartLine => {
    return { kind: 'request', method, uri: uri.trim(), fault: { status, reason } };
  };
  if (last === methodEnd) return bad(line.slice(methodEnd + 1), 'Bad Request-Line');
  const uri = line.slice(methodEnd + 1, last);
  const spoken = line.slice(last + 1);
  if (!isVersion(spoken)) {
    if (/^sip\/[0-9.]{1,20}$/i.test(spoken)) return bad(uri, 'Version Not Supported', 505);
    return bad(uri, 'Bad Request-Line');
  }
  // NUL, tab, a lone CR and their like: blanks inside the Request-URI are the same fault.
  for (let at = 0; at < uri.length; at += 1) {
    if (uri.charCodeAt(at) <= 0x20) return bad(uri, 'Blank In Request-URI');
  }
  if (uri === '') return bad(uri, 'Bad Request-Line');
  return { kind: 'request', method, uri: decodeText(uri), fault: undefined };
}

/** A start line without its line end. */
export function parseStartLine(line: string): StartLine {
  const isStatus = line.startsWith('SIP/') || /^sip\//i.test(line);
  return isStatus ? parseStatusLine(line) : parseRequestLine(line);
}
