/** A real gateway inside the bench's own process, so that only its own work is counted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type Gateway } from '../../src/gateway/create-gateway.ts';
import { realWorld } from '../../src/gateway/real-world.ts';
import { allCommands } from '../../src/management/cli/all-commands.ts';
import { runScript } from '../../src/management/cli/script-runner.ts';
import { createSession } from '../../src/management/cli/session.ts';
import { realClock } from '../../src/runtime/clock.ts';
import { createLog } from '../../src/runtime/log.ts';
import { openStore } from '../../src/store/open-store.ts';

export interface InProcess {
  readonly gateway: Gateway;
  /** The directory can be opened again: a second start finds the configuration there. */
  readonly directory: string;
  readonly stop: () => Promise<void>;
}

export async function startInProcess(
  script: readonly string[],
  directory = mkdtempSync(join(tmpdir(), 'offhook-bench-')),
): Promise<InProcess> {
  const log = createLog('fatal');
  const store = await openStore(directory, { clock: realClock });
  const gateway = await createGateway(realWorld(store, log), {
    version: 'bench',
    prepare: async (commands, view) => {
      const session = createSession({
        grammar: allCommands,
        view,
        commands,
        events: { report: () => {}, query: async () => [], subscribe: () => () => {} },
        author: { face: 'bench', name: 'bench' },
        onFault: (error) => console.error(error),
      });
      await runScript(session, script.join('\n'));
    },
  });
  return {
    gateway,
    directory,
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
