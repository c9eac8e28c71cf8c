/** A gateway in the shadow world, driven by hand: what a live drill does to it. */
import type { Configuration } from '../../src/domain/configuration.ts';
import { createGateway, type Gateway } from '../../src/gateway/create-gateway.ts';
import { createShadowWorld, type ShadowWorld } from '../../src/gateway/drills/shadow-world.ts';
import type { LoggedEvent } from '../../src/management/events.ts';
import { nextTurn } from '../../src/runtime/turn.ts';
import type { Flow, Target, TransportEvents } from '../../src/sip/flow.ts';

export interface Sent {
  readonly atMs: number;
  readonly to: string;
  readonly text: string;
}

export interface LiveWorld {
  readonly gateway: Gateway;
  readonly shadow: ShadowWorld;
  readonly events: LoggedEvent[];
  /** What has left for servers, in order. */
  readonly sent: Sent[];
  /** Moves time, one event after the other. */
  run(forMs: number, isOver?: () => boolean): Promise<void>;
  /** Runs what a promise waits for. */
  settled<T>(promise: Promise<T>): Promise<T>;
  /** A message of a server arrives. */
  receive(text: string, from: Pick<Flow, 'address' | 'port'>): void;
}

function sentTo(
  atMs: number,
  bytes: Buffer,
  { address, port }: Pick<Target, 'address' | 'port'>,
): Sent {
  return { atMs, to: `${address}:${port}`, text: bytes.toString() };
}

export const startMs = Date.UTC(2026, 0, 1);

export async function startLiveWorld(configuration: Configuration): Promise<LiveWorld> {
  const shadow = createShadowWorld(configuration, startMs);
  const events: LoggedEvent[] = [];
  const sent: Sent[] = [];
  const hearing: TransportEvents[] = [];
  const { clock, world } = shadow;
  const gateway = await createGateway(
    {
      ...world,
      async openTransport(settings, ears) {
        hearing.push(ears);
        const transport = await world.openTransport(settings, ears);
        return {
          ...transport,
          send(bytes, target, side) {
            sent.push(sentTo(clock.now(), bytes, target));
            transport.send(bytes, target, side);
          },
          reply(bytes, flow) {
            sent.push(sentTo(clock.now(), bytes, flow));
            transport.reply(bytes, flow);
          },
        };
      },
    },
    {
      version: 'test',
      prepare: async (commands) => {
        await commands.submit(() => configuration, { face: 'test', name: 'start' }, 'start');
      },
    },
  );
  gateway.events.subscribe((event) => events.push(event));
  const run = async (forMs: number, isOver = () => false) => {
    const untilMs = clock.now() + forMs;
    do await nextTurn();
    while (!isOver() && clock.step(untilMs));
  };
  return {
    gateway,
    shadow,
    events,
    sent,
    run,
    async settled(promise) {
      let isSettled = false;
      void promise.then(
        () => (isSettled = true),
        () => (isSettled = true),
      );
      await run(10_000_000, () => isSettled);
      return await promise;
    },
    receive: (text, from) =>
      hearing.at(-1)?.received(Buffer.from(text), {
        side: 'wan',
        transport: 'udp',
        ...from,
        connectionId: undefined,
      }),
  };
}
