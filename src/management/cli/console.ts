/** The interactive console: history, TAB completion and `?` over the control socket. */
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Candidate } from './complete.ts';
import { type ControlClient, connectControl } from './control-client.ts';
import { type History, openHistory } from './history.ts';
import { readAsked, replyTo } from './reply.ts';
import { isCommandLine, splitWords } from './words.ts';

/** What a console reads from and writes to; `isTTY` makes it interactive. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Runs until end of input, `exit` or `quit`. Resolves with the exit code: 1 when no gateway
 * answers, and when a line of a script (no terminal) was refused.
 */
export async function runConsole(path: string, terminal: Terminal): Promise<number> {
  const client = connectControl(path);
  const first = await client.execute('system status');
  if (!first.ok && first.error.code === 'E-NOT-RUNNING') {
    terminal.output.write(`${first.error.code}: ${first.error.message}\n`);
    return 1;
  }
  const history = openHistory(join(dirname(path), 'console.history'));
  return await converse(client, terminal, history);
}

/** Lines in, answers out, until the input ends or somebody leaves. */
export async function converse(
  client: ControlClient,
  { input, output }: Terminal,
  history: History,
): Promise<number> {
  const isInteractive = input.isTTY === true;
  const lines = createInterface({
    input,
    output,
    terminal: isInteractive,
    prompt: isInteractive ? 'offhook> ' : '',
    history: [...history.lines],
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      void complete(client, line).then((result) => done(null, result));
    },
  });
  if (isInteractive) helpOnQuestionMark(lines, client, { input, output });
  let refused = 0;
  let isOpen = true;
  lines.once('close', () => {
    isOpen = false;
  });
  lines.prompt();
  for await (const line of lines) {
    if (/^\s*(exit|quit)\s*$/i.test(line)) break;
    if (isCommandLine(line)) {
      const { ok, mayKeep } = await run(client, line, output);
      if (!ok) refused += 1;
      if (mayKeep && isInteractive) history.keep(line);
    }
    // The input may have ended while the command ran.
    if (isOpen) lines.prompt();
  }
  lines.close();
  client.close();
  return refused > 0 && !isInteractive ? 1 : 0;
}

async function run(client: ControlClient, asked: string, output: NodeJS.WritableStream) {
  const { line, isJson } = readAsked(asked);
  const outcome = await client.execute(line);
  const reply = replyTo(outcome, isJson);
  if (reply !== '') output.write(`${reply}\n`);
  return outcome;
}

async function complete(client: ControlClient, line: string): Promise<[string[], string]> {
  const found = await client.complete(line);
  const partial = /\S*$/.exec(line)?.[0] ?? '';
  const words = found.filter(({ word }) => !word.startsWith('<')).map(({ word }) => `${word} `);
  return [words, partial];
}

/** `?` shows what may follow and leaves the line as it was; inside quotes it is a character. */
function helpOnQuestionMark(
  lines: Interface,
  client: ControlClient,
  { input, output }: Terminal,
): void {
  input.on('keypress', (char: string | undefined) => {
    const before = lines.line.slice(0, lines.cursor - 1);
    if (char !== '?' || splitWords(before).unclosed) return;
    // Readline has put it into the line already.
    lines.write(null, { name: 'backspace' });
    void client.complete(before).then((found) => {
      output.write(`\n${helpText(found)}\n`);
      lines.prompt(true);
    });
  });
}

function helpText(found: readonly Candidate[]): string {
  if (found.length === 0) return '  <enter>';
  const width = Math.max(...found.map(({ word }) => word.length));
  return found.map(({ word, help }) => `  ${word.padEnd(width)}  ${help}`).join('\n');
}
