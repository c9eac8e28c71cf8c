/**
 * The door of the composition root: runs a gateway in a data directory until it is told to stop.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from './domain/refusal.ts';
import { createGateway, type Gateway } from './gateway/create-gateway.ts';
import { soundFiles } from './gateway/ports/sound-files.ts';
import { realWorld } from './gateway/real-world.ts';
import { traced } from './gateway/watch/trace-tap.ts';
import type { World } from './gateway/world.ts';
import { allCommands } from './management/cli/all-commands.ts';
import { listenForControl } from './management/cli/control-server.ts';
import { runScript } from './management/cli/script-runner.ts';
import { createSession } from './management/cli/session.ts';
import type { Commands } from './management/commands.ts';
import type { EventLog } from './management/events.ts';
import { TraceRing } from './management/traces.ts';
import type { View } from './management/view.ts';
import { realClock, wallClock } from './runtime/clock.ts';
import { createLog, type Log } from './runtime/log.ts';
import { Stops } from './runtime/stops.ts';
import { version } from './runtime/version.ts';
import { letYoungSpaceGrow } from './runtime/young-space.ts';
import { openStore } from './store/open-store.ts';
import { readProfileFiles } from './store/profile-files.ts';

export interface RunOptions {
  readonly directory: string;
  /** A file of commands, applied when the store is empty. */
  readonly script: string | undefined;
}

/** Runs until SIGTERM or SIGINT; resolves with the exit code. */
export async function run({ directory, script }: RunOptions): Promise<number> {
  const log = createLog(process.env['OFFHOOK_LOG'] ?? 'info');
  try {
    return await runIn(directory, script, log);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.error({ code: error.code }, error.message);
    console.error(`${error.code}: ${error.message}`);
    return 1;
  }
}

/** Starts anew for as long as a management server asks for a reboot. */
async function runIn(directory: string, script: string | undefined, log: Log): Promise<number> {
  const stops = new Stops(realClock, () => {
    log.error({ code: 'E-STOP-LATE' }, 'the stop does not come to its end; the process ends');
    process.exit(1);
  });
  for (;;) {
    const why = await runOnce(directory, script, log, stops);
    stops.ended();
    if (why !== 'reboot') return 0;
    log.info({}, 'starting again');
  }
}

async function runOnce(
  directory: string,
  script: string | undefined,
  log: Log,
  stops: Stops,
): Promise<string> {
  const store = await openStore(directory, {
    clock: realClock,
    credentialsDirectory: process.env['CREDENTIALS_DIRECTORY'],
    onFault: (message) => log.error({}, message),
  });
  try {
    const traces = new TraceRing(wallClock);
    const files = {
      profileFiles: () => readProfileFiles(directory),
      sounds: soundFiles(join(directory, 'sounds')),
    };
    const world = traced({ ...realWorld(store, log), ...files }, traces);
    const gateway = await createGateway(world, {
      version,
      prepare: script === undefined ? undefined : scriptRunner(script, log),
    });
    try {
      return await showUntilStopped({ world, gateway, traces, directory, stops });
    } catch (error) {
      // What shows it could not be started: nobody could ever stop it.
      await gateway.stop();
      throw error;
    }
  } finally {
    await store.close();
  }
}

interface Shown {
  readonly world: World;
  readonly gateway: Gateway;
  readonly traces: TraceRing;
  readonly directory: string;
  readonly stops: Stops;
}

/** Resolves with why it was stopped; the faces see the calls out. */
async function showUntilStopped(shown: Shown): Promise<string> {
  const { world, gateway, traces, directory, stops } = shown;
  const { log } = world;
  await using open = new AsyncDisposableStack();
  const reboot = async () => stops.ask('reboot');
  // Loaded while the lines are registering already.
  const { startFaces } = await import('./gateway/faces.ts');
  const faces = await startFaces({ world, gateway, reboot, traces });
  open.defer(() => faces.stop());
  const { commands, events } = gateway;
  const session = sessionOf({ commands, events, view: faces.view }, 'socket', log);
  const control = await listenForControl(join(directory, 'control.sock'), session);
  open.defer(() => control.close());
  letYoungSpaceGrow();
  log.info({ directory, version }, 'ready');
  const why = await stops.next();
  log.info({ why }, 'stopping');
  stops.begun(gateway.stopMs());
  await gateway.stop();
  return why;
}

function scriptRunner(path: string, log: Log) {
  return async (commands: Commands, view: View) => {
    const session = sessionOf({ commands, view, events: silence }, 'config-file', log);
    await runScript(session, readScript(path));
  };
}

function readScript(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Refusal('E-FILE', `cannot read "${path}"`);
  }
}

/** Nothing has happened before the gateway runs. */
const silence: EventLog = {
  report: () => undefined,
  query: async () => [],
  subscribe: () => () => undefined,
};

function sessionOf(
  { view, commands, events }: Pick<Gateway, 'view' | 'commands' | 'events'>,
  face: string,
  log: Log,
) {
  return createSession({
    grammar: allCommands,
    view,
    commands,
    events,
    author: { face: 'cli', name: face },
    onFault: (error) => log.error({ error }, 'a command failed'),
  });
}
