/** Daemons that do not answer, come back, are full, or have forgotten a call. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEvent, MediaEvent } from '../../../src/media/media.ts';
import { type StartedEngine, startChoice, told } from '../conformance/engines.ts';
import { startPair } from '../start-media.ts';
import { startFakeDaemon, taken } from './fake-daemon.ts';

/** The first event of that type from some number on; several may come at once. */
async function eventOf(
  { events, nextEvent }: StartedEngine,
  type: (MediaEvent | EngineEvent)['type'],
  from = 0,
): Promise<MediaEvent | EngineEvent> {
  for (;;) {
    const found = events.slice(from).find((event) => event.type === type);
    if (found) return found;
    await nextEvent();
  }
}

function nameOf({ place }: { readonly place: { readonly port: number } }): string {
  return `rtpengine 127.0.0.1:${place.port}`;
}

test('a command that is not answered is repeated under the same cookie', async (t) => {
  const daemon = await startFakeDaemon(t);
  const { media } = startChoice(t, { daemons: [daemon.place] });
  const { caller } = await startPair(t);
  let heard = 0;
  daemon.answer = (command) => {
    heard += 1;
    return heard < 3 ? undefined : taken(command);
  };
  assert.match((await told(media, 'a', 'offer', caller.describe())).toString(), /^m=audio 4000 /m);
  const cookies = daemon.asked.map(([cookie]) => cookie);
  assert.equal(cookies.length, 3);
  assert.equal(new Set(cookies).size, 1);
});

test('answers to other questions, and those that cannot be read, are passed over', async (t) => {
  const daemon = await startFakeDaemon(t);
  const { media } = startChoice(t, { daemons: [daemon.place] });
  const { caller } = await startPair(t);
  const lines = ['d3:sdp', `d3:sdp${'9'.repeat(40)}:e`];
  daemon.answer = (command) => lines.shift() ?? taken(command);
  assert.match((await told(media, 'a', 'offer', caller.describe())).toString(), /^m=audio 4000 /m);
});

test('calls go round the daemons that answer, and each stays with its own', async (t) => {
  const daemons = [await startFakeDaemon(t), await startFakeDaemon(t)];
  const { media } = startChoice(t, { daemons: daemons.map(({ place }) => place) });
  const { caller, callee } = await startPair(t);
  for (const session of ['one', 'two', 'three', 'four']) {
    await told(media, 'a', 'offer', caller.describe(), session);
    await told(media, 'b', 'answer', callee.describe(), session);
    await told(media, 'b', 'offer', callee.describe(), session);
  }
  for (const { asked } of daemons) {
    const calls = asked.map(([, command]) => JSON.stringify(command['call-id']));
    assert.equal(new Set(calls).size, 2);
    assert.deepEqual(calls.filter((call) => call === calls[0]).length, 3);
  }
});

test('a daemon that falls is told, its calls are named, and new ones go to another', async (t) => {
  const daemons = [await startFakeDaemon(t), await startFakeDaemon(t)];
  const engine = startChoice(t, { daemons: daemons.map(({ place }) => place) });
  const { media } = engine;
  const { caller, callee } = await startPair(t);
  await told(media, 'a', 'offer', caller.describe(), 'old');
  await told(media, 'b', 'answer', callee.describe(), 'old');
  const [its, other] = daemons[0]?.asked.length ? daemons : daemons.toReversed();
  assert.ok(its && other);
  its.fall();
  const fault = await eventOf(engine, 'fault');
  assert.deepEqual(fault, {
    type: 'fault',
    session: 'old',
    reason: `${nameOf(its)} does not answer`,
  });
  assert.ok(engine.events.some((event) => event.type === 'engine' && event.engine === nameOf(its)));
  const before = other.asked.length;
  for (const session of ['one', 'two']) await told(media, 'a', 'offer', caller.describe(), session);
  assert.ok(other.asked.length >= before + 2);
  await assert.rejects(told(media, 'a', 'offer', caller.describe(), 'old'), {
    code: 'E-MEDIA-ENGINE',
  });
  const seen = engine.events.length;
  its.rise();
  assert.deepEqual(await eventOf(engine, 'engine', seen), {
    type: 'engine',
    engine: nameOf(its),
    isUp: true,
  });
});

test('where no daemon answers a new call is refused, and the cause names them', async (t) => {
  const daemon = await startFakeDaemon(t);
  const { media } = startChoice(t, { daemons: [daemon.place] });
  const { caller } = await startPair(t);
  daemon.fall();
  await assert.rejects(told(media, 'a', 'offer', caller.describe()), {
    code: 'E-MEDIA-ENGINE',
    message: new RegExp(`127\\.0\\.0\\.1:${daemon.place.port}`),
  });
});

test('a daemon that is full is passed over; when all are, that is what is said', async (t) => {
  const [full, free] = [await startFakeDaemon(t), await startFakeDaemon(t)];
  const { media } = startChoice(t, { daemons: [full.place, free.place] });
  const { caller } = await startPair(t);
  full.answer = () => ({ result: 'load limit', message: 'Load limit exceeded' });
  for (const session of ['one', 'two']) await told(media, 'a', 'offer', caller.describe(), session);
  assert.equal(free.asked.length, 2);
  free.answer = () => ({ result: 'error', 'error-reason': 'Ran out of ports' });
  await assert.rejects(told(media, 'a', 'offer', caller.describe(), 'three'), {
    code: 'E-MEDIA-EXHAUSTED',
  });
});

test('what a daemon cannot make of a description is told in its words', async (t) => {
  const daemon = await startFakeDaemon(t);
  const { media } = startChoice(t, { daemons: [daemon.place] });
  const { caller } = await startPair(t);
  daemon.answer = () => ({ result: 'error', 'error-reason': 'Failed to parse SDP' });
  await assert.rejects(told(media, 'a', 'offer', caller.describe()), {
    code: 'E-SDP-UNACCEPTABLE',
    message: /Failed to parse SDP/,
  });
});

test('a call that its daemon has forgotten is named once', async (t) => {
  const daemon = await startFakeDaemon(t);
  const engine = startChoice(t, { daemons: [daemon.place] });
  const { caller, callee } = await startPair(t);
  await told(engine.media, 'a', 'offer', caller.describe());
  await told(engine.media, 'b', 'answer', callee.describe());
  daemon.answer = () => ({ result: 'error', 'error-reason': 'Unknown call-id' });
  const reason = `${nameOf(daemon)} has lost the call`;
  assert.deepEqual(await eventOf(engine, 'fault'), { type: 'fault', session: 'call', reason });
});

test('calls stay where they began when another engine is configured', async (t) => {
  const daemon = await startFakeDaemon(t);
  const { media } = startChoice(t, { daemons: [daemon.place] });
  const { caller, callee } = await startPair(t);
  await told(media, 'a', 'offer', caller.describe(), 'old');
  media.reconfigure({
    addresses: { lan: side, wan: side },
    portRange: { low: 5000, high: 5099 },
    daemons: [],
  });
  await told(media, 'b', 'answer', callee.describe(), 'old');
  assert.equal(daemon.asked.length, 2);
  const inside = await told(media, 'a', 'offer', caller.describe(), 'new');
  assert.equal(daemon.asked.length, 2);
  assert.doesNotMatch(inside.toString(), /^m=audio 4000 /m);
  media.close('old');
  media.close('new');
  assert.equal(media.count(), 0);
  while (daemon.asked.at(-1)?.[1]['command'] !== 'delete') await new Promise(setImmediate);
});

const side = { bind: '127.0.0.1', advertise: '127.0.0.1' };
