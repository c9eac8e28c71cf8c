/** `help`: the commands there are, or one of them with its parameters. */
import { Refusal } from '../../domain/refusal.ts';
import { type CommandForm, nextWords, type Param, usage } from './grammar.ts';
import { pick } from './match.ts';
import type { CliCommand } from './session.ts';

/** The commands that begin with these words, shortened or not. */
function under(commands: readonly CommandForm[], words: readonly string[]): readonly CommandForm[] {
  return words.reduce<readonly CommandForm[]>((left, word, depth) => {
    const next = nextWords(left, depth);
    // Words behind a whole command are its parameters.
    if (next.length === 0) return left;
    const picked = pick(word, next, 'command');
    return left.filter(({ path }) => path[depth] === picked);
  }, commands);
}

/** A parameter, and under it what each of its choices means. */
function linesOf(param: Param): readonly string[] {
  const meanings = Object.entries(param.kind === 'position' ? (param.meanings ?? {}) : {});
  const width = Math.max(0, ...meanings.map(([word]) => word.length));
  return [
    `  ${param.name}: ${param.help}`,
    ...meanings.map(([word, meaning]) => `    ${word.padEnd(width)}  ${meaning}`),
  ];
}

function brief(commands: readonly CommandForm[]): string {
  return commands.map((command) => `${usage(command)}\n    ${command.help}`).join('\n');
}

function whole(command: CommandForm): string {
  return [usage(command), `  ${command.help}`, '', ...command.params.flatMap(linesOf)].join('\n');
}

export function helpCommand(commands: readonly CommandForm[]): CliCommand {
  return {
    path: ['help'],
    params: [{ kind: 'rest', name: 'words', help: 'the beginning of a command' }],
    help: 'the commands there are, or one of them with its parameters',
    run(_context, { rest }) {
      const found = under(commands, rest);
      const [only, second] = found;
      if (!only) throw new Refusal('E-COMMAND-UNKNOWN', 'there is no such command');
      const json = found.map((command) => ({
        usage: usage(command),
        help: command.help,
        parameters: command.params.map(({ name, help }) => ({ name, help })),
      }));
      return { text: second ? brief(found) : whole(only), json };
    },
  };
}
