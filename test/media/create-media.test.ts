/** The engine around its packets: the child's life, ports, the budget. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { Refusal } from '../../src/domain/refusal.ts';
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
  assert.deepEqual([event.type, event.session], ['fault', 'call']);
  assert.equal(await media.stats('call'), undefined);
  while ((await media.stats('call')) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.notEqual(media.pid(), pid);
  caller.speak([1]);
  await callee.heardPackets(1);
  callee.speak([1]);
  await caller.heardPackets(1);
});

test('a port that somebody else holds is told as a fault, and the next description avoids it', async (t) => {
  const squatter = createSocket('udp4');
  squatter.bind(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.after(() => squatter.close());
  const { port } = squatter.address();
  const low = port - (port % 2);
  const { media, nextEvent } = startMedia(t, { portRange: { low, high: low + 7 } });
  const phone = await startPhone();
  t.after(() => phone.close());
  const told = nextEvent();
  const first = media.relay('call', 'a', 'lan', 'wan', phone.describe()).toString();
  assert.match((await told).type, /fault/);
  const second = media.relay('call', 'a', 'lan', 'wan', phone.describe()).toString();
  media.close('call');
  const third = media.relay('next', 'a', 'lan', 'wan', phone.describe()).toString();
  const ports = [second, third].map((sdp) => Number(/m=audio (\d+)/.exec(sdp)?.[1]));
  assert.ok(!ports.includes(low), `${first} ${ports.join()}`);
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
