/**
 * One connection on real sockets, its time on a clock of ours: RFC 3261 §18, RFC 5626 §3.5.1,
 * §4.4.1.
 */
import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Connection } from '../../../src/sip/transport/connection.ts';
import { limits } from '../../../src/sip/transport/limits.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { until } from '../../support/until.ts';
import { optionsText, Queue } from './ears.ts';

interface Pair {
  readonly clock: ManualClock;
  readonly connection: Connection;
  /** The other end. */
  readonly far: Socket;
  readonly near: Socket;
  readonly heard: Queue<string>;
  /** Everything that has arrived at the other end. */
  readonly arrived: () => string;
  readonly isClosed: () => boolean;
}

async function start(t: TestContext, isOurs: boolean): Promise<Pair> {
  const accepted = new Queue<Socket>();
  const server = createServer((socket) => accepted.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  const far = connect(address.port, '127.0.0.1');
  const near = await accepted.next();
  let text = '';
  far.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const clock = new ManualClock();
  const heard = new Queue<string>();
  let isClosed = false;
  const flow = { side: 'wan', transport: 'tcp', address: '127.0.0.1', port: 1 } as const;
  const connection = new Connection(
    near,
    { ...flow, connectionId: 1 },
    {
      clock,
      isOurs,
      events: {
        message: (bytes) => heard.push(bytes.toString()),
        malformed: (_bytes, _flow, rule) => {
          heard.push(rule);
          connection.write(Buffer.from('answer'));
        },
        closed: () => (isClosed = true),
      },
    },
  );
  t.after(() => {
    far.destroy();
    near.destroy();
    server.close();
  });
  return { clock, connection, far, near, heard, arrived: () => text, isClosed: () => isClosed };
}

async function say({ far, near }: Pair, text: string): Promise<void> {
  const before = near.bytesRead;
  far.write(text);
  await until(() => near.bytesRead >= before + text.length, 'the bytes');
}

test('a peer that says nothing is given 30 s, however it trickles', async (t) => {
  const pair = await start(t, false);
  for (let byte = 0; byte < 29; byte += 1) {
    pair.clock.advance(1000);
    await say(pair, 'O');
  }
  assert.equal(pair.isClosed(), false);
  pair.clock.advance(1000);
  assert.equal(pair.isClosed(), true);
  await until(() => pair.far.readableEnded, 'the end');
});

test('a whole message gives 130 s, and so does each keep-alive', async (t) => {
  const pair = await start(t, false);
  await say(pair, optionsText());
  assert.equal(await pair.heard.next(), optionsText());
  pair.clock.advance(limits.idleMs - 1);
  await say(pair, '\r\n\r\n');
  pair.clock.advance(limits.idleMs - 1);
  assert.equal(pair.isClosed(), false);
  pair.clock.advance(1);
  assert.equal(pair.isClosed(), true);
});

test('half a message after the first gives no more time', async (t) => {
  const pair = await start(t, false);
  await say(pair, optionsText());
  pair.clock.advance(limits.idleMs - 1);
  await say(pair, 'OPTIONS sip:');
  pair.clock.advance(1);
  assert.equal(pair.isClosed(), true);
});

test('a ping gets a pong, a single CRLF gets nothing', async (t) => {
  const pair = await start(t, false);
  await say(pair, '\r\n\r\n');
  await until(() => pair.arrived() === '\r\n');
  await say(pair, '\r\n');
  await say(pair, optionsText());
  await pair.heard.next();
  assert.equal(pair.arrived(), '\r\n');
});

test('on a connection of ours a ping goes out every 100 s and no pong is owed', async (t) => {
  const pair = await start(t, true);
  pair.clock.advance(limits.keepAliveMs);
  await until(() => pair.arrived() === '\r\n\r\n');
  await say(pair, '\r\n\r\n');
  pair.clock.advance(limits.keepAliveMs);
  await until(() => pair.arrived() === '\r\n\r\n\r\n\r\n');
});

test('a server that has answered a ping must answer the next within 10 s', async (t) => {
  const pair = await start(t, true);
  pair.clock.advance(limits.keepAliveMs);
  await say(pair, '\r\n');
  pair.clock.advance(limits.keepAliveMs + limits.pongMs - 1);
  assert.equal(pair.isClosed(), false);
  pair.clock.advance(1);
  assert.equal(pair.isClosed(), true);
});

test('a server that never answers pings is left alone', async (t) => {
  const pair = await start(t, true);
  pair.clock.advance(limits.keepAliveMs + limits.pongMs + 1);
  assert.equal(pair.isClosed(), false);
});

test('lost framing is answered, then the connection is closed', async (t) => {
  const pair = await start(t, false);
  await say(pair, optionsText().replace('Content-Length: 0', 'Content-Length: x'));
  assert.equal(await pair.heard.next(), 'Bad Content-Length');
  await until(() => pair.far.readableEnded, 'the end');
  assert.equal(pair.arrived(), 'answer');
});

test('a peer that does not read is cut off before its backlog grows large', async (t) => {
  const pair = await start(t, false);
  pair.far.pause();
  const chunk = Buffer.alloc(256 * 1024, 'x');
  for (let count = 0; count < 100 && !pair.isClosed(); count += 1) pair.connection.write(chunk);
  assert.equal(pair.isClosed(), true);
  assert.ok(pair.near.destroyed);
});

test('a reset from the other end closes, once', async (t) => {
  const pair = await start(t, false);
  pair.far.resetAndDestroy();
  await until(pair.isClosed);
  pair.connection.close();
  pair.connection.write(Buffer.from('nobody'));
  await until(() => pair.clock.pending() === 0, 'the last timer');
});
