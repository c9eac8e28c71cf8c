/** One operator's session: lines in, answers or coded refusals out. */
import { type Author, type Commands, codeOf } from '../commands.ts';
import type { EventLog } from '../events.ts';
import { model } from '../model.ts';
import type { View } from '../view.ts';
import { type Candidate, candidates } from './complete.ts';
import type { Answer, Command } from './grammar.ts';
import { matchCommand } from './match.ts';
import { commandWords } from './words.ts';

/** What every command may use. */
export interface CliContext {
  readonly view: View;
  readonly commands: Commands;
  readonly events: EventLog;
  readonly author: Author;
  /** The line in full words, secrets masked: the summary of the revision that a change makes. */
  readonly line: string;
  /** Secrets may be written out: the owner of the control socket has asked. */
  readonly mayRevealSecrets: boolean;
}

export type CliCommand = Command<CliContext>;

/** What came of a line. `error.code` is stable; `error.message` names the rule and the facts. */
export type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

export interface Session {
  execute(line: string): Promise<Outcome>;
  complete(line: string): readonly Candidate[];
  /** Whether a history may keep the line: it was understood and holds no secret. */
  mayKeep(line: string): boolean;
}

export interface SessionOptions {
  readonly grammar: readonly CliCommand[];
  readonly view: View;
  readonly commands: Commands;
  readonly events: EventLog;
  readonly author: Author;
  /** false for everybody but the owner of the control socket. */
  readonly mayRevealSecrets?: boolean;
  /** Told of faults of ours (not of refusals). */
  readonly onFault: (error: unknown) => void;
}

export function createSession(options: SessionOptions): Session {
  const { grammar, onFault, mayRevealSecrets = true, ...rest } = options;

  function namesOf(table: string): readonly string[] {
    const found = model.tables.find(({ name }) => name === table);
    return found ? found.rows(rest.view).map(({ name }) => name) : [];
  }

  return {
    async execute(line) {
      try {
        const { command, args, summary } = matchCommand(grammar, commandWords(line));
        const context = { ...rest, mayRevealSecrets, line: summary };
        return { ok: true, answer: await command.run(context, args) };
      } catch (error) {
        const code = codeOf(error);
        if (code === 'E-INTERNAL') onFault(error);
        const message = error instanceof Error ? error.message : String(error);
        return { ok: false, error: { code, message } };
      }
    },
    complete: (line) => candidates(grammar, line, namesOf),
    mayKeep(line) {
      try {
        return !matchCommand(grammar, commandWords(line)).hasSecret;
      } catch {
        return false;
      }
    },
  };
}
