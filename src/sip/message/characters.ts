/** Character classes of the SIP grammar as one table of flags. RFC 3261 §25.1. */

/** Header names, methods, parameter names, words of an unquoted display name. */
export const TOKEN = 1;
/** Host names and IPv4 addresses; the underscore is not legal but common. */
export const HOST = 2;
/** Unquoted parameter values: everything that does not end or confuse one. */
export const VALUE = 4;
/** Anything visible that may stand somewhere in a URI; raw UTF-8 is tolerated. */
export const URI = 8;
export const SCHEME = 16;

/** For every UTF-16 unit, so that no lookup needs a check of its range. */
const flags = new Uint8Array(65_536);

function mark(characters: string, flag: number): void {
  for (let at = 0; at < characters.length; at += 1) {
    const code = characters.charCodeAt(at);
    flags[code] = (flags[code] ?? 0) | flag;
  }
}

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
mark(`${digits}${letters}-.!%*_+\`'~`, TOKEN);
mark(`${digits}${letters}-._`, HOST);
mark(`${digits}${letters}+-.`, SCHEME);
for (let code = 0x21; code < 256; code += 1) {
  const character = String.fromCharCode(code);
  if (code === 0x7f) continue;
  if (!'"<>'.includes(character)) mark(character, URI);
  if (!'"<>;,'.includes(character)) mark(character, VALUE);
}

// What lies beyond Latin-1 counts as its last character.
flags.fill(flags[255] ?? 0, 256);

/** Whether a character belongs to a class. */
export function is(code: number, flag: number): boolean {
  return ((flags[code] ?? 0) & flag) !== 0;
}

/** Where the run of characters of one class ends. */
export function skipClass(text: string, from: number, flag: number): number {
  let at = from;
  while (at < text.length && ((flags[text.charCodeAt(at)] ?? 0) & flag) !== 0) at += 1;
  return at;
}
