/** The edge of the process: arguments and exit codes; the rest is loaded when it is needed. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepCompiled } from './runtime/compile-cache.ts';
import { holdYoungSpace } from './runtime/young-space.ts';

const usage = `usage: offhook run [--data DIR] [--config FILE]
       offhook exec "<command>" [--json] [--data DIR]
       offhook console [--data DIR]
       offhook completion bash
"offhook exec help" lists the commands.`;

keepCompiled();

/** Runs what the words ask for; resolves with the exit code. */
async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: process.env['OFFHOOK_DATA'] ?? 'data' },
      config: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [act, ...rest] = positionals;
  const socket = join(values.data, 'control.sock');
  if (values.help) {
    console.log(usage);
    return 0;
  }
  switch (act) {
    case 'exec':
      return await execute(socket, rest, values.json);
    case 'console': {
      const { runConsole } = await import('./management/cli/console.ts');
      return await runConsole(socket, { input: process.stdin, output: process.stdout });
    }
    case 'run': {
      holdYoungSpace();
      const { run } = await import('./gateway.ts');
      return await run({ directory: values.data, script: values.config });
    }
    case 'completion':
    case 'complete':
      return await completion(socket, rest);
    default:
      console.error(usage);
      return 1;
  }
}

/** One argument is a whole command; several are its words, as the shell has cut them. */
async function lineOf(words: readonly string[]): Promise<string> {
  const [line = '', second] = words;
  if (second === undefined) return line;
  const { commandLine } = await import('./domain/command-line.ts');
  return commandLine(words);
}

async function execute(socket: string, words: readonly string[], json: boolean): Promise<number> {
  const { connectControl } = await import('./management/cli/control-client.ts');
  const { readAsked, replyTo } = await import('./management/cli/reply.ts');
  const { line, isJson } = readAsked(await lineOf(words));
  const client = connectControl(socket);
  const outcome = await client.execute(line);
  client.close();
  const reply = replyTo(outcome, json || isJson);
  if (!outcome.ok && !json && !isJson) console.error(reply);
  else if (reply !== '') console.log(reply);
  return outcome.ok ? 0 : 1;
}

/** `completion bash` prints the script; `complete <line>` is what the script asks. */
async function completion(socket: string, [word = '']: readonly string[]): Promise<number> {
  const { bashScript, completeShell } = await import('./management/cli/shell-completion.ts');
  if (word === 'bash') {
    console.log(bashScript);
    return 0;
  }
  const { connectControl } = await import('./management/cli/control-client.ts');
  const client = connectControl(socket);
  const words = await completeShell(word, (line) => client.complete(line));
  client.close();
  if (words.length > 0) console.log(words.join('\n'));
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
