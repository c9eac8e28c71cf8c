/** A session description as its lines, each kept with its own line end. RFC 8866 §5. */
import { Refusal } from '../../domain/refusal.ts';
import { limits } from '../limits.ts';

export interface Line {
  /** The letter before `=`. */
  readonly type: string;
  /** What stands behind it, one character a byte. */
  readonly value: string;
  readonly end: '\r\n' | '\n' | '';
}

export function invalid(rule: string): Refusal {
  return new Refusal('E-SDP-INVALID', rule);
}

function lineOf(text: string, end: Line['end'], number: number): Line {
  const type = text.charCodeAt(0);
  if (text.length < 2 || text[1] !== '=' || type < 0x61 || type > 0x7a)
    throw invalid(`line ${number} of the session description is not <letter>=<value>`);
  if (text.length > limits.sdpLineBytesMax)
    throw invalid(`line ${number} is longer than ${limits.sdpLineBytesMax} bytes`);
  return { type: text.slice(0, 1), value: text.slice(2), end };
}

/** Empty lines after the last one are let go. */
export function splitLines(sdp: Buffer): readonly Line[] {
  if (sdp.length > limits.sdpBytesMax)
    throw invalid(`a session description has at most ${limits.sdpBytesMax} bytes`);
  if (sdp.includes(0)) throw invalid('a session description has no NUL bytes');
  const text = trimEnd(sdp.toString('latin1'));
  const lines: Line[] = [];
  for (let from = 0; from < text.length; ) {
    const feed = text.indexOf('\n', from);
    const stop = feed < 0 ? text.length : feed;
    const hasReturn = feed > from && text.charCodeAt(feed - 1) === 0x0d;
    const end = feed < 0 ? '' : hasReturn ? '\r\n' : '\n';
    lines.push(lineOf(text.slice(from, hasReturn ? stop - 1 : stop), end, lines.length + 1));
    if (lines.length > limits.sdpLinesMax)
      throw invalid(`a session description has at most ${limits.sdpLinesMax} lines`);
    from = stop + 1;
  }
  return lines;
}

/** Without the line ends that follow the end of the last line. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x0a || text.charCodeAt(end - 1) === 0x0d))
    end -= 1;
  if (end === text.length) return text;
  return text.slice(0, text.indexOf('\n', end) + 1);
}

export function joinLines(lines: readonly Line[]): Buffer {
  return Buffer.from(
    lines.map(({ type, value, end }) => `${type}=${value}${end}`).join(''),
    'latin1',
  );
}

/** The words of a value; several blanks count as one. */
export function wordsOf(value: string): readonly string[] {
  return value.split(' ').filter((word) => word !== '');
}

/** The value with one word replaced and every blank as it was. */
export function withWord(value: string, index: number, word: string): string {
  let at = -1;
  return value
    .split(' ')
    .map((part) => {
      if (part !== '') at += 1;
      return part !== '' && at === index ? word : part;
    })
    .join(' ');
}
