/** The edge of the process: arguments and exit codes; the rest is loaded when it is needed. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { holdYoungSpace } from './runtime/young-space.ts';

const usage = `usage: offhook run [--data DIR] [--config FILE]
       offhook exec "<command>" [--json] [--data DIR]
       offhook console [--data DIR]
       offhook incident <line|call> [--out FILE] [--data DIR]
       offhook replay <incident.zip> [--json]
       offhook completion bash
"offhook exec help" lists the commands.`;

/** Runs what the words ask for; resolves with the exit code. */
async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: process.env['OFFHOOK_DATA'] ?? 'data' },
      config: { type: 'string' },
      out: { type: 'string' },
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
    case 'incident':
      return await incident(socket, rest, values.out);
    case 'replay':
      return await replay(rest, values.json);
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

async function incident(
  socket: string,
  [name]: readonly string[],
  out: string | undefined,
): Promise<number> {
  if (name === undefined) throw new Error(usage);
  const { connectControl } = await import('./management/cli/control-client.ts');
  const { fetchIncident } = await import('./management/cli/incident-client.ts');
  const client = connectControl(socket);
  try {
    console.log(await fetchIncident(client, name, out));
    return 0;
  } finally {
    client.close();
  }
}

/** 1 when a chart decided otherwise than was recorded. */
async function replay([path]: readonly string[], json: boolean): Promise<number> {
  if (path === undefined) throw new Error(usage);
  const { replayFile } = await import('./replay/replay-command.ts');
  const { version } = await import('./runtime/version.ts');
  const replayed = replayFile(path, version);
  console.log(json ? JSON.stringify(replayed.json) : replayed.text);
  return replayed.json.isSame ? 0 : 1;
}

/** What went wrong, with the code of a refusal before it. */
function complaint(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('E-')
    ? `${error.code}: ${error.message}`
    : error.message;
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
  console.error(complaint(error));
  process.exitCode = 1;
}
