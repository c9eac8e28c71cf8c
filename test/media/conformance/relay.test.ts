/** What every engine does with the packets of a call. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDescription } from '../../../src/media/sdp/description.ts';
import { startPhone } from '../fake-phone.ts';
import { range, startPair } from '../start-media.ts';
import { connect, engines, exchange, talk, told } from './engines.ts';

for (const { name, skip, start } of engines) {
  test(`${name}: packets pass both ways, byte for byte, from the ports that were named`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    caller.speak(range(1, 5), { payload: Uint8Array.of(1, 2, 3) });
    await callee.heardPackets(5);
    callee.speak(range(100, 5), { ssrc: 2 });
    await caller.heardPackets(5);
    assert.deepEqual([...(callee.heard[0]?.subarray(12) ?? [])], [1, 2, 3]);
    assert.deepEqual(new Set(callee.sources), new Set([callee.target().port]));
    assert.deepEqual(new Set(caller.sources), new Set([caller.target().port]));
  });

  test(`${name}: packets and their payload are counted for each leg`, { skip }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    caller.speak(range(1, 7));
    callee.speak(range(1, 3), { ssrc: 2, payload: new Uint8Array(80) });
    await Promise.all([callee.heardPackets(7), caller.heardPackets(3)]);
    const stats = await media.stats('call');
    assert.deepEqual([stats?.a.packets, stats?.b.packets], [7, 3]);
    assert.deepEqual([stats?.a.bytes, stats?.b.bytes], [1120, 240]);
    assert.equal(await media.stats('nobody'), undefined);
  });

  test(`${name}: reports pass on their own port`, { skip }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
    caller.sendRtcp(report);
    while (callee.heardRtcp.length === 0) await new Promise(setImmediate);
    assert.deepEqual(callee.heardRtcp[0], report);
  });

  test(`${name}: keys pass as telephone-events`, { skip }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    const payload = Uint8Array.of(5, 0x8a, 3, 0x20);
    caller.speak([1, 2, 3], { payloadType: 101, timestamp: 8000, payload });
    await callee.heardPackets(3);
    assert.equal((callee.heard[0]?.readUInt8(1) ?? 0) & 0x7f, 101);
    assert.deepEqual(callee.heard[2]?.subarray(12), Buffer.from(payload));
  });

  test(`${name}: a leg that holds with the address zero is sent nothing until it resumes`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    caller.speak([1]);
    await callee.heardPackets(1);
    const hold = caller.describe().toString().replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0');
    assert.match(
      (await told(media, 'a', 'offer', Buffer.from(hold))).toString(),
      /^c=IN IP4 0\.0\.0\.0\r$/m,
    );
    await told(media, 'b', 'answer', callee.describe(['a=recvonly']));
    callee.speak([1, 2], { ssrc: 2 });
    while ((await media.stats('call'))?.b.packets !== 2) await new Promise(setImmediate);
    await exchange(media, { caller, callee });
    callee.speak([3], { ssrc: 2 });
    await caller.heardPackets(1);
    assert.deepEqual(
      caller.heard.map((packet) => packet.readUInt16BE(2)),
      [3],
    );
  });

  test(`${name}: a stranger is dropped; only a new offer makes another place be heard`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    const stop = talk(t, caller, callee);
    // Both may learn for three seconds after the first packet; rtpengine counts whole ones.
    await callee.heardPackets(225);
    stop();
    const stranger = await startPhone();
    t.after(() => stranger.close());
    stranger.hear(Buffer.from(`c=IN IP4 127.0.0.1\r\nm=audio ${caller.target().port} RTP/AVP 8`));
    const before = (await media.stats('call'))?.a;
    stranger.speak(range(1, 20), { ssrc: 99 });
    caller.speak([5000], { ssrc: caller.port });
    while ((await media.stats('call'))?.a.packets === before?.packets)
      await new Promise(setImmediate);
    assert.ok(callee.heard.every((packet) => packet.readUInt32BE(8) === caller.port));
    await exchange(media, { caller: stranger, callee });
    stranger.speak([1], { ssrc: 99 });
    while (callee.heard.at(-1)?.readUInt32BE(8) !== 99) await new Promise(setImmediate);
    callee.speak([6000], { ssrc: callee.port });
    await stranger.heardPackets(1);
  });

  test(`${name}: a leg sees one origin, whose version rises, and the same port in each description`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await startPair(t);
    const seen = [];
    for (const more of [['a=sendrecv'], ['a=sendonly'], ['a=sendrecv']]) {
      const sdp = await told(media, 'a', 'offer', caller.describe(more));
      seen.push(readDescription(sdp));
      await told(media, 'b', 'answer', callee.describe());
    }
    assert.equal(new Set(seen.map(({ origin }) => `${origin.username} ${origin.id}`)).size, 1);
    assert.equal(new Set(seen.map(({ streams }) => streams[0]?.port)).size, 1);
    const versions = seen.map(({ origin }) => origin.version);
    assert.deepEqual(
      versions,
      [...new Set(versions)].sort((one, other) => Number(one - other)),
    );
  });

  test(`${name}: what is no description is refused, and nothing is held for it`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    for (const junk of ['', 'v=1\r\n', 'v=0\r\nm=audio', '\0'.repeat(100)])
      await assert.rejects(told(media, 'a', 'offer', Buffer.from(junk)), { code: 'E-SDP-INVALID' });
    assert.equal(media.count(), 0);
  });

  test(`${name}: an emergency call has room above the budget, until it is over`, {
    skip,
  }, async (t) => {
    const { media } = await start(t, { sessionsMax: 0 });
    const { caller } = await startPair(t);
    const asked = () => told(media, 'a', 'offer', caller.describe(), 'one');
    await assert.rejects(asked(), { code: 'E-MEDIA-BUDGET' });
    media.prefer('one');
    await asked();
    media.close('one');
    await assert.rejects(asked(), { code: 'E-MEDIA-BUDGET' });
  });

  test(`${name}: above the budget a call is refused, with one less it is not`, {
    skip,
  }, async (t) => {
    const { media } = await start(t, { sessionsMax: 1 });
    const { caller } = await startPair(t);
    await told(media, 'a', 'offer', caller.describe(), 'one');
    await assert.rejects(told(media, 'a', 'offer', caller.describe(), 'two'), {
      code: 'E-MEDIA-BUDGET',
    });
    media.close('one');
    await told(media, 'a', 'offer', caller.describe(), 'two');
    assert.equal(media.count(), 1);
  });
}
