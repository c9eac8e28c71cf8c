/**
 * Text as it stands on the wire: folded lines, UTF-8 bytes, surrounding blanks. RFC 3261 §7.3.1,
 * §25.1.
 */

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Without the blanks around it; unlike `trim`, leaves the byte 0xA0 of UTF-8 sequences alone. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/**
 * One line again. A carriage return on its own becomes a blank: others may take it for a line end.
 */
export function unfold(text: string): string {
  return text
    .split('\r\n')
    .map((line) => trimBlanks(line.includes('\r') ? line.replaceAll('\r', ' ') : line))
    .filter((line) => line !== '')
    .join(' ');
}

/**
 * The UTF-8 text that bytes read as Latin-1 stand for; bytes that are no UTF-8 stay as they are.
 */
export function decodeText(bytes: string): string {
  // Cheap: native code measures, and only text with bytes of 0x80 and more is longer in UTF-8.
  if (Buffer.byteLength(bytes) === bytes.length) return bytes;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text.includes('\u{fffd}') ? bytes : text;
}

/**
 * Where the run of blanks that may begin here ends. Values are unfolded, so blanks are SP and HTAB.
 */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09) break;
    at += 1;
  }
  return at;
}
