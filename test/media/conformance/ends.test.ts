/** Legs that end in the gateway, whichever engine relays: soft ports and tones. */
import assert from 'node:assert/strict';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { decode } from '../../../src/media/rtp/g711.ts';
import { startPhone } from '../fake-phone.ts';
import { levelOf } from '../level.ts';
import { engines, told } from './engines.ts';

for (const { name, skip, start } of engines) {
  test(`${name}: a phone that calls a soft port hears what it plays, and the port hears its keys`, {
    skip,
  }, async (t) => {
    const { media, events, nextEvent } = await start(t);
    const phone = await startPhone();
    t.after(() => phone.close());
    const offer = await told(media, 'a', 'offer', phone.describe());
    const ours = media.terminate('call', 'b', 'lan', offer);
    phone.hear(await told(media, 'b', 'answer', ours));
    media.play('call', 'b', { hz: 400 });
    const file = join(mkdtempSync(join(tmpdir(), 'offhook-')), 'heard.wav');
    media.hear('p1', { recording: file });
    media.listen('p1', { session: 'call', leg: 'b' });
    await phone.heardPackets(10);
    const last = decode(phone.heard.at(-1)?.subarray(12) ?? Buffer.alloc(0), 'pcma');
    assert.ok(levelOf(last, 400) > 1000, String(levelOf(last, 400)));
    phone.speak([1, 2], {
      payloadType: 101,
      timestamp: 800,
      payload: Uint8Array.of(7, 10, 0, 160),
    });
    while (!events.some(({ type }) => type === 'digit')) await nextEvent();
    assert.deepEqual(
      events.filter(({ type }) => type === 'digit'),
      [{ type: 'digit', session: 'call', leg: 'a', digit: '7' }],
    );
    media.close('call');
    assert.equal(media.count(), 0);
    assert.ok(statSync(file).isFile());
  });

  test(`${name}: a soft port calls, and both hear each other once it is answered`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const phone = await startPhone();
    t.after(() => phone.close());
    const offer = media.terminate('call', 'a', 'lan');
    media.play('call', 'a', { hz: 400 });
    phone.hear(await told(media, 'a', 'offer', offer));
    await told(media, 'b', 'answer', phone.describe());
    await phone.heardPackets(10);
    phone.speak([1, 2, 3]);
    while ((await media.stats('call'))?.b.packets !== 3) await new Promise(setImmediate);
    const seen = phone.heard.length;
    media.close('call');
    assert.equal(media.count(), 0);
    assert.ok(seen >= 10);
  });
}
