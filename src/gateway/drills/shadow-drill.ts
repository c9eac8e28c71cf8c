/** A drill in the shadow world: hours of it in a moment, and no traffic touched. */
import type { Configuration } from '../../domain/configuration.ts';
import type { DrillOrder } from '../../domain/drill.ts';
import { DrillWatch } from '../../domain/drill-watch.ts';
import type { createGateway, Gateway } from '../create-gateway.ts';
import { createShadowWorld, type ShadowWorld, shadowConfiguration } from './shadow-world.ts';

export interface ShadowDrillOptions {
  readonly create: typeof createGateway;
  readonly configuration: Configuration;
  readonly order: DrillOrder;
  readonly startedAtMs: number;
  /** Lets the real world have a turn. */
  readonly turn: () => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Virtual time for all lines to register at first, and to come back at last. */
const settleMs = 120_000;
const returnMs = 1_800_000;
/** A call is talked for so long. */
const talkMs = 5000;
/** Numbers that a caller might dial: the first that goes to the proxies is. */
const numbers = ['5550100', '0305550100', '00441632960100', '2025550100', '99905550100'];

export async function drillInShadow(options: ShadowDrillOptions): Promise<DrillWatch> {
  const { create, order } = options;
  const configuration = shadowConfiguration(options.configuration);
  const shadow = createShadowWorld(configuration, options.startedAtMs);
  const gateway = await create(shadow.world, {
    version: 'shadow',
    prepare: async (commands) => {
      await commands.submit(() => configuration, { face: 'drill', name: 'shadow' }, 'shadow');
    },
  });
  const run = runner(shadow, options);
  await run(settleMs, () => gateway.view.users().every(isSettled));
  return await drill(gateway, shadow, order, run);
}

/** Until that much time has passed, or it is over earlier. */
type Run = (forMs: number, isOver?: () => boolean) => Promise<void>;

function runner({ clock }: ShadowWorld, { turn, isStopped }: ShadowDrillOptions): Run {
  return async (forMs, isOver = () => false) => {
    const untilMs = clock.now() + forMs;
    for (;;) {
      await turn();
      if (isStopped() || isOver() || !clock.step(untilMs)) return;
    }
  };
}

async function drill(
  gateway: Gateway,
  shadow: ShadowWorld,
  { server, seconds }: DrillOrder,
  run: Run,
): Promise<DrillWatch> {
  const { view, events, commands } = gateway;
  const { clock } = shadow;
  const users = view.users();
  const startedMs = clock.now();
  const watch = new DrillWatch(
    server,
    new Set(users.map(({ name }) => name)),
    new Set(users.filter((user) => user.server === server).map(({ name }) => name)),
    () => clock.now() - startedMs,
  );
  events.subscribe((event) => watch.hear(event));
  shadow.cut(server);
  // As in a live drill: whoever is registered there asks now, not at its next refresh.
  for (const user of users) if (user.server === server) commands.retryRegistration(user.name);
  placeCalls(gateway, shadow, seconds * 1000);
  await run(seconds * 1000);
  shadow.join(server);
  await run(returnMs, () => watch.isRestored() && view.calls().length === 0);
  return watch;
}

function isSettled({ status }: { readonly status: string }): boolean {
  return status === 'up' || status === 'disabled';
}

/** Each line calls once, one after the other, while the server is away. */
function placeCalls({ view, commands }: Gateway, { clock }: ShadowWorld, forMs: number): void {
  const callers = view.users().flatMap(({ ports: [port] }) => (port === undefined ? [] : [port]));
  for (const [at, port] of callers.entries()) {
    const number = numbers.find((one) => view.whatIf(port, one).route === 'proxies');
    if (number === undefined) continue;
    clock.setTimeout(
      () => {
        attempt(() => commands.dial(port, number));
        clock.setTimeout(() => attempt(() => commands.onHook(port)), callMs);
      },
      (forMs * at) / callers.length,
    );
  }
}

/** Dialling, a walk over servers that are silent, ringing, talking. */
const callMs = 60_000 + talkMs;

/** A port that is disabled or busy makes no call. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // The drill counts the calls that were made.
  }
}
