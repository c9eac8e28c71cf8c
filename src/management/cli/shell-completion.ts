/** Completion in the shell: bash asks `offhook complete`, which asks the control socket. */
import type { Candidate } from './complete.ts';
import { splitWords } from './words.ts';

export const bashScript = `# Completion of offhook in bash: source <(offhook completion bash)
_offhook() {
  local IFS=$'\\n'
  COMPREPLY=($(offhook complete "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
}
complete -F _offhook offhook`;

const acts = ['run', 'exec', 'console', 'completion'];
const options = ['--data', '--json', '--config'];

/** What may follow a line of the shell; `ask` completes a line of the gateway. */
export async function completeShell(
  line: string,
  ask: (line: string) => Promise<readonly Candidate[]>,
): Promise<readonly string[]> {
  const { words, isOpen } = splitWords(line);
  const partial = isOpen ? (words.at(-1) ?? '') : '';
  const [act, ...rest] = (isOpen ? words.slice(0, -1) : words).slice(1);
  if (act === undefined) return begun(acts, partial);
  if (partial.startsWith('-')) return begun(options, partial);
  if (act === 'completion') return begun(['bash'], partial);
  if (act !== 'exec') return [];
  const found = await ask([...withoutOptions(rest), partial].join(' '));
  // In quotes the whole command is one word of the shell: it comes back whole.
  const before = partial.slice(0, partial.lastIndexOf(' ') + 1);
  return found.filter(({ word }) => !word.startsWith('<')).map(({ word }) => `${before}${word}`);
}

function begun(words: readonly string[], partial: string): readonly string[] {
  return words.filter((word) => word.startsWith(partial));
}

function withoutOptions(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, at) => !word.startsWith('--') && !/^--(data|config)$/.test(words[at - 1] ?? ''),
  );
}
