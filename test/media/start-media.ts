/** The engine with its real child, on loopback, and everything it has told. */
import type { TestContext } from 'node:test';
import { type BuiltInMedia, createMedia } from '../../src/media/create-media.ts';
import type { MediaEvent } from '../../src/media/media.ts';
import type { MediaOptions } from '../../src/media/media-options.ts';
import { realClock } from '../../src/runtime/clock.ts';
import { type FakePhone, startPhone } from './fake-phone.ts';
import { startTold } from './told.ts';

export const loopback = {
  lan: { bind: '127.0.0.1', advertise: '127.0.0.1' },
  wan: { bind: '127.0.0.1', advertise: '127.0.0.1' },
};

export interface Started {
  readonly media: BuiltInMedia;
  readonly events: MediaEvent[];
  readonly nextEvent: () => Promise<MediaEvent>;
}

/**
 * Test files run side by side, so each process takes a range of its own, below the ephemeral ports.
 */
export function startRange(): { low: number; high: number } {
  const low = 6000 + (process.pid % 50) * 200;
  return { low, high: low + 199 };
}

export function startMedia(context: TestContext, options: Partial<MediaOptions> = {}): Started {
  const { onEvent, ...told } = startTold<MediaEvent>();
  const media = createMedia({
    addresses: loopback,
    portRange: startRange(),
    clock: realClock,
    onEvent,
    ...options,
  });
  context.after(() => media.stop());
  return { media, ...told };
}

export interface Call {
  readonly caller: FakePhone;
  readonly callee: FakePhone;
}

export async function startPair(context: TestContext): Promise<Call> {
  const [caller, callee] = [await startPhone(), await startPhone()];
  context.after(() => {
    caller.close();
    callee.close();
  });
  return { caller, callee };
}

/** A phone on the inside has called one outside: offered and answered. */
export async function connect(
  context: TestContext,
  media: BuiltInMedia,
  session = 'call',
): Promise<Call> {
  const { caller, callee } = await startPair(context);
  callee.hear(await media.relay(session, 'a', 'lan', 'wan', caller.describe()));
  caller.hear(await media.relay(session, 'b', 'wan', 'lan', callee.describe()));
  // Its answer says that the child has heard all that was said before.
  await media.stats(session);
  return { caller, callee };
}

export function range(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}
