/** A real gateway inside the bench's own process, so that only its own work is counted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type Gateway } from '../../src/gateway/create-gateway.ts';
import { realWorld } from '../../src/gateway/real-world.ts';
import { allCommands } from '../../src/management/cli/all-commands.ts';
import { runScript } from '../../src/management/cli/script-runner.ts';
import { createSession } from '../../src/management/cli/session.ts';
import type { Commands } from '../../src/management/commands.ts';
import type { View } from '../../src/management/view.ts';
import { realClock } from '../../src/runtime/clock.ts';
import { createLog } from '../../src/runtime/log.ts';
import type { Clock } from '../../src/sip/clock.ts';
import { openStore } from '../../src/store/open-store.ts';

export interface InProcess {
  readonly gateway: Gateway;
  /** Runs more commands on it, as its operator would. */
  readonly run: (script: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Time that goes faster: a line's rounds, a second apart, would leave the processor idle. */
function clockOf(speed: number): Clock {
  return {
    now: () => realClock.now() * speed,
    setTimeout: (fire, delayMs) => realClock.setTimeout(fire, delayMs / speed),
    clearTimeout: (id) => realClock.clearTimeout(id),
  };
}

async function runCommands(commands: Commands, view: View, script: readonly string[]) {
  const session = createSession({
    grammar: allCommands,
    view,
    commands,
    events: { report: () => {}, query: async () => [], subscribe: () => () => {} },
    author: { face: 'bench', name: 'bench' },
    onFault: (error) => console.error(error),
  });
  await runScript(session, script.join('\n'));
}

export async function startInProcess(script: readonly string[], speed = 1): Promise<InProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-bench-'));
  const log = createLog('fatal');
  const store = await openStore(directory, { clock: realClock });
  const world = { ...realWorld(store, log), clock: clockOf(speed) };
  const gateway = await createGateway(world, {
    version: 'bench',
    prepare: (commands, view) => runCommands(commands, view, script),
  });
  return {
    gateway,
    run: (more) => runCommands(gateway.commands, gateway.view, more),
    async stop() {
      await gateway.stop();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** CPU seconds of this process, all its threads. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
