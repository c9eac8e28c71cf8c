/** The value of CSeq. RFC 3261 §20.16. */
import { skipClass, TOKEN } from './characters.ts';
import { limits } from './limits.ts';
import { skipBlanks } from './text.ts';
import type { CSeq } from './values.ts';

/** A sequence number and a method; undefined when malformed or out of range. */
export function parseCSeq(text: string): CSeq | undefined {
  let at = 0;
  let number = 0;
  for (; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
    if (number > limits.cseq.max) return undefined;
  }
  const start = skipBlanks(text, at);
  if (at === 0 || start === at) return undefined;
  const end = skipClass(text, start, TOKEN);
  if (end === start || end !== text.length) return undefined;
  return { number, method: text.slice(start) };
}

export function formatCSeq({ number, method }: CSeq): string {
  return `${number} ${method}`;
}
