/** The edge of the process: arguments, signals, exit codes. Everything else is loaded when it is needed. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `usage: offhook run [--data DIR] [--config FILE]
       offhook exec "<command>" [--json] [--data DIR]
       offhook console [--data DIR]`;

const versionMin = 24;

/** Runs what the words ask for; resolves with the exit code. */
async function main(words: readonly string[]): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < versionMin) {
    console.error(`offhook needs Node ${versionMin} or newer; this is ${process.version}`);
    return 1;
  }
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
  if (values.help || act === undefined) {
    console.log(usage);
    return values.help ? 0 : 1;
  }
  if (act === 'exec') return await execute(socket, rest.join(' '), values.json);
  if (act === 'console') {
    const { runConsole } = await import('./management/cli/console.ts');
    return await runConsole(socket, process.stdin, process.stdout);
  }
  if (act === 'run') {
    const { run } = await import('./gateway.ts');
    return await run({ directory: values.data, script: values.config });
  }
  console.error(usage);
  return 1;
}

async function execute(socket: string, line: string, json: boolean): Promise<number> {
  const { connectControl } = await import('./management/cli/control-client.ts');
  const client = connectControl(socket);
  const outcome = await client.execute(line);
  client.close();
  if (outcome.ok) {
    const { text, json: value } = outcome.answer;
    if (json) console.log(JSON.stringify(value));
    else if (text !== '') console.log(text);
    return 0;
  }
  const { code, message } = outcome.error;
  if (json) console.log(JSON.stringify({ error: { code, message } }));
  else console.error(`${code}: ${message}`);
  return 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
