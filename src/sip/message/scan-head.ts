/** The one pass over a message head: where its lines, names and values are. RFC 3261 §7.3.1. */
import { skipClass, TOKEN } from './characters.ts';
import { findHeaderName, identify } from './header-names.ts';
import { type Limit, limits } from './limits.ts';

export interface ScannedHead {
  /** Five numbers a field, as WireHeaders reads them. */
  readonly index: number[];
  /** Where the body begins; -1 when no empty line ends the head. */
  end: number;
  /** The value of Content-Length; undefined when there is none. */
  contentLength: number | undefined;
  /** The first rule that was broken. The scan goes on, so that the message can be answered. */
  fault: Pick<Limit, 'status' | 'reason'> | undefined;
  vias: number;
}

const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
const contentLengthId = findHeaderName('Content-Length')?.id;
const viaId = findHeaderName('Via')?.id;

function isLineSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === CR || code === LF;
}

/** Where the field that begins here ends, folds included: the place of its LF; -1 when it is cut off. */
function fieldEnd(text: string, from: number): number {
  let lf = text.indexOf('\n', from);
  while (lf >= 0) {
    const next = text.charCodeAt(lf + 1);
    if (next !== 0x20 && next !== 0x09) return lf;
    lf = text.indexOf('\n', lf + 1);
  }
  return -1;
}

/** Two of them, or one that is no number, leave no way to tell where the message ends. */
function noteContentLength(head: ScannedHead, value: string): void {
  if (head.contentLength !== undefined || !/^[0-9]{1,10}$/.test(value))
    head.fault ??= { status: 400, reason: 'Bad Content-Length' };
  else head.contentLength = Number(value);
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
  if (id === contentLengthId) noteContentLength(head, text.slice(at, end));
  if (id === viaId) head.vias += 1;
  head.index.push(id, from, nameEnd, at, end);
}

/** Every LF must follow a CR: where other servers disagree about line ends, messages are smuggled. */
function hasBareLineFeed(text: string, from: number, lf: number): boolean {
  let at = text.indexOf('\n', from);
  while (at <= lf) {
    if (text.charCodeAt(at - 1) !== CR) return true;
    if (at === lf) return false;
    at = text.indexOf('\n', at + 1);
  }
  return false;
}

/** Scans the header fields from the line after the start line. */
export function scanHead(text: string, from: number): ScannedHead {
  const head: ScannedHead = {
    index: [],
    end: -1,
    contentLength: undefined,
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
    const lf = fieldEnd(text, at);
    if (lf < 0) break;
    lines += 1;
    if (lines > limits.headerLines.max) {
      head.fault ??= limits.headerLines;
      break;
    }
    if (hasBareLineFeed(text, at, lf)) head.fault ??= { status: 400, reason: 'Bare Line Feed' };
    else if (lf - at > limits.lineBytes.max) head.fault ??= limits.lineBytes;
    else scanField(text, at, lf, head);
    at = lf + 1;
  }
  if (head.vias > limits.vias.max) head.fault ??= limits.vias;
  if (head.end < 0) head.fault ??= { status: 400, reason: 'Unfinished Message Head' };
  return head;
}
