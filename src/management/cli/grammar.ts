/** The grammar of the command line: commands, each a path of words and parameters after it. */

interface Described {
  readonly name: string;
  readonly help: string;
}

interface Valued {
  /** Never shown again: in no summary, no history, no log. */
  readonly isSecret?: boolean;
  /** The table of the model whose names it takes: completion offers them. */
  readonly of?: string;
}

/** A value at its place, in order, before every keyword and flag. */
export interface Position extends Described, Valued {
  readonly kind: 'position';
  readonly optional?: boolean;
  /** Only these words, shortened like keywords. */
  readonly choices?: readonly string[];
  /** What each choice means, where help says more than the word. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** It is a secret when the position before it is one of these words. */
  readonly secretAfter?: readonly string[];
}

/** A word and a value after it, in any order. */
export interface Keyword extends Described, Valued {
  readonly kind: 'keyword';
  /** What follows the word, for help: `<digit-map>`. */
  readonly value: string;
  readonly required?: boolean;
}

export interface Flag extends Described {
  readonly kind: 'flag';
}

/** All the words that are left. */
interface Rest extends Described {
  readonly kind: 'rest';
}

export type Param = Position | Keyword | Flag | Rest;

export interface Arguments {
  /** The value of a position or keyword that must be there. */
  required(name: string): string;
  optional(name: string): string | undefined;
  has(name: string): boolean;
  /** The words that a `rest` took. */
  readonly rest: readonly string[];
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

/** A command without what it does: enough for help and completion. */
export type CommandForm = Pick<Command<never>, 'path' | 'params' | 'help'>;

export function isPosition(param: Param): param is Position {
  return param.kind === 'position';
}

/** Keywords and flags: what may stand after the positions, in any order. */
export function isNamed(param: Param): param is Keyword | Flag {
  return param.kind === 'keyword' || param.kind === 'flag';
}

/** The distinct next words of the commands that are still possible at this depth. */
export function nextWords(commands: readonly CommandForm[], depth: number): readonly string[] {
  return [...new Set(commands.flatMap(({ path }) => path[depth] ?? []))];
}

/** The command as one line of help: `voip sip user add <name> port <port>`. */
export function usage({ path, params }: CommandForm): string {
  return [...path, ...params.map(usageOf)].join(' ');
}

const choicesShownMax = 4;

function usageOf(param: Param): string {
  switch (param.kind) {
    case 'position': {
      const { choices = [], name } = param;
      const isShort = choices.length > 0 && choices.length <= choicesShownMax;
      const word = isShort ? choices.join('|') : `<${name}>`;
      return param.optional ? `[${word}]` : word;
    }
    case 'keyword': {
      const pair = `${param.name} ${param.value}`;
      return param.required ? pair : `[${pair}]`;
    }
    case 'flag':
      return `[${param.name}]`;
    case 'rest':
      return `[<${param.name}> …]`;
  }
}
