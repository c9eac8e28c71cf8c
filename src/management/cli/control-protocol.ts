/** What goes over the control socket: one JSON object a line, each way. */
import type { Candidate } from './complete.ts';
import type { Outcome } from './session.ts';

export type ControlRequest =
  | { readonly type: 'execute'; readonly line: string }
  | { readonly type: 'complete'; readonly line: string };

export type ControlReply =
  /** `mayKeep`: a history on disk may hold the line. */
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly mayKeep: boolean }
  | { readonly type: 'candidates'; readonly candidates: readonly Candidate[] };

/** A request longer than this is none. */
export const requestLengthMax = 65_536;

/** Cuts a stream of text into lines; `rest` is what waits for more. */
export function cutLines(text: string): {
  readonly lines: readonly string[];
  readonly rest: string;
} {
  const lines = text.split('\n');
  return { lines: lines.slice(0, -1), rest: lines.at(-1) ?? '' };
}
