/**
 * `npm run demo`: a master dies and comes back, lines and calls go on, on loopback; `-- --once`
 * ends it then.
 */
import { once } from 'node:events';
import { createLiveState } from './live-state.ts';
import { acts } from './play.ts';
import { createProgress, type Progress } from './progress.ts';
import { type DemoWorld, openWorld } from './world.ts';

const isOnce = process.argv.includes('--once');

async function play(world: DemoWorld, progress: Progress): Promise<boolean> {
  for (const act of acts) {
    progress.begin(act.title);
    try {
      progress.end(true, await act.play(world, (text) => progress.say(text)));
    } catch (error) {
      progress.end(false, error instanceof Error ? error.message : String(error));
      return false;
    }
  }
  return true;
}

function invitation({ gateway, page, passwords }: DemoWorld): readonly string[] {
  const exec = `npm run -s offhook -- exec --data ${gateway.directory}`;
  return [
    'The world keeps running until Ctrl-C. Look around:',
    `  ${exec} "voip sip user show alice"`,
    `  ${exec} "voip call log"`,
    `  ${page}  (demo, ${passwords.get('demo')})`,
  ];
}

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

const state = createLiveState();
const progress = createProgress(process.stdout, () => state.lines());
progress.begin('a provider with dead masters, two phones, the gateway');
const world = await openWorld();
progress.end(true, `the gateway runs as process ${world.gateway.child.pid}`);
if (process.stdout.isTTY) state.watch(world.gateway);
try {
  const hasHappened = await Promise.race([
    play(world, progress),
    once(stopped.signal, 'abort').then(() => false),
  ]);
  process.exitCode = hasHappened ? 0 : 1;
  if (hasHappened && !isOnce) {
    progress.rest(invitation(world));
    await once(stopped.signal, 'abort');
  }
} finally {
  state.close();
  progress.close();
  await world.close();
}
