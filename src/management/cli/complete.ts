/** Completion and `?`: what may come next on an unfinished line. */
import { type Command, nextWords, type Param, pick } from './grammar.ts';
import { splitWords } from './words.ts';

export interface Candidate {
  readonly word: string;
  readonly help: string;
}

/** What may stand where the line ends. A value that only the operator knows shows as `<name>`. */
export function candidates<Context>(
  commands: readonly Command<Context>[],
  line: string,
): readonly Candidate[] {
  const { words, isOpen } = splitWords(line);
  const partial = isOpen ? (words.at(-1) ?? '').toLowerCase() : '';
  const before = isOpen ? words.slice(0, -1) : words;
  let left = commands;
  for (const [depth, word] of before.entries()) {
    const complete = left.find(({ path }) => path.length === depth);
    if (complete) return begun(parameters(complete, before.slice(depth)), partial);
    try {
      const picked = pick(word, nextWords(left, depth), 'word');
      left = left.filter(({ path }) => path[depth] === picked);
    } catch {
      return [];
    }
  }
  const depth = before.length;
  const complete = left.find(({ path }) => path.length === depth);
  if (complete) return begun(parameters(complete, []), partial);
  const words2 = nextWords(left, depth).map((word) => ({ word, help: helpOf(left, depth, word) }));
  return begun(words2, partial);
}

function helpOf<Context>(left: readonly Command<Context>[], depth: number, word: string): string {
  const under = left.filter(({ path }) => path[depth] === word);
  const [first] = under;
  if (under.length === 1 && first?.path.length === depth + 1) return first.help;
  return nextWords(under, depth + 1).join(', ');
}

function begun(found: readonly Candidate[], partial: string): readonly Candidate[] {
  return found.filter(({ word }) => word.startsWith('<') || word.startsWith(partial));
}

function parameters<Context>(
  command: Command<Context>,
  given: readonly string[],
): readonly Candidate[] {
  const positions = command.params.filter((param) => param.kind === 'position');
  const position = positions[given.length];
  if (position) {
    const { choices, name, help } = position;
    return choices ? choices.map((word) => ({ word, help })) : [{ word: `<${name}>`, help }];
  }
  const rest = given.slice(positions.length);
  const used = new Set<string>();
  for (let at = 0; at < rest.length; at += 1) {
    const param = named(command, rest[at] ?? '');
    if (param === undefined) return [];
    used.add(param.name);
    if (param.kind !== 'keyword') continue;
    at += 1;
    if (at >= rest.length) return [{ word: param.value, help: param.help }];
  }
  return command.params
    .filter((param) => param.kind !== 'position' && !used.has(param.name))
    .map(({ name, help }) => ({ word: name, help }));
}

function named<Context>(command: Command<Context>, word: string): Param | undefined {
  const begins = command.params.filter(
    (param) => param.kind !== 'position' && param.name.startsWith(word.toLowerCase()),
  );
  return begins.find((param) => param.name === word.toLowerCase()) ?? begins[0];
}
