/** The one pass over a message head: where its lines, names and values are. RFC 3261 §7.3.1. */
import { skipClass, TOKEN } from './characters.ts';
import { findHeaderName, identify } from './header-names.ts';
import { type Limit, limits } from './limits.ts';

export interface ScannedHead {
  /** Five numbers a field, as WireHeaders reads them. */
  index: readonly number[];
  /** How much of the index is filled so far. */
  used: number;
  /** Where the body begins; -1 when no empty line ends the head. */
  end: number;
  /** The value of Content-Length; undefined when there is none. */
  contentLength: number | undefined;
  /**
   * Content-Length is there twice or is no number: on a stream the next message cannot be found.
   */
  hasBadLength: boolean;
  /** The first rule that was broken. The scan goes on, so that the message can be answered. */
  fault: Pick<Limit, 'status' | 'reason'> | undefined;
  vias: number;
}

export const bareLineFeed = { status: 400, reason: 'Bare Line Feed' } as const;

const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
/**
 * Filled by one scan at a time and copied when it is done: growing an array for each costs more.
 */
const scratch: number[] = Array.from({ length: limits.headerLines.max * 5 }, () => 0);
const contentLengthId = findHeaderName('Content-Length')?.id;
const viaId = findHeaderName('Via')?.id;

function isLineSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === CR || code === LF;
}

/**
 * Where the field that begins here ends, folds included: the place of its LF, or -1 when it is cut
 * off. Every LF must follow a CR: where servers disagree about line ends, messages are smuggled.
 */
function fieldEnd(text: string, from: number, head: ScannedHead): number {
  let lf = text.indexOf('\n', from);
  while (lf >= 0) {
    if (text.charCodeAt(lf - 1) !== CR) {
      head.fault ??= bareLineFeed;
      return -1;
    }
    const next = text.charCodeAt(lf + 1);
    if (next !== 0x20 && next !== 0x09) return lf;
    lf = text.indexOf('\n', lf + 1);
  }
  return -1;
}

/** Two of them, or one that is no number, leave no way to tell where the message ends. */
function noteContentLength(head: ScannedHead, text: string, from: number, end: number): void {
  let length = 0;
  let sound = head.contentLength === undefined && end > from && end - from <= 10;
  for (let at = from; sound && at < end; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) sound = false;
    else length = length * 10 + digit;
  }
  if (sound) {
    head.contentLength = length;
  } else {
    head.hasBadLength = true;
    head.fault ??= { status: 400, reason: 'Bad Content-Length' };
  }
}

function scanField(text: string, from: number, lf: number, head: ScannedHead): void {
  const nameEnd = skipClass(text, from, TOKEN);
  let at = nameEnd;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1;
  if (nameEnd === from || text.charCodeAt(at) !== COLON) {
    head.fault ??= { status: 400, reason: 'Bad Header Field' };
    return;
  }
  at += 1;
  let end = lf;
  while (at < end && isLineSpace(text.charCodeAt(at))) at += 1;
  while (end > at && isLineSpace(text.charCodeAt(end - 1))) end -= 1;
  const id = identify(text, from, nameEnd);
  if (id === contentLengthId) noteContentLength(head, text, at, end);
  if (id === viaId) head.vias += 1;
  const { used } = head;
  scratch[used] = id;
  scratch[used + 1] = from;
  scratch[used + 2] = nameEnd;
  scratch[used + 3] = at;
  scratch[used + 4] = end;
  head.used = used + 5;
}

/** Scans the header fields from the line after the start line. */
export function scanHead(text: string, from: number): ScannedHead {
  const head: ScannedHead = {
    index: scratch,
    used: 0,
    end: -1,
    contentLength: undefined,
    hasBadLength: false,
    fault: undefined,
    vias: 0,
  };
  let lines = 0;
  for (let at = from; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === CR && text.charCodeAt(at + 1) === LF) {
      head.end = at + 2;
      break;
    }
    const lf = fieldEnd(text, at, head);
    if (lf < 0) break;
    lines += 1;
    if (lines > limits.headerLines.max) {
      head.fault ??= limits.headerLines;
      break;
    }
    if (lf - at > limits.lineBytes.max) head.fault ??= limits.lineBytes;
    else scanField(text, at, lf, head);
    at = lf + 1;
  }
  if (head.vias > limits.vias.max) head.fault ??= limits.vias;
  if (head.end < 0) head.fault ??= { status: 400, reason: 'Unfinished Message Head' };
  head.index = scratch.slice(0, head.used);
  return head;
}
