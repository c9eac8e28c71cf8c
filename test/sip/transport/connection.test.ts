/**
 * One connection on real sockets, its time on a clock of ours: RFC 3261 §18, RFC 5626 §3.5.1,
 * §4.4.1.
 */
import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Connection, type Ending } from '../../../src/sip/transport/connection.ts';
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
  /** Why it is closed. */
  readonly ending: () => Ending | undefined;
  readonly pongs: () => number;
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
  let ending: Ending | undefined;
  let pongs = 0;
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
        ponged: () => (pongs += 1),
        closed: (how) => (ending = how),
      },
    },
  );
  t.after(() => {
    far.destroy();
    near.destroy();
    server.close();
  });
  return {
    ...{ clock, connection, far, near, heard },
    arrived: () => text,
    isClosed: () => ending !== undefined,
    ending: () => ending,
    pongs: () => pongs,
  };
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

test('on a connection of ours the server may ping, too, and a ping of its own is no pong', async (t) => {
  const pair = await start(t, true);
  pair.connection.keep({ idleMs: 0, say: 'ping' });
  await until(() => pair.arrived() === '\r\n\r\n');
  await say(pair, '\r\n\r\n');
  await until(() => pair.arrived() === '\r\n\r\n\r\n');
  assert.equal(pair.pongs(), 0);
});

test('one CRLF soon after a ping of ours is its pong; later, or unasked, it is nothing', async (t) => {
  const pair = await start(t, true);
  await say(pair, '\r\n');
  pair.connection.keep({ idleMs: 0, say: 'ping' });
  pair.clock.advance(limits.pongMs + 1);
  await say(pair, '\r\n');
  assert.equal(pair.pongs(), 0);
  pair.connection.keep({ idleMs: 0, say: 'ping' });
  await say(pair, '\r\n');
  assert.equal(pair.pongs(), 1);
  await until(() => pair.arrived() === '\r\n'.repeat(4));
});

test('a pong that is owed and missing for 10 s ends the connection, however often it is asked', async (t) => {
  const pair = await start(t, true);
  for (let second = 0; second < limits.pongMs / 1000; second += 1) {
    pair.connection.keep({ idleMs: 0, say: 'ping', isAnswerOwed: true });
    assert.equal(pair.isClosed(), false);
    pair.clock.advance(1000);
  }
  assert.deepEqual(pair.ending(), {
    reason: 'no answer to a keep-alive in 10 s',
    isOrderly: false,
  });
  assert.ok(pair.near.destroyed);
});

test('a pong, or a message in its place, is answer enough', async (t) => {
  const pair = await start(t, true);
  for (const answer of ['\r\n', optionsText()]) {
    pair.connection.keep({ idleMs: 0, say: 'ping', isAnswerOwed: true });
    await say(pair, answer);
    pair.clock.advance(limits.pongMs + 1);
    assert.equal(pair.isClosed(), false);
  }
});

test('a server that owes no pong is left alone', async (t) => {
  const pair = await start(t, true);
  pair.connection.keep({ idleMs: 0, say: 'ping' });
  pair.clock.advance(limits.pongMs + 1);
  assert.equal(pair.isClosed(), false);
});

test('kept, it is silent for as long as is said; kept no more, it goes as any other', async (t) => {
  const pair = await start(t, true);
  pair.connection.keep({ idleMs: 500_000 });
  pair.clock.advance(499_999);
  await say(pair, optionsText());
  pair.clock.advance(499_999);
  assert.equal(pair.isClosed(), false);
  pair.clock.advance(1);
  assert.deepEqual(pair.ending(), { reason: 'silent for 500 s', isOrderly: true });
  assert.equal(pair.arrived(), '');
});

test('a CRLF said to keep it asks for nothing', async (t) => {
  const pair = await start(t, true);
  pair.connection.keep({ idleMs: 0, say: 'crlf', isAnswerOwed: true });
  await until(() => pair.arrived() === '\r\n');
  pair.clock.advance(limits.pongMs + 1);
  assert.equal(pair.isClosed(), false);
});

test('the end that the other one made is orderly, a reset is not', async (t) => {
  const [ended, reset] = [await start(t, true), await start(t, true)];
  ended.far.end();
  reset.far.resetAndDestroy();
  await until(() => ended.isClosed() && reset.isClosed());
  assert.deepEqual(ended.ending(), { reason: 'closed by the other end', isOrderly: true });
  assert.deepEqual(reset.ending(), { reason: 'reset by the other end', isOrderly: false });
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
  pair.connection.close({ reason: 'again', isOrderly: true });
  pair.connection.write(Buffer.from('nobody'));
  await until(() => pair.clock.pending() === 0, 'the last timer');
});
