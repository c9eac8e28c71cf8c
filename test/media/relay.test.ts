/** The relay with its real child and real packets on loopback. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { startPhone } from './fake-phone.ts';
import { connect, loopback, range, startMedia } from './start-media.ts';

function fax(phone: { readonly port: number }): Buffer {
  const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
  return Buffer.from(`${head}m=image ${phone.port} udptl t38\r\na=T38FaxVersion:0\r\n`);
}

test('packets pass both ways, byte for byte, from the ports that the descriptions name', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  caller.speak(range(0, 5), { payload: Uint8Array.of(1, 2, 3) });
  await callee.heardPackets(5);
  callee.speak(range(100, 5));
  await caller.heardPackets(5);
  assert.deepEqual([...(callee.heard[0]?.subarray(12) ?? [])], [1, 2, 3]);
  assert.deepEqual(new Set(callee.sources), new Set([callee.target().port]));
  assert.deepEqual(new Set(caller.sources), new Set([caller.target().port]));
  const stats = await media.stats('call');
  assert.equal(stats?.a.packets, 5);
  assert.equal(stats?.b.packets, 5);
});

test('the first packet is not lost: the target is known from the description', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  callee.speak([1]);
  await caller.heardPackets(1);
});

test('RTCP passes on its own port, and on the RTP port too', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
  caller.sendRtcp(report);
  while (callee.heardRtcp.length === 0) await new Promise(setImmediate);
  assert.deepEqual(callee.heardRtcp[0], report);
  caller.send(report);
  while (callee.heardRtcp.length < 2) await new Promise(setImmediate);
  assert.equal((await media.stats('call'))?.a.packets, 0);
});

test('a foreign source is dropped and counted once the leg was heard', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  caller.speak([1]);
  await callee.heardPackets(1);
  const raw = createSocket('udp4');
  t.after(() => raw.close());
  const { port, address } = caller.target();
  const packet = Buffer.concat([Buffer.from([0x80, 8]), Buffer.alloc(170)]);
  for (let sent = 0; sent < 20; sent += 1) raw.send(packet, port, address);
  while ((await media.stats('call'))?.a.foreign !== 20) await new Promise(setImmediate);
  assert.equal(callee.heard.length, 1);
});

test('what is no RTP is dropped and counted', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello, is it me'), Buffer.alloc(3000, 0x80)])
    caller.send(bytes);
  caller.speak([1]);
  await callee.heardPackets(1);
  assert.equal((await media.stats('call'))?.a.malformed, 3);
  assert.equal(callee.heard.length, 1);
});

test('loss and key presses are counted', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  caller.speak([65_530, 65_531, 65_533, 65_535, 0, 2]);
  const digit = { payloadType: 101, payload: Uint8Array.of(5, 10, 0, 160) };
  caller.speak([3, 4, 5], { ...digit, timestamp: 1000 });
  caller.speak([6, 7], { ...digit, timestamp: 9000 });
  await callee.heardPackets(11);
  const stats = await media.stats('call');
  assert.equal(stats?.a.packets, 11);
  assert.equal(stats?.a.lost, 3);
  assert.equal(stats?.a.dtmfEvents, 2);
});

test('a leg behind another port of its address is learnt, and answered there', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const mapped = await startPhone();
  t.after(() => mapped.close());
  mapped.hear(Buffer.from(`c=IN IP4 127.0.0.1\r\nm=audio ${caller.target().port} RTP/AVP 8`));
  mapped.speak([1]);
  await callee.heardPackets(1);
  callee.speak([1]);
  await mapped.heardPackets(1);
  assert.equal(caller.heard.length, 0);
});

test('after a re-offer the leg is learnt anew, with the same ports as before', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  caller.speak([1]);
  await callee.heardPackets(1);
  const moved = await startPhone();
  t.after(() => moved.close());
  const told = callee.target().port;
  callee.hear(await media.relay('call', 'a', 'lan', 'wan', moved.describe()));
  moved.hear(await media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  assert.equal(callee.target().port, told);
  assert.equal(moved.target().port, caller.target().port);
  await media.stats('call');
  callee.speak([1]);
  await moved.heardPackets(1);
  moved.speak([2], { ssrc: 77 });
  await callee.heardPackets(2);
  caller.speak([3]);
  while ((await media.stats('call'))?.a.foreign !== 1) await new Promise(setImmediate);
  assert.equal(callee.heard.length, 2);
});

test('a leg that holds with the address zero is sent nothing', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const held = Buffer.from(
    caller.describe().toString().replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0'),
  );
  assert.match(
    (await media.relay('call', 'a', 'lan', 'wan', held)).toString(),
    /^c=IN IP4 0\.0\.0\.0\r$/m,
  );
  await media.stats('call');
  callee.speak([1]);
  while ((await media.stats('call'))?.b.packets !== 1) await new Promise(setImmediate);
  await media.relay('call', 'a', 'lan', 'wan', caller.describe());
  await media.stats('call');
  callee.speak([2]);
  await caller.heardPackets(1);
  assert.equal(caller.heard[0]?.readUInt16BE(2), 2);
});

test('a stream that is not RTP is passed as it is', async (t) => {
  const { media } = startMedia(t);
  const caller = await startPhone();
  const callee = await startPhone();
  t.after(() => [caller, callee].map((phone) => phone.close()));
  const offer = await media.relay('fax', 'a', 'lan', 'wan', fax(caller));
  await media.relay('fax', 'b', 'wan', 'lan', fax(callee));
  await media.stats('fax');
  caller.hear(Buffer.from(offer.toString().replace('m=image', 'm=audio')));
  const raw = createSocket('udp4');
  t.after(() => raw.close());
  const port = Number(/m=image (\d+)/.exec(offer.toString())?.[1]);
  // The callee's leg listens on the port that the callee was told.
  callee.hear(Buffer.from(`c=IN IP4 127.0.0.1\r\nm=audio ${port} x`));
  callee.send(Buffer.from([0, 1, 2, 3]));
  await caller.heardPackets(1);
  assert.deepEqual(caller.heard[0], Buffer.from([0, 1, 2, 3]));
});

test('IPv6 is relayed, and to IPv4', async (t) => {
  const hasIpv6 = Object.values(networkInterfaces())
    .flat()
    .some((address) => address?.address === '::1');
  if (!hasIpv6) return t.skip('there is no IPv6 on loopback');
  const { media } = startMedia(t, {
    addresses: { ...loopback, wan: { bind: '::1', advertise: '::1' } },
  });
  const caller = await startPhone();
  const callee = await startPhone('::1');
  t.after(() => [caller, callee].map((phone) => phone.close()));
  callee.hear(await media.relay('call', 'a', 'lan', 'wan', caller.describe()));
  caller.hear(await media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  assert.equal(callee.target().address, '::1');
  await media.stats('call');
  callee.speak([1]);
  await caller.heardPackets(1);
  caller.speak([1]);
  await callee.heardPackets(1);
});

test('floods of anything to every port disturb no call and end no process', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  caller.speak([1]);
  await callee.heardPackets(1);
  callee.speak([1]);
  await caller.heardPackets(1);
  const pid = media.pid();
  const flood = createSocket('udp4');
  t.after(() => flood.close());
  const ports = [caller.target().port, callee.target().port].flatMap((port) => [port, port + 1]);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(0, 0x80, 0xbf),
      (noise, first) => {
        for (const port of ports) flood.send(Buffer.concat([Buffer.from([first]), noise]), port);
      },
    ),
    { numRuns: 300 },
  );
  await media.stats('call');
  caller.speak([2]);
  await callee.heardPackets(2);
  const stats = await media.stats('call');
  assert.equal(stats?.a.packets, 2);
  assert.ok((stats?.a.foreign ?? 0) + (stats?.a.malformed ?? 0) > 100);
  assert.equal(media.pid(), pid);
});
