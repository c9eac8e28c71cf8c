/** What every engine tells of a call that is not heard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, engines, exchange, talk } from './engines.ts';

for (const { name, skip, start } of engines) {
  test(`${name}: the silence of a leg that should speak is told`, { skip }, async (t) => {
    const { media, nextEvent } = await start(t, { inactivityMs: 2000 });
    const { callee } = await connect(t, media);
    talk(t, callee);
    for (;;) {
      const event = await nextEvent();
      if (event.type !== 'inactive') continue;
      assert.equal(event.leg, 'a');
      assert.ok(event.silentMs >= 2000 && event.silentMs < 5000, String(event.silentMs));
      break;
    }
  });

  test(`${name}: a leg that is held is not called silent`, { skip }, async (t) => {
    const { media, events, nextEvent } = await start(t, { inactivityMs: 2000 });
    const { caller, callee } = await connect(t, media);
    await exchange(media, { caller, callee }, ['a=sendonly']);
    talk(t, caller);
    // The silence of another call says when this one would have been told.
    await connect(t, media, 'other');
    await nextEvent();
    assert.ok(events.every((event) => 'session' in event && event.session === 'other'));
  });

  test(`${name}: audio that passes one way only is told within three seconds, and when it is over`, {
    skip,
  }, async (t) => {
    const { media, nextEvent } = await start(t);
    const { caller, callee } = await connect(t, media);
    talk(t, caller);
    const began = performance.now();
    assert.deepEqual(await nextEvent(), { type: 'oneWay', session: 'call', silent: 'b' });
    const tookMs = performance.now() - began;
    // A second more for a machine that is busy with other tests.
    assert.ok(tookMs < 4000, String(tookMs));
    talk(t, callee);
    assert.deepEqual(await nextEvent(), { type: 'bothWays', session: 'call' });
  });
}
