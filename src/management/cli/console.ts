/** The interactive console: history, TAB completion and `?` over the control socket. */
import { createInterface, type Interface } from 'node:readline';
import type { Candidate } from './complete.ts';
import { type ControlClient, connectControl } from './control-client.ts';
import { isCommandLine } from './words.ts';

const prompt = 'offhook> ';

/** Runs until end of input, `exit` or `quit`. Resolves with the exit code. */
export async function runConsole(
  path: string,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<number> {
  const client = connectControl(path);
  const first = await client.execute('system status');
  if (!first.ok && first.error.code === 'E-NOT-RUNNING') {
    output.write(`${first.error.code}: ${first.error.message}\n`);
    return 1;
  }
  const lines = createInterface({
    input,
    output,
    prompt,
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      void complete(client, line).then((result) => done(null, result));
    },
  });
  if (input.isTTY) helpOnQuestionMark(lines, client, input, output);
  lines.prompt();
  for await (const line of lines) {
    if (/^\s*(exit|quit)\s*$/i.test(line)) break;
    if (isCommandLine(line)) await run(client, line, output);
    lines.prompt();
  }
  lines.close();
  client.close();
  return 0;
}

async function run(client: ControlClient, line: string, output: NodeJS.WriteStream): Promise<void> {
  const outcome = await client.execute(line);
  if (outcome.ok) {
    if (outcome.answer.text !== '') output.write(`${outcome.answer.text}\n`);
  } else {
    output.write(`${outcome.error.code}: ${outcome.error.message}\n`);
  }
}

async function complete(client: ControlClient, line: string): Promise<[string[], string]> {
  const found = await client.complete(line);
  const partial = /\S*$/.exec(line)?.[0] ?? '';
  const words = found.filter(({ word }) => !word.startsWith('<')).map(({ word }) => `${word} `);
  return [words, partial];
}

/** `?` shows what may follow and leaves the line as it was, as on the gateways people know. */
function helpOnQuestionMark(
  lines: Interface,
  client: ControlClient,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): void {
  input.on('keypress', (char: string | undefined) => {
    if (char !== '?') return;
    const line = lines.line.replace(/\?$/, '');
    void client.complete(line).then((found) => {
      output.write(`\n${helpText(found)}\n`);
      lines.write(null, { ctrl: true, name: 'u' });
      lines.prompt();
      lines.write(line);
    });
  });
}

function helpText(found: readonly Candidate[]): string {
  if (found.length === 0) return '  <enter>';
  const width = Math.max(...found.map(({ word }) => word.length));
  return found.map(({ word, help }) => `  ${word.padEnd(width)}  ${help}`).join('\n');
}
