/** Both engines behind one door, so that the same sentences are asked of them. */
import type { TestContext } from 'node:test';
import { type ChoiceOptions, EngineChoice } from '../../../src/media/engine-choice.ts';
import type { EngineEvent, Half, Leg, MediaEvent } from '../../../src/media/media.ts';
import { realClock } from '../../../src/runtime/clock.ts';
import type { FakePhone } from '../fake-phone.ts';
import { rtpengine, startRtpengine } from '../rtpengine.ts';
import { type Call, loopback, startPair, startRange } from '../start-media.ts';
import { startTold } from '../told.ts';

type Options = Partial<Omit<ChoiceOptions, 'daemons'>>;

export interface StartedEngine {
  readonly media: EngineChoice;
  readonly events: (MediaEvent | EngineEvent)[];
  readonly nextEvent: () => Promise<MediaEvent | EngineEvent>;
}

export interface Engine {
  readonly name: string;
  readonly skip: string | false;
  readonly start: (context: TestContext, options?: Options) => Promise<StartedEngine>;
}

export function startChoice(
  context: TestContext,
  options: Options & Pick<ChoiceOptions, 'daemons'>,
): StartedEngine {
  const { onEvent, ...told } = startTold<MediaEvent | EngineEvent>();
  const media = new EngineChoice({
    addresses: loopback,
    portRange: startRange(),
    clock: realClock,
    onEvent,
    ...options,
  });
  context.after(() => media.stop());
  return { media, ...told };
}

export const engines: readonly Engine[] = [
  {
    name: 'builtin',
    skip: false,
    start: (context, options) => Promise.resolve(startChoice(context, { daemons: [], ...options })),
  },
  {
    name: 'rtpengine',
    skip: rtpengine === undefined ? 'rtpengine is not installed' : false,
    async start(context, options) {
      const { place, stop } = await startRtpengine(50);
      context.after(stop);
      return startChoice(context, { daemons: [place], ...options });
    },
  },
];

const sideOf = { a: 'lan', b: 'wan' } as const;

/** What the other leg is told of a description; `a` is inside, `b` outside. */
export async function told(
  media: EngineChoice,
  from: Leg,
  half: Half,
  sdp: Buffer,
  session = 'call',
): Promise<Buffer> {
  const to = from === 'a' ? 'b' : 'a';
  return media.relay(session, from, sideOf[from], sideOf[to], sdp, half);
}

/** A phone on the inside has called one outside: offered and answered. */
export async function connect(
  context: TestContext,
  media: EngineChoice,
  session = 'call',
): Promise<Call> {
  const pair = await startPair(context);
  await exchange(media, pair, undefined, session);
  return pair;
}

/** An offer of the caller and its answer. */
export async function exchange(
  media: EngineChoice,
  { caller, callee }: Call,
  more: readonly string[] = ['a=sendrecv'],
  session = 'call',
): Promise<void> {
  callee.hear(await told(media, 'a', 'offer', caller.describe(more), session));
  caller.hear(await told(media, 'b', 'answer', callee.describe(), session));
  // Its answer says that all that was said before has been heard.
  await media.stats(session);
}

/** Both speak every 20 ms until the test ends or `stop` is called. */
export function talk(context: TestContext, ...phones: readonly FakePhone[]): () => void {
  let sequence = 1000;
  const timer = setInterval(() => {
    sequence += 1;
    for (const phone of phones) phone.speak([sequence], { ssrc: phone.port });
  }, 20);
  const stop = () => clearInterval(timer);
  context.after(stop);
  return stop;
}
