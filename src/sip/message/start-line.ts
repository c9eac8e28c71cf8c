/** Request-Line and Status-Line. RFC 3261 §7.1, §7.2. */
import { skipClass, TOKEN } from './characters.ts';
import { decodeText, trimBlanks } from './text.ts';

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

/**
 * §8.1.3.2 treats unknown codes by their class; beyond 699 there is no class (RFC 4475 §3.1.2.19).
 */
function parseStatusLine(line: string): StartLine {
  if (!isVersion(line.slice(0, version.length)) || line.charCodeAt(version.length) !== 0x20)
    return { kind: 'junk', reason: 'Version Not Supported' };
  const digits = line.slice(8, 11);
  const after = line.charAt(11);
  if (!/^[1-6][0-9][0-9]$/.test(digits) || (after !== '' && after !== ' '))
    return { kind: 'junk', reason: 'Bad Status Code' };
  const reason = decodeText(line.slice(12)).replaceAll('\r', ' ');
  return { kind: 'response', status: Number(digits), reason };
}

function badRequest(
  method: string,
  uri: string,
  reason: string,
  status: 400 | 505 = 400,
): StartLine {
  return { kind: 'request', method, uri: trimBlanks(uri), fault: { status, reason } };
}

/** One single space between the three parts, none anywhere else (§7.1). */
function parseRequestLine(line: string): StartLine {
  const methodEnd = skipClass(line, 0, TOKEN);
  if (methodEnd === 0 || line.charCodeAt(methodEnd) !== 0x20)
    return { kind: 'junk', reason: 'Not SIP' };
  const method = line.slice(0, methodEnd);
  const last = line.lastIndexOf(' ');
  if (last === methodEnd) return badRequest(method, line.slice(last + 1), 'Bad Request-Line');
  const uri = line.slice(methodEnd + 1, last);
  const spoken = line.slice(last + 1);
  if (!isVersion(spoken)) {
    const other = /^sip\/[0-9.]{1,20}$/i.test(spoken);
    return other
      ? badRequest(method, uri, 'Version Not Supported', 505)
      : badRequest(method, uri, 'Bad Request-Line');
  }
  if (uri === '') return badRequest(method, uri, 'Bad Request-Line');
  let bits = 0;
  for (let at = 0; at < uri.length; at += 1) {
    const code = uri.charCodeAt(at);
    // NUL, tab, a lone CR and their like are the same fault as a blank.
    if (code <= 0x20) return badRequest(method, uri, 'Blank In Request-URI');
    bits |= code;
  }
  return { kind: 'request', method, uri: bits < 0x80 ? uri : decodeText(uri), fault: undefined };
}

/** A start line without its line end. */
export function parseStartLine(line: string): StartLine {
  const isStatus = line.startsWith('SIP/') || /^sip\//i.test(line);
  return isStatus ? parseStatusLine(line) : parseRequestLine(line);
}
