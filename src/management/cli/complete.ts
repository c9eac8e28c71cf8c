/** Completion and `?`: what may come next on an unfinished line. */
import { quoted } from '../../domain/command-line.ts';
import { type CommandForm, isNamed, isPosition, nextWords, type Position } from './grammar.ts';
import { begins as begunBy, pick } from './match.ts';
import { splitWords } from './words.ts';

export interface Candidate {
  readonly word: string;
  readonly help: string;
}

/** The names of the rows of a table of the model. */
export type NamesOf = (table: string) => readonly string[];

/** What may stand where the line ends. A value that only the operator knows shows as `<name>`. */
export function candidates(
  commands: readonly CommandForm[],
  line: string,
  namesOf: NamesOf,
): readonly Candidate[] {
  const { words, isOpen } = splitWords(line);
  const partial = isOpen ? (words.at(-1) ?? '') : '';
  const before = isOpen ? words.slice(0, -1) : words;
  return possible(commands, before, namesOf).filter(
    ({ word }) => word.startsWith('<') || begins(word, partial),
  );
}

/** Names are case-sensitive to the gateway, but people type them as they like. */
function begins(word: string, partial: string): boolean {
  return word.toLowerCase().startsWith(partial.toLowerCase());
}

function possible(
  commands: readonly CommandForm[],
  before: readonly string[],
  namesOf: NamesOf,
): readonly Candidate[] {
  let left = commands;
  for (let depth = 0; ; depth += 1) {
    const next = nextWords(left, depth);
    const complete = left.find(({ path }) => path.length === depth);
    const word = before[depth];
    if (word === undefined) {
      const words = next.map((one) => ({ word: one, help: helpOf(left, depth, one) }));
      return complete ? [...words, ...parameters(complete, [], namesOf)] : words;
    }
    if (complete && !next.some((one) => begunBy(one, word))) {
      return parameters(complete, before.slice(depth), namesOf);
    }
    const picked = pickOrNone(word, next);
    if (picked === undefined) return [];
    left = left.filter(({ path }) => path[depth] === picked);
  }
}

function pickOrNone(word: string, words: readonly string[]): string | undefined {
  try {
    return pick(word, words, 'word');
  } catch {
    return undefined;
  }
}

/** The help of the command that a word ends; else the words that may follow it. */
function helpOf(left: readonly CommandForm[], depth: number, word: string): string {
  const under = left.filter(({ path }) => path[depth] === word);
  const [first] = under;
  if (under.length === 1 && first?.path.length === depth + 1) return first.help;
  return nextWords(under, depth + 1).join(', ');
}

function parameters(
  command: CommandForm,
  given: readonly string[],
  namesOf: NamesOf,
): readonly Candidate[] {
  const positions = command.params.filter(isPosition);
  const position = positions[given.length];
  if (position) return valuesOf(position, namesOf);
  return named(command, given.slice(positions.length), namesOf);
}

/** The words of a choice, the names of a table, or a stand-in for what the operator knows. */
function valuesOf(
  param: Pick<Position, 'name' | 'help' | 'choices' | 'meanings' | 'of'>,
  namesOf: NamesOf,
  standIn = `<${param.name}>`,
): readonly Candidate[] {
  const { help, choices, meanings = {}, of } = param;
  if (choices) return choices.map((word) => ({ word, help: meanings[word] ?? help }));
  const names = of === undefined ? [] : namesOf(of).map((name) => ({ word: quoted(name), help }));
  return names.length > 0 ? names : [{ word: standIn, help }];
}

function named(
  command: CommandForm,
  given: readonly string[],
  namesOf: NamesOf,
): readonly Candidate[] {
  const params = command.params.filter(isNamed);
  const used = new Set<string>();
  for (let at = 0; at < given.length; at += 1) {
    const name = pickOrNone(
      given[at] ?? '',
      params.map((param) => param.name),
    );
    const param = params.find((one) => one.name === name);
    if (!param) return [];
    used.add(param.name);
    if (param.kind === 'flag') continue;
    at += 1;
    if (at >= given.length) return valuesOf(param, namesOf, param.value);
  }
  const rest = command.params.filter(({ kind }) => kind === 'rest');
  return [
    ...params.filter(({ name }) => !used.has(name)).map(({ name, help }) => ({ word: name, help })),
    ...rest.map(({ name, help }) => ({ word: `<${name}>`, help })),
  ];
}
