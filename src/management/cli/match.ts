/** A line matched against the grammar; words may be shortened while they are unambiguous. */
import { commandLine } from '../../domain/command-line.ts';
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import {
  type Arguments,
  type Command,
  type CommandForm,
  isNamed,
  isPosition,
  nextWords,
  usage,
} from './grammar.ts';

export interface Matched<Context> {
  readonly command: Command<Context>;
  readonly args: Arguments;
  /** The line in full words, secrets masked: what logs and histories may keep. */
  readonly summary: string;
  readonly hasSecret: boolean;
}

/** The one candidate that `word` names: the exact one, else the only one it begins. */
export function pick(word: string, candidates: readonly string[], what: string): string {
  const lower = word.toLowerCase();
  if (candidates.includes(lower)) return lower;
  const begun = candidates.filter((candidate) => candidate.startsWith(lower));
  const [only, second] = begun;
  if (only === undefined || word === '') {
    const expected = candidates.length === 0 ? 'nothing' : candidates.join(', ');
    throw new Refusal('E-COMMAND-UNKNOWN', `"${shown(word)}" is no ${what}; expected ${expected}`);
  }
  if (second !== undefined) {
    throw new Refusal('E-COMMAND-AMBIGUOUS', `"${shown(word)}" may be ${begun.join(' or ')}`);
  }
  return only;
}

/** Whether a word may be this one, shortened. */
export function begins(whole: string, word: string): boolean {
  return word !== '' && whole.startsWith(word.toLowerCase());
}

/** Finds the command that a line names and reads its parameters. */
export function matchCommand<Context>(
  commands: readonly Command<Context>[],
  words: readonly string[],
): Matched<Context> {
  let left = commands;
  for (let depth = 0; ; depth += 1) {
    const complete = left.find(({ path }) => path.length === depth);
    const next = nextWords(left, depth);
    const word = words[depth];
    // A value where a longer command has a word: `voip drill east` beside `voip drill list`.
    if (complete && (word === undefined || !next.some((one) => begins(one, word)))) {
      return { command: complete, ...readParameters(complete, words.slice(depth)) };
    }
    if (word === undefined) {
      throw new Refusal('E-COMMAND-INCOMPLETE', `the command goes on with ${next.join(', ')}`);
    }
    const before = words.slice(0, depth).map(shown).join(' ');
    const picked = pick(word, next, depth === 0 ? 'command' : `word after "${before}"`);
    left = left.filter(({ path }) => path[depth] === picked);
  }
}

/** What has been read so far: values by name, and the line as it may be shown. */
interface Reading {
  readonly values: Map<string, string>;
  readonly shown: string[];
  hasSecret: boolean;
}

function readParameters(
  command: CommandForm,
  words: readonly string[],
): Omit<Matched<unknown>, 'command'> {
  const reading: Reading = { values: new Map(), shown: [], hasSecret: false };
  const taken = readPositions(command, words, reading);
  const takesRest = command.params.some(({ kind }) => kind === 'rest');
  const rest = takesRest ? words.slice(taken) : [];
  if (!takesRest) readNamed(command, words.slice(taken), reading);
  const { values } = reading;
  return {
    args: {
      required(name) {
        const value = values.get(name);
        if (value === undefined) throw missing(name, command);
        return value;
      },
      optional: (name) => values.get(name),
      has: (name) => values.has(name),
      rest,
    },
    summary: commandLine([...command.path, ...reading.shown, ...rest]),
    hasSecret: reading.hasSecret,
  };
}

function missing(name: string, command: CommandForm): Refusal {
  return new Refusal('E-COMMAND-MISSING', `${name} is missing: ${usage(command)}`);
}

function take(reading: Reading, name: string, value: string, isSecret: boolean): void {
  reading.values.set(name, value);
  reading.shown.push(isSecret ? '***' : value);
  reading.hasSecret ||= isSecret;
}

/** Reads the positions and says how many words they took. */
function readPositions(command: CommandForm, words: readonly string[], reading: Reading): number {
  let before = '';
  for (const [at, param] of command.params.filter(isPosition).entries()) {
    const word = words[at];
    if (word === undefined) {
      if (param.optional) return at;
      throw missing(param.name, command);
    }
    const value = param.choices ? pick(word, param.choices, param.name) : word;
    const isSecret = param.isSecret ?? param.secretAfter?.includes(before) ?? false;
    take(reading, param.name, value, isSecret);
    before = value;
  }
  return command.params.filter(isPosition).length;
}

function readNamed(command: CommandForm, words: readonly string[], reading: Reading): void {
  const named = command.params.filter(isNamed);
  const names = named.map(({ name }) => name);
  for (let at = 0; at < words.length; at += 1) {
    const name = pick(words[at] ?? '', names, 'parameter here');
    if (reading.values.has(name)) {
      throw new Refusal('E-COMMAND-TWICE', `${name} is given twice`);
    }
    const param = named.find((one) => one.name === name);
    reading.shown.push(name);
    if (param?.kind === 'flag') {
      reading.values.set(name, '');
    } else {
      at += 1;
      const value = words[at];
      if (value === undefined) throw new Refusal('E-COMMAND-MISSING', `${name} lacks its value`);
      take(reading, name, value, param?.isSecret ?? false);
    }
  }
  const absent = named.find(
    (param) => param.kind === 'keyword' && param.required && !reading.values.has(param.name),
  );
  if (absent) throw missing(absent.name, command);
}
