/** What is printed of an outcome: text, or JSON when the line ends with `--json`. */
import type { Outcome } from './session.ts';

export interface Asked {
  /** The command itself. */
  readonly line: string;
  readonly isJson: boolean;
}

const jsonAtEnd = /\s--json\s*$/;

export function readAsked(line: string): Asked {
  return { line: line.replace(jsonAtEnd, ''), isJson: jsonAtEnd.test(line) };
}

/** Empty: nothing is printed. A refusal in JSON is `{error: {code, message}}`. */
export function replyTo(outcome: Outcome, isJson: boolean): string {
  if (outcome.ok) return isJson ? JSON.stringify(outcome.answer.json) : outcome.answer.text;
  const { code, message } = outcome.error;
  return isJson ? JSON.stringify({ error: { code, message } }) : `${code}: ${message}`;
}
