/**
 * The real gateway in a process of its own, driven as an operator would: over its control socket.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectControl } from '../../src/management/cli/control-client.ts';
import type { Outcome } from '../../src/management/cli/session.ts';
import { type Child, startChild } from './child.ts';
import { freePort, mediaPorts } from './ports.ts';

const launcher = fileURLToPath(new URL('../../bin/offhook', import.meta.url));

/** The shape of an answer is what each test asserts. */
type Json = any; // oxlint-disable-line typescript/no-explicit-any

export interface RunningGateway {
  readonly child: Child;
  readonly directory: string;
  readonly lanPort: number;
  readonly wanPort: number;
  /** Runs a command that must succeed; resolves with its JSON. */
  exec(line: string): Promise<Json>;
  /** Runs a command and resolves with whatever came of it. */
  tryExec(line: string): Promise<Outcome>;
  /** Asks again until the answer satisfies; fails after the time. */
  until(line: string, satisfied: (json: Json) => boolean, timeoutMs?: number): Promise<Json>;
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface GatewayOptions {
  /** A build instead of the sources. */
  readonly main?: string;
  readonly directory?: string;
  readonly script?: readonly string[];
  readonly lanPort?: number;
  readonly wanPort?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** What the program is started by, with its arguments: `ip netns exec …`. */
  readonly under?: readonly string[];
}

/** Starts a gateway with its own directory and ports and waits until it is ready. */
export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'offhook-test-'));
  const lanPort = options.lanPort ?? (await freePort());
  const wanPort = options.wanPort ?? (await freePort());
  const script = join(directory, 'first.script');
  writeFileSync(
    script,
    [
      // Gateways side by side cannot share ports; the script may say otherwise.
      'web set listen off',
      `voip sip protocol set rtp-port-range ${await mediaPorts()}`,
      `voip sip interface set lan address 127.0.0.1 port ${lanPort}`,
      `voip sip interface set wan address 127.0.0.1 port ${wanPort}`,
      ...(options.script ?? []),
    ].join('\n'),
  );
  const [program, ...args] = [...(options.under ?? []), process.execPath];
  const child = startChild(
    program,
    [...args, options.main ?? launcher, 'run', '--data', directory, '--config', script],
    options.env ? { env: options.env } : {},
  );
  const socket = join(directory, 'control.sock');

  async function tryExec(line: string): Promise<Outcome> {
    const client = connectControl(socket);
    try {
      return await client.execute(line);
    } finally {
      client.close();
    }
  }

  async function exec(line: string): Promise<Json> {
    const outcome = await tryExec(line);
    assert.ok(
      outcome.ok,
      `${line}: ${outcome.ok ? '' : `${outcome.error.code} ${outcome.error.message}`}\n${child.output().slice(-2000)}`,
    );
    return outcome.answer.json;
  }

  async function until(
    line: string,
    satisfied: (json: Json) => boolean,
    timeoutMs = 20_000,
  ): Promise<Json> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const outcome = await tryExec(line);
      if (outcome.ok && satisfied(outcome.answer.json)) return outcome.answer.json;
      if (Date.now() > end || child.process.exitCode !== null) {
        assert.fail(
          `${line} never satisfied; last: ${JSON.stringify(outcome)}\n${child.output().slice(-3000)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  try {
    await until('system status', () => true, 20_000);
  } catch (error) {
    await child.stop('SIGKILL');
    throw error;
  }
  return {
    child,
    directory,
    lanPort,
    wanPort,
    exec,
    tryExec,
    until,
    async stop(signal = 'SIGTERM') {
      await child.stop(signal);
      const code = await child.ended();
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}
