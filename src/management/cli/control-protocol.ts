/** What goes over the control socket: one JSON object a line, each way. */
import type { Candidate } from './complete.ts';
import type { Outcome } from './session.ts';

export type ControlRequest =
  | { readonly type: 'execute'; readonly line: string }
  | { readonly type: 'complete'; readonly line: string };

export type ControlReply =
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | { readonly type: 'candidates'; readonly candidates: readonly Candidate[] };

/** A command longer than this is no command. */
export const requestBytesMax = 65_536;

/** Cuts a stream of text into lines; the rest waits for more. */
export function createLines(onLine: (line: string) => void): (chunk: string) => number {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      onLine(line);
    }
    return rest.length;
  };
}
