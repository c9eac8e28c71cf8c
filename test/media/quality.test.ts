/** What is told of a call's audio: silence, one way only, what the legs report. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, startMedia } from './start-media.ts';

test('the silence of a leg that should send is told once, and again after it spoke', async (t) => {
  const { media, nextEvent, events } = startMedia(t, { inactivityMs: 300 });
  const { caller, callee } = await connect(t, media);
  const speaking = setInterval(() => callee.speak([1]), 50);
  t.after(() => clearInterval(speaking));
  const first = await nextEvent();
  assert.ok(first.type === 'inactive' && first.leg === 'a' && first.session === 'call');
  assert.ok(first.silentMs >= 300 && first.silentMs < 2000, String(first.silentMs));
  caller.speak([1]);
  await callee.heardPackets(1);
  await nextEvent();
  assert.equal(events.length, 2);
});

test('a held leg is not called silent', async (t) => {
  const { media, nextEvent } = startMedia(t, { inactivityMs: 300 });
  const { caller, callee } = await connect(t, media);
  await media.relay('call', 'a', 'lan', 'wan', caller.describe(['a=inactive']));
  await media.relay('call', 'b', 'wan', 'lan', callee.describe(['a=inactive']));
  await connect(t, media, 'other');
  const event = await nextEvent();
  assert.ok(event.type === 'inactive' && event.session === 'other');
});

test('audio that passes one way only is told within three seconds, and when it passes again', async (t) => {
  const { media, nextEvent } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  let sequence = 0;
  let mayAnswer = false;
  const speaking = setInterval(() => {
    sequence += 1;
    caller.speak([sequence]);
    if (mayAnswer) callee.speak([sequence]);
  }, 50);
  t.after(() => clearInterval(speaking));
  const began = performance.now();
  assert.deepEqual(await nextEvent(), { type: 'oneWay', session: 'call', silent: 'b' });
  assert.ok(performance.now() - began < 3000);
  mayAnswer = true;
  assert.deepEqual(await nextEvent(), { type: 'bothWays', session: 'call' });
});

test('what the legs report is read in passing: loss, jitter, round trip, opinion', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  callee.speak([1, 2]);
  await caller.heardPackets(2);
  callee.sendRtcp(Buffer.from('80c80006000000aa00001111222200000000000000000000000000ff', 'hex'));
  while (caller.heardRtcp.length === 0) await new Promise(setImmediate);
  const report = '81c90007000000bb000000aa4000000500001000000000501111222200000000';
  caller.sendRtcp(Buffer.from(report, 'hex'));
  while (callee.heardRtcp.length === 0) await new Promise(setImmediate);
  const stats = await media.stats('call');
  assert.equal(stats?.a.reported?.lost, 5);
  assert.ok((stats?.a.reported?.roundTripMs ?? -1) >= 0);
  assert.ok((stats?.b.opinionScore ?? 0) > 4);
});
