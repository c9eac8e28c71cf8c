/** The grammar of the command line: a flat list of commands, matched word by word, shortened while unambiguous. */
import { Refusal } from '../../domain/refusal.ts';

/** One parameter after a command's path. Positions come first, in order; keywords and flags in any order. */
export type Param =
  | {
      readonly kind: 'position';
      readonly name: string;
      readonly help: string;
      /** Only these words, shortened like keywords. */
      readonly choices?: readonly string[];
      readonly optional?: boolean;
    }
  | {
      readonly kind: 'keyword';
      readonly name: string;
      /** What follows the word, for help: `<digit-map>`. */
      readonly value: string;
      readonly help: string;
      readonly required?: boolean;
    }
  | { readonly kind: 'flag'; readonly name: string; readonly help: string };

export interface Arguments {
  /** The value of a position or keyword that must be there. */
  required(name: string): string;
  optional(name: string): string | undefined;
  has(name: string): boolean;
}

/** What a command answers: text for people, a value for programs. */
export interface Answer {
  readonly text: string;
  readonly json: unknown;
}

export interface Command<Context> {
  readonly path: readonly string[];
  readonly params: readonly Param[];
  readonly help: string;
  run(context: Context, args: Arguments): Answer | Promise<Answer>;
}

export interface Matched<Context> {
  readonly command: Command<Context>;
  readonly args: Arguments;
}

/** The one candidate that `word` names: the exact one, else the only one it begins. */
export function pick(word: string, candidates: readonly string[], what: string): string {
  const lower = word.toLowerCase();
  if (candidates.includes(lower)) return lower;
  const begun = candidates.filter((candidate) => candidate.startsWith(lower));
  const [only, second] = begun;
  if (only === undefined || word === '') {
    throw new Refusal(
      'E-COMMAND-UNKNOWN',
      `"${word}" is no ${what}; expected ${candidates.join(', ')}`,
    );
  }
  if (second !== undefined) {
    throw new Refusal('E-COMMAND-AMBIGUOUS', `"${word}" may be ${begun.join(' or ')}`);
  }
  return only;
}

/** The distinct next words of the commands that are still possible at this depth. */
export function nextWords<Context>(
  commands: readonly Command<Context>[],
  depth: number,
): readonly string[] {
  return [...new Set(commands.flatMap(({ path }) => path[depth] ?? []))];
}

/** Finds the command a line names and reads its parameters. */
export function matchCommand<Context>(
  commands: readonly Command<Context>[],
  words: readonly string[],
): Matched<Context> {
  let left = commands;
  let depth = 0;
  for (;;) {
    const complete = left.find(({ path }) => path.length === depth);
    const next = nextWords(left, depth);
    const word = words[depth];
    if (complete && (next.length === 0 || word === undefined)) {
      return { command: complete, args: readArguments(complete, words.slice(depth)) };
    }
    if (word === undefined) {
      throw new Refusal('E-COMMAND-INCOMPLETE', `the command goes on with ${next.join(', ')}`);
    }
    const picked = pick(
      word,
      next,
      depth === 0 ? 'command' : `word after "${words.slice(0, depth).join(' ')}"`,
    );
    left = left.filter(({ path }) => path[depth] === picked);
    depth += 1;
  }
}

function readArguments<Context>(command: Command<Context>, words: readonly string[]): Arguments {
  const values = new Map<string, string>();
  readNamed(command, words.slice(readPositions(command, words, values)), values);
  for (const param of command.params) {
    if (param.kind === 'keyword' && param.required && !values.has(param.name)) {
      throw missing(param.name, command);
    }
  }
  return {
    required(name) {
      const value = values.get(name);
      if (value === undefined) throw missing(name, command);
      return value;
    },
    optional: (name) => values.get(name),
    has: (name) => values.has(name),
  };
}

function missing<Context>(name: string, command: Command<Context>): Refusal {
  return new Refusal('E-COMMAND-MISSING', `${name} is missing: ${usage(command)}`);
}

/** Reads the positions and says how many words they took. */
function readPositions<Context>(
  command: Command<Context>,
  words: readonly string[],
  values: Map<string, string>,
): number {
  let at = 0;
  for (const param of command.params) {
    if (param.kind !== 'position') continue;
    const word = words[at];
    if (word === undefined) {
      if (param.optional) break;
      throw missing(param.name, command);
    }
    values.set(param.name, param.choices ? pick(word, param.choices, param.name) : word);
    at += 1;
  }
  return at;
}

function readNamed<Context>(
  command: Command<Context>,
  words: readonly string[],
  values: Map<string, string>,
): void {
  const named = command.params.filter((param) => param.kind !== 'position');
  const names = named.map(({ name }) => name);
  for (let at = 0; at < words.length; at += 1) {
    const name = pick(words[at] ?? '', names, 'parameter here');
    if (values.has(name)) throw new Refusal('E-COMMAND-TWICE', `${name} is given twice`);
    const isFlag = named.some((param) => param.name === name && param.kind === 'flag');
    if (!isFlag) at += 1;
    const value = isFlag ? '' : words[at];
    if (value === undefined) throw new Refusal('E-COMMAND-MISSING', `${name} lacks its value`);
    values.set(name, value);
  }
}

/** The command as one line of help: `voip sip user add <name> port <port>`. */
export function usage<Context>({ path, params }: Command<Context>): string {
  return [...path, ...params.map(usageOf)].join(' ');
}

function usageOf(param: Param): string {
  if (param.kind === 'position') {
    const word = param.choices ? param.choices.join('|') : `<${param.name}>`;
    return param.optional ? `[${word}]` : word;
  }
  if (param.kind === 'flag') return `[${param.name}]`;
  const pair = `${param.name} ${param.value}`;
  return param.required ? pair : `[${pair}]`;
}
