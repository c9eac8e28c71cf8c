/**
 * Percent escapes of URIs: resolved once on the way in, put back on the way out. RFC 3261 §19.1.2.
 */
import { is, URI } from './characters.ts';

/** What must be escaped in a part of a URI: everything but its own few characters. */
export type Unsafe = RegExp;

export const unsafeInUser: Unsafe = /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/u;
export const unsafeInPassword: Unsafe = /[^A-Za-z0-9\-_.!~*'()&=+$,]/u;
export const unsafeInNumber: Unsafe = /[^A-Za-z0-9\-_.!~*'()+#]/u;
export const unsafeInParam: Unsafe = /[^A-Za-z0-9\-_.!~*'()[\]/:&+$]/u;

/** Bytes that are no UTF-8 travel as lone low surrogates, so that they come out as they went in. */
const ODD = 0xdc00;

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter <= 5 ? letter + 10 : -1;
}

function decodeBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\u{fffd}')) return text;
  let odd = '';
  for (const byte of bytes) odd += String.fromCharCode(byte < 0x80 ? byte : ODD + byte);
  return odd;
}

/**
 * The text without its escapes; undefined when an escape is broken or a character has no place
 * here.
 */
export function unescape(text: string): string | undefined {
  let escapes = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!is(code, URI)) return undefined;
    if (code !== 0x25) continue;
    if (hexDigit(text.charCodeAt(at + 1)) < 0 || hexDigit(text.charCodeAt(at + 2)) < 0)
      return undefined;
    escapes = true;
  }
  if (!escapes) return text;
  const source = Buffer.from(text, 'utf8');
  let length = 0;
  for (let at = 0; at < source.length; at += 1) {
    let byte = source[at] ?? 0;
    if (byte === 0x25) {
      byte = hexDigit(source[at + 1] ?? 0) * 16 + hexDigit(source[at + 2] ?? 0);
      at += 2;
    }
    source[length] = byte;
    length += 1;
  }
  return decodeBytes(source.subarray(0, length));
}

function escapeBytes(bytes: Iterable<number>): string {
  let text = '';
  for (const byte of bytes) text += `%${byte < 16 ? '0' : ''}${byte.toString(16).toUpperCase()}`;
  return text;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= ODD + 0x80 && code <= ODD + 0xff) return escapeBytes([code - ODD]);
  return escapeBytes(Buffer.from(character, 'utf8'));
}

/** The text with everything escaped that may not stand in this part of a URI. */
export function escape(text: string, unsafe: Unsafe): string {
  if (!unsafe.test(text)) return text;
  let escaped = '';
  for (const character of text) {
    escaped += unsafe.test(character) ? escapeCharacter(character) : character;
  }
  return escaped;
}

/** For parts that are kept as written: only what would end or break the URI is escaped. */
export function guard(text: string): string {
  if (!/[^\x21\x23-\x3b\x3d\x3f-\x7e]/.test(text)) return text;
  let guarded = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    guarded += is(code, URI) && code < 0x7f ? character : escapeCharacter(character);
  }
  return guarded;
}
