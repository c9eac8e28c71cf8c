/** The engine around its packets: the child's life, ports, the budget. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import { PacketSocket } from '../../src/media/child/packet-socket.ts';
import { startChild } from '../support/child.ts';
import { startPhone } from './fake-phone.ts';
import { connect, loopback, startMedia, startPair, startRange } from './start-media.ts';

function sourceOf(name: string): string {
  return new URL(`../../src/media/${name}.ts`, import.meta.url).href;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a fallen child is told as a fault, replaced, and the session goes on', async (t) => {
  const { media, nextEvent } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const pid = media.pid();
  assert.ok(pid !== undefined);
  const told = nextEvent();
  process.kill(pid, 'SIGKILL');
  const event = await told;
  assert.ok(event.type === 'fault' && event.session === 'call');
  assert.equal(await media.stats('call'), undefined);
  while ((await media.stats('call')) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.notEqual(media.pid(), pid);
  caller.speak([1]);
  await callee.heardPackets(1);
  callee.speak([1]);
  await caller.heardPackets(1);
});

/** Holds a port as another program would, at once. Gives why it cannot, if it cannot. */
function squat(t: TestContext, port: number): string | undefined {
  const squatter = new PacketSocket('127.0.0.1', port);
  t.after(() => squatter.close());
  return squatter.code();
}

function portIn(sdp: Buffer): number {
  return Number(/m=audio (\d+)/.exec(sdp.toString())?.[1]);
}

/** Ports that are kept for emergency calls are these tests' as well. */
const isUrgent = () => true;

test('ports that other programs hold, for RTP or RTCP, are never told; with none left it is said', async (t) => {
  const { low } = startRange();
  for (const port of [low, low + 3, low + 9]) squat(t, port);
  const { media, events } = startMedia(t, { isUrgent, portRange: { low, high: low + 9 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const offer = await media.relay('one', 'a', 'lan', 'wan', phone.describe());
  const answer = await media.relay('one', 'b', 'wan', 'lan', phone.describe());
  assert.deepEqual(new Set([portIn(offer), portIn(answer)]), new Set([low + 4, low + 6]));
  await assert.rejects(async () => media.relay('two', 'a', 'lan', 'wan', phone.describe()), {
    code: 'E-MEDIA-EXHAUSTED',
    message: '2 pairs of media ports are needed, 0 are free: other programs hold the rest',
  });
  assert.equal(media.count(), 1);
  assert.deepEqual(events, []);
});

test('nobody else can have a port that was told: it is bound by then', async (t) => {
  const { media } = startMedia(t);
  const phone = await startPhone();
  t.after(() => phone.close());
  const port = portIn(await media.relay('call', 'a', 'lan', 'wan', phone.describe()));
  for (const one of [port, port + 1]) assert.equal(squat(t, one), 'EADDRINUSE');
});

test('a call that is over before its ports are bound holds none of them', async (t) => {
  const { low } = startRange();
  const { media } = startMedia(t, { portRange: { low, high: low + 3 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const given = media.relay('one', 'a', 'lan', 'wan', phone.describe());
  const later = media.relay('one', 'b', 'wan', 'lan', phone.describe());
  media.close('one');
  for (const each of [given, later]) await assert.rejects(async () => each, /closed/);
  await media.relay('two', 'a', 'lan', 'wan', phone.describe());
  assert.equal(media.count(), 1);
});

test('descriptions of a call follow one another, however long ports take', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await startPair(t);
  const offer = media.relay('call', 'a', 'lan', 'wan', caller.describe());
  const answer = media.relay('call', 'b', 'wan', 'lan', callee.describe());
  const hold = media.relay('call', 'a', 'lan', 'wan', caller.describe(['a=sendonly']));
  const [first, , second] = (await Promise.all([offer, answer, hold])).map((sdp) => sdp.toString());
  assert.match(first ?? '', /a=sendrecv/);
  assert.match(second ?? '', /a=sendonly/);
  assert.deepEqual(portIn(await offer), portIn(await hold));
});

test('an address that is not of this machine is refused, and costs no ports', async (t) => {
  const { low } = startRange();
  const { media } = startMedia(t, {
    addresses: { ...loopback, lan: { bind: '192.0.2.1', advertise: '192.0.2.1' } },
    portRange: { low, high: low + 3 },
  });
  const phone = await startPhone();
  t.after(() => phone.close());
  for (const session of ['one', 'two', 'three'])
    await assert.rejects(async () => media.relay(session, 'a', 'lan', 'wan', phone.describe()), {
      code: 'E-MEDIA-ADDRESS',
      message: 'no media port can be bound at 192.0.2.1: EADDRNOTAVAIL',
    });
  assert.equal(media.count(), 0);
  await media.relay('four', 'a', 'wan', 'wan', phone.describe());
});

test('a port that a fallen child had and somebody takes is told as a fault, the next description avoids it', async (t) => {
  const { low } = startRange();
  const { media, events, nextEvent } = startMedia(t, { portRange: { low, high: low + 7 } });
  const { caller } = await startPair(t);
  const lost = portIn(await media.relay('call', 'a', 'lan', 'wan', caller.describe()));
  const pid = media.pid();
  assert.ok(pid !== undefined);
  process.kill(pid, 'SIGKILL');
  while (squat(t, lost) !== undefined) await new Promise(setImmediate);
  const isTold = () => events.some((event) => event.type === 'fault' && /had/.test(event.reason));
  while (!isTold()) await nextEvent();
  const second = portIn(await media.relay('call', 'a', 'lan', 'wan', caller.describe()));
  assert.notEqual(second, lost);
});

test('every port is given out once, and again when its session has closed', async (t) => {
  const { low } = startRange();
  const { media } = startMedia(t, { isUrgent, portRange: { low, high: low + 15 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const sessions = ['one', 'two', 'three', 'four'];
  const ports = async () => {
    const told = sessions.flatMap((session) =>
      (['a', 'b'] as const).map(async (leg) =>
        portIn(await media.relay(session, leg, 'lan', 'wan', phone.describe())),
      ),
    );
    return Promise.all(told);
  };
  const given = await ports();
  assert.equal(new Set(given).size, 8);
  assert.deepEqual(await ports(), given);
  await assert.rejects(async () => media.relay('five', 'a', 'lan', 'wan', phone.describe()), {
    code: 'E-MEDIA-EXHAUSTED',
  });
  assert.equal(media.count(), 4);
  for (const session of sessions) media.close(session);
  assert.deepEqual(new Set(await ports()), new Set(given));
});

test('the child ends with its parent, however that ends', async (t) => {
  const script = `
    import { createMedia } from ${JSON.stringify(sourceOf('create-media'))};
    const side = { bind: '127.0.0.1', advertise: '127.0.0.1' };
    const clock = { now: () => 0, setTimeout, clearTimeout };
    const portRange = { low: 5000, high: 5010 };
    const media = createMedia({ addresses: { lan: side, wan: side }, portRange, clock, onEvent() {} });
    console.log('child', media.pid());`;
  const parent = startChild(process.execPath, ['--input-type=module', '-e', script]);
  t.after(() => parent.stop());
  const [, pid] = await parent.until(/child (\d+)/);
  await parent.stop('SIGKILL');
  while (isAlive(Number(pid))) await new Promise((resolve) => setTimeout(resolve, 10));
});

test('a session above the media budget is refused, and fits when one has closed', async (t) => {
  const { media } = startMedia(t, { sessionsMax: 1 });
  const phone = await startPhone();
  t.after(() => phone.close());
  await media.relay('one', 'a', 'lan', 'wan', phone.describe());
  assert.throws(
    () => media.relay('two', 'a', 'lan', 'wan', phone.describe()),
    (error) => error instanceof Refusal && error.code === 'E-MEDIA-BUDGET',
  );
  media.close('one');
  media.close('one');
  await media.relay('two', 'a', 'lan', 'wan', phone.describe());
  assert.equal(media.count(), 1);
});

test('after a side has moved, later descriptions name its new address and sockets follow', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const moved = { bind: '127.0.0.2', advertise: '127.0.0.2' };
  media.reconfigure({ addresses: { ...loopback, wan: moved }, portRange: startRange() });
  callee.hear(await media.relay('call', 'a', 'lan', 'wan', caller.describe()));
  caller.hear(await media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  assert.equal(callee.target().address, '127.0.0.2');
  await media.stats('call');
  callee.speak([1]);
  await caller.heardPackets(1);
  caller.speak([1]);
  await callee.heardPackets(1);
});
