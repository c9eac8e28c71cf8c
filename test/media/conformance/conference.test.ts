/** Two calls of a soft port joined: SIP legs meet in our mixer, whichever engine relays them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EngineChoice } from '../../../src/media/engine-choice.ts';
import { type FakePhone, startPhone } from '../fake-phone.ts';
import { hears, whistle } from '../voices.ts';
import { connect, engines, told } from './engines.ts';

/** A soft port inside has called a phone outside. */
async function callOut(t: TestContext, media: EngineChoice, session: string): Promise<FakePhone> {
  const phone = await startPhone();
  t.after(() => phone.close());
  const offer = media.terminate(session, 'a', 'lan');
  phone.hear(await told(media, 'a', 'offer', offer, session));
  await told(media, 'b', 'answer', phone.describe(), session);
  return phone;
}

/** A phone outside has called a soft port inside. */
async function callIn(t: TestContext, media: EngineChoice, session: string): Promise<FakePhone> {
  const phone = await startPhone();
  t.after(() => phone.close());
  const offer = await media.relay(session, 'a', 'wan', 'lan', phone.describe(), 'offer');
  const answer = media.terminate(session, 'b', 'lan', offer);
  phone.hear(await media.relay(session, 'b', 'lan', 'wan', answer, 'answer'));
  return phone;
}

for (const { name, skip, start } of engines) {
  test(`${name}: three parties hear each other and not themselves, and part again`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const [first, second] = [await callOut(t, media, 'one'), await callIn(t, media, 'two')];
    media.play('one', 'a', { hz: 400 });
    whistle(t, first, 1000, 2);
    whistle(t, second, 1600, 3);
    const frequencies = [400, 1000, 1600];
    assert.deepEqual(await hears(first, frequencies), [true, false, false]);
    media.conference('room', [
      { session: 'one', leg: 'a' },
      { session: 'one', leg: 'b' },
      { session: 'two', leg: 'a' },
    ]);
    const heard = await Promise.all([first, second].map((phone) => hears(phone, frequencies)));
    assert.deepEqual(heard, [
      [true, false, true],
      [true, true, false],
    ]);
    media.conference('room', []);
    assert.deepEqual(await hears(first, frequencies), [true, false, false]);
  });

  test(`${name}: a party that hangs up leaves the others together`, { skip }, async (t) => {
    const { media } = await start(t);
    const [first, second] = [await callOut(t, media, 'one'), await callIn(t, media, 'two')];
    media.play('one', 'a', { hz: 400 });
    whistle(t, second, 1600, 3);
    media.conference('room', [
      { session: 'one', leg: 'a' },
      { session: 'one', leg: 'b' },
      { session: 'two', leg: 'a' },
    ]);
    assert.deepEqual(await hears(first, [400, 1600]), [true, true]);
    media.close('two');
    assert.deepEqual(await hears(first, [400, 1600]), [true, false]);
  });

  test(`${name}: what is no G.711, or in no call, is not mixed`, { skip }, async (t) => {
    const { media } = await start(t);
    for (const session of ['nowhere', 'nowhere else'])
      assert.throws(() => media.conference('room', [{ session, leg: 'a' }]), {
        code: 'E-CONFERENCE',
      });
  });
}

const [, rtpengine] = engines;

test('rtpengine: a call that passes by entirely has no leg that could be mixed', {
  skip: rtpengine?.skip ?? true,
}, async (t) => {
  const started = await rtpengine?.start(t);
  assert.ok(started);
  await connect(t, started.media);
  assert.throws(() => started.media.conference('room', [{ session: 'call', leg: 'a' }]), {
    code: 'E-CONFERENCE',
    message: 'behind rtpengine a conference needs calls of which one leg ends here',
  });
});
