/** One operator's session: lines in, answers or coded refusals out. */

import type { Author, Commands } from '../commands.ts';
import { codeOf } from '../commands.ts';
import type { View } from '../view.ts';
import { type Candidate, candidates } from './complete.ts';
import { type Answer, type Command, matchCommand } from './grammar.ts';
import { commandWords } from './words.ts';

/** What every command may use. */
export interface CliContext {
  readonly view: View;
  readonly commands: Commands;
  readonly author: Author;
  /** The line as typed: the summary of the revision that a change makes. */
  readonly line: string;
}

export type CliCommand = Command<CliContext>;

/** What came of a line. `error.code` is stable; `error.message` names the rule and the facts. */
export type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

export interface Session {
  execute(line: string): Promise<Outcome>;
  complete(line: string): readonly Candidate[];
}

export interface SessionOptions {
  readonly grammar: readonly CliCommand[];
  readonly view: View;
  readonly commands: Commands;
  readonly author: Author;
  /** Told of faults of ours (not of refusals). */
  readonly onFault: (error: unknown) => void;
}

export function createSession(options: SessionOptions): Session {
  const { grammar, view, commands, author, onFault } = options;
  return {
    async execute(line) {
      try {
        const { command, args } = matchCommand(grammar, commandWords(line));
        const context = { view, commands, author, line: summaryOf(line) };
        return { ok: true, answer: await command.run(context, args) };
      } catch (error) {
        const code = codeOf(error);
        if (code === 'E-INTERNAL') onFault(error);
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, error: { code, message } };
      }
    },
    complete: (line) => candidates(grammar, line),
  };
}

/** The line without the text of a secret: what follows `password` or `pass` is masked. */
function summaryOf(line: string): string {
  const words = commandWords(line);
  return words.map((word, at) => (isSecretKeyword(words[at - 1] ?? '') ? '***' : word)).join(' ');
}

function isSecretKeyword(word: string): boolean {
  return word.length >= 2 && 'password'.startsWith(word.toLowerCase());
}
