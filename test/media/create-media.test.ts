/** The engine around its packets: the child's life, ports, the budget. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
import { udpSocket } from '../../src/media/udp-socket.ts';
import { startChild } from '../support/child.ts';
import { startPhone } from './fake-phone.ts';
import { connect, loopback, startMedia, startRange } from './start-media.ts';

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

/** Holds a port as another program would, at once. */
function squat(t: TestContext, port: number): void {
  const squatter = udpSocket('127.0.0.1');
  squatter.bind({ address: '127.0.0.1', port, exclusive: true });
  t.after(() => squatter.close());
}

function portIn(sdp: Buffer): number {
  return Number(/m=audio (\d+)/.exec(sdp.toString())?.[1]);
}

test('ports that other programs hold, for RTP or RTCP, are never told; with none left it is said', async (t) => {
  const { low } = startRange();
  for (const port of [low, low + 3, low + 9]) squat(t, port);
  const { media, events } = startMedia(t, { portRange: { low, high: low + 9 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const offer = media.relay('one', 'a', 'lan', 'wan', phone.describe());
  const answer = media.relay('one', 'b', 'wan', 'lan', phone.describe());
  assert.deepEqual(new Set([portIn(offer), portIn(answer)]), new Set([low + 4, low + 6]));
  assert.ok(await media.stats('one'), 'the child has bound both');
  assert.throws(() => media.relay('two', 'a', 'lan', 'wan', phone.describe()), {
    code: 'E-MEDIA-EXHAUSTED',
    message: '2 pairs of media ports are needed, 0 are free: other programs hold the rest',
  });
  assert.deepEqual(events, []);
});

test('a port that somebody takes before the child has it is told as a fault, the next description avoids it', async (t) => {
  const { low } = startRange();
  const { media, nextEvent } = startMedia(t, { portRange: { low, high: low + 7 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const told = nextEvent();
  const lost = portIn(media.relay('call', 'a', 'lan', 'wan', phone.describe()));
  squat(t, lost);
  assert.match((await told).type, /fault/);
  const second = portIn(media.relay('call', 'a', 'lan', 'wan', phone.describe()));
  media.close('call');
  const third = portIn(media.relay('next', 'a', 'lan', 'wan', phone.describe()));
  assert.ok(second !== lost && third !== lost, `${lost} ${second} ${third}`);
});

test('an address that is not of this machine is told as a fault, and costs no ports', async (t) => {
  const { low } = startRange();
  const { media, nextEvent } = startMedia(t, {
    addresses: { ...loopback, lan: { bind: '192.0.2.1', advertise: '192.0.2.1' } },
    portRange: { low, high: low + 3 },
  });
  const phone = await startPhone();
  t.after(() => phone.close());
  for (const session of ['one', 'two', 'three']) {
    const told = nextEvent();
    media.relay(session, 'a', 'lan', 'wan', phone.describe());
    const event = await told;
    assert.ok(event.type === 'fault' && event.reason.includes('EADDRNOTAVAIL'));
    media.close(session);
  }
});

test('every port is given out once, and again when its session has closed', async (t) => {
  const { low } = startRange();
  const { media } = startMedia(t, { portRange: { low, high: low + 15 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const ports = () =>
    ['one', 'two', 'three', 'four'].flatMap((session) =>
      (['a', 'b'] as const).map((leg) => {
        const sdp = media.relay(session, leg, 'lan', 'wan', phone.describe()).toString();
        return Number(/m=audio (\d+)/.exec(sdp)?.[1]);
      }),
    );
  const given = ports();
  assert.equal(new Set(given).size, 8);
  assert.deepEqual(ports(), given);
  assert.throws(
    () => media.relay('five', 'a', 'lan', 'wan', phone.describe()),
    (error) => error instanceof Refusal && error.code === 'E-MEDIA-EXHAUSTED',
  );
  assert.equal(media.count(), 4);
  for (const session of ['one', 'two', 'three', 'four']) media.close(session);
  assert.deepEqual(new Set(ports()), new Set(given));
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
  media.relay('one', 'a', 'lan', 'wan', phone.describe());
  assert.throws(
    () => media.relay('two', 'a', 'lan', 'wan', phone.describe()),
    (error) => error instanceof Refusal && error.code === 'E-MEDIA-BUDGET',
  );
  media.close('one');
  media.close('one');
  media.relay('two', 'a', 'lan', 'wan', phone.describe());
  assert.equal(media.count(), 1);
});

test('after a side has moved, later descriptions name its new address and sockets follow', async (t) => {
  const { media } = startMedia(t);
  const { caller, callee } = await connect(t, media);
  const moved = { bind: '127.0.0.2', advertise: '127.0.0.2' };
  media.reconfigure({ addresses: { ...loopback, wan: moved }, portRange: startRange() });
  callee.hear(media.relay('call', 'a', 'lan', 'wan', caller.describe()));
  caller.hear(media.relay('call', 'b', 'wan', 'lan', callee.describe()));
  assert.equal(callee.target().address, '127.0.0.2');
  await media.stats('call');
  callee.speak([1]);
  await caller.heardPackets(1);
  caller.speak([1]);
  await callee.heardPackets(1);
});
