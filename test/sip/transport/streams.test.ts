/** TCP on loopback: connections opened, reused, refused, counted. RFC 3261 §18. */
import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { realClock } from '../../../src/runtime/clock.ts';
import type { Clock } from '../../../src/sip/clock.ts';
import type { Flow } from '../../../src/sip/flow.ts';
import { limits } from '../../../src/sip/transport/limits.ts';
import { Streams } from '../../../src/sip/transport/streams.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { Ears, optionsText, Queue } from './ears.ts';

async function start(
  t: TestContext,
  { clock = realClock, address = '127.0.0.1' }: { clock?: Clock; address?: string } = {},
) {
  const ears = new Ears();
  const tls = { ca: undefined, cert: undefined, key: undefined };
  const streams = new Streams({
    side: 'wan',
    transport: 'tcp',
    address,
    port: 0,
    events: ears,
    clock,
    tls,
  });
  const { port } = await streams.listen();
  t.after(() => streams.close());
  return { ears, streams, port };
}

async function peerServer(t: TestContext) {
  const accepted = new Queue<Socket>();
  const server = createServer((socket) => accepted.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  t.after(() => server.close());
  return { accepted, port: address.port };
}

const targetOf = (port: number, address = '127.0.0.1') =>
  ({ transport: 'tcp', address, port, domain: address }) as const;

function collect(socket: Socket): () => string {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

for (const address of ['127.0.0.1', '::1']) {
  test(`a message to ${address} is heard with its flow, and the reply takes the same connection`, async (t) => {
    const { ears, streams, port } = await start(t, { address });
    const socket = connect(port, address);
    t.after(() => socket.destroy());
    const arrived = collect(socket);
    socket.write(optionsText());
    const heard = await ears.next();
    assert.ok(heard.type === 'received');
    assert.equal(heard.text, optionsText());
    assert.deepEqual(
      [heard.flow.address, heard.flow.port, heard.flow.transport],
      [address, socket.localPort, 'tcp'],
    );
    assert.equal(streams.reply(Buffer.from('reply'), heard.flow), true);
    await until(() => arrived() === 'reply');
    socket.destroy();
    await until(() => !streams.reply(Buffer.from('gone'), heard.flow));
  });
}

test('RFC 3261 §18.2.2: an answer whose connection is gone goes over another, to where its asker listens', async (t) => {
  const { ears, streams, port } = await start(t);
  const server = await peerServer(t);
  const socket = connect(port, '127.0.0.1');
  socket.write(optionsText());
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  socket.destroy();
  await until(() => !streams.reply(Buffer.from('gone'), heard.flow));
  streams.reply(Buffer.from('answer'), { ...heard.flow, sentByPort: server.port });
  const arrived = collect(await server.accepted.next());
  await until(() => arrived() === 'answer');
});

test('what is sent to one place shares one connection, from the moment it is opened', async (t) => {
  const { streams } = await start(t);
  const { accepted, port } = await peerServer(t);
  streams.send(Buffer.from('one '), targetOf(port));
  streams.send(Buffer.from('two '), targetOf(port));
  const socket = await accepted.next();
  const arrived = collect(socket);
  await until(() => arrived() === 'one two ');
  streams.send(Buffer.from('three'), targetOf(port));
  await until(() => arrived() === 'one two three');
  assert.equal(accepted.size(), 0);
});

test('what the server sends on a connection of ours is heard', async (t) => {
  const { ears, streams } = await start(t);
  const { accepted, port } = await peerServer(t);
  streams.send(Buffer.from('x'), targetOf(port));
  const socket = await accepted.next();
  socket.write(optionsText());
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  assert.equal(heard.flow.port, port);
});

test('a closed port is told within milliseconds', async (t) => {
  const { ears, streams } = await start(t);
  const port = await freePort();
  const before = performance.now();
  streams.send(Buffer.from('x'), targetOf(port));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'refused', side: 'wan', port });
  assert.ok(performance.now() - before < 500);
});

test('an address that this machine does not have is our own fault, not the server’s', async (t) => {
  const ears = new Ears();
  const tls = { ca: undefined, cert: undefined, key: undefined };
  const streams = new Streams({
    ...{ side: 'wan', transport: 'tcp', address: '192.0.2.123', port: 0 },
    ...{ events: ears, clock: realClock, tls },
  });
  t.after(() => streams.close());
  const { port } = await peerServer(t);
  streams.send(Buffer.from('x'), targetOf(port));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'no-way', side: 'wan', port });
});

test('a connection that the server ends is told, and the next message opens another', async (t) => {
  const { ears, streams } = await start(t);
  const { accepted, port } = await peerServer(t);
  streams.send(Buffer.from('x'), targetOf(port));
  (await accepted.next()).end();
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'lost', side: 'wan', port });
  const { target, side, reason, isOrderly } = await ears.losses.next();
  assert.deepEqual([target, side], [targetOf(port), 'wan']);
  assert.deepEqual([reason, isOrderly], ['closed by the other end', true]);
  assert.deepEqual(ears.openings, [port]);
  streams.send(Buffer.from('y'), targetOf(port));
  const arrived = collect(await accepted.next());
  await until(() => arrived() === 'y');
});

test('given up for its silence, a connection is lost, and the next message opens another', async (t) => {
  const { ears, streams } = await start(t);
  const { accepted, port } = await peerServer(t);
  streams.send(Buffer.from('x'), targetOf(port));
  const first = await accepted.next();
  await until(() => ears.openings.length === 1);
  streams.renew(targetOf(port));
  const { isOrderly, reason } = await ears.losses.next();
  assert.deepEqual([reason, isOrderly], ['given up for its silence', false]);
  first.on('error', () => undefined);
  streams.send(Buffer.from('y'), targetOf(port));
  const arrived = collect(await accepted.next());
  await until(() => arrived() === 'y');
});

test('who has answered one ping owes an answer on every later connection', async (t) => {
  const clock = new ManualClock();
  const { ears, streams } = await start(t, { clock });
  const { accepted, port } = await peerServer(t);
  const ping = () => streams.keep(targetOf(port), { idleMs: 0, say: 'ping' });
  streams.send(Buffer.from('x'), targetOf(port));
  const first = await accepted.next();
  await until(() => ears.openings.length === 1);
  ping();
  first.write('\r\n');
  await until(() => first.bytesRead === 5);
  await new Promise(setImmediate);
  first.end();
  await ears.losses.next();
  streams.send(Buffer.from('y'), targetOf(port));
  await accepted.next();
  await until(() => ears.openings.length === 2);
  ping();
  clock.advance(limits.pongMs);
  const { reason, heldMs } = await ears.losses.next();
  assert.deepEqual([reason, heldMs], ['no answer to a keep-alive in 10 s', limits.pongMs]);
});

test('whoever has opened a connection from a port of the moment is sent to over it', async (t) => {
  const { ears, streams, port } = await start(t);
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  const arrived = collect(socket);
  socket.write(optionsText());
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  streams.send(Buffer.from('a call'), targetOf(heard.flow.port));
  await until(() => arrived() === 'a call');
});

test('a connection that somebody has opened to us is told of at its end, also when we close', async (t) => {
  const { ears, streams, port } = await start(t);
  const flows: number[] = [];
  for (const end of [
    (socket: Socket) => Promise.resolve(socket.destroy()),
    () => streams.close(),
  ]) {
    const socket = connect(port, '127.0.0.1');
    socket.write(optionsText());
    const heard = await ears.next();
    assert.ok(heard.type === 'received');
    flows.push(heard.flow.port);
    await end(socket);
    const told = { type: 'failed', fault: 'lost', side: 'wan', port: heard.flow.port };
    assert.deepEqual(await ears.next(), told);
  }
  assert.equal(new Set(flows).size, 2);
});

test('where its other end listens is reached over it as well, and by one of ours once it is gone', async (t) => {
  const { ears, streams, port } = await start(t);
  const { accepted, port: listening } = await peerServer(t);
  const socket = connect(port, '127.0.0.1');
  const arrived = collect(socket);
  socket.write(optionsText());
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  const target = { ...targetOf(listening), over: heard.flow.port };
  streams.send(Buffer.from('an ACK'), target);
  await until(() => arrived() === 'an ACK');
  assert.equal(accepted.size(), 0);
  socket.destroy();
  await until(() => !streams.reply(Buffer.from('gone'), heard.flow));
  streams.send(Buffer.from('a BYE'), target);
  const ours = collect(await accepted.next());
  await until(() => ours() === 'a BYE');
});

test('a connection that somebody has opened to us is kept for as long as is said', async (t) => {
  const clock = new ManualClock();
  const { ears, streams, port } = await start(t, { clock });
  const socket = connect(port, '127.0.0.1');
  socket.write(optionsText());
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  const isKept = (at: number) => streams.keep(targetOf(at), { idleMs: 3_600_000 });
  assert.deepEqual([isKept(heard.flow.port), isKept(1)], [true, false]);
  clock.advance(3_599_999);
  assert.equal(socket.readableEnded, false);
  assert.ok(streams.reply(Buffer.from('still here'), heard.flow));
  clock.advance(1);
  assert.ok(!streams.reply(Buffer.from('gone'), heard.flow));
  socket.destroy();
});

test('a server that does not take the connection in 3 s counts as silent', async (t) => {
  const clock = new ManualClock();
  const { ears, streams } = await start(t, { clock });
  const { port } = await peerServer(t);
  streams.send(Buffer.from('x'), targetOf(port));
  // The clock runs out before the loop has had a turn to see the connection.
  clock.advance(limits.connectMs);
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'timeout', side: 'wan', port });
});

test('one source may hold 100 connections; another source still gets in', async (t) => {
  const { ears, streams, port } = await start(t);
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const open = (localAddress: string) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  for (let count = 0; count < limits.connectionsPerSourceMax; count += 1)
    open('127.0.0.1').write(optionsText(String(count)));
  const flows: Flow[] = [];
  while (flows.length < limits.connectionsPerSourceMax) {
    const heard = await ears.next();
    if (heard.type === 'received') flows.push(heard.flow);
  }
  const surplus = open('127.0.0.1');
  await until(() => surplus.destroyed || surplus.readableEnded, 'the refusal');
  open('127.0.0.2').write(optionsText('other'));
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  assert.equal(heard.flow.address, '127.0.0.2');
  // Whoever leaves makes room.
  const [leaving] = flows;
  assert.ok(leaving);
  sockets.find(({ localPort }) => localPort === leaving.port)?.destroy();
  await until(() => !streams.reply(Buffer.from('gone'), leaving));
  const { port: left } = leaving;
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'lost', side: 'wan', port: left });
  open('127.0.0.1').write(optionsText('again'));
  assert.equal((await ears.next()).type, 'received');
});

test('all sources together may hold 1,000 connections', async (t) => {
  const { ears, port } = await start(t);
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (let count = 0; count < limits.connectionsMax; count += 1) {
    const localAddress = `127.0.1.${Math.floor(count / 100) + 1}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    sockets.push(socket);
    socket.write(optionsText(String(count)));
    if (count % 50 === 49) for (let heard = 0; heard < 50; heard += 1) await ears.next();
  }
  const surplus = connect({ port, host: '127.0.0.1', localAddress: '127.0.1.99' });
  surplus.on('error', () => undefined);
  sockets.push(surplus);
  surplus.write(optionsText('surplus'));
  await until(() => surplus.destroyed || surplus.readableEnded, 'the refusal');
  assert.equal(ears.size(), 0);
});

test('a port that is taken is an error to be told, not an exception from nowhere', async (t) => {
  const { port } = await start(t);
  const tls = { ca: undefined, cert: undefined, key: undefined };
  const second = new Streams({
    side: 'lan',
    transport: 'tcp',
    address: '127.0.0.1',
    port,
    events: new Ears(),
    clock: realClock,
    tls,
  });
  await assert.rejects(second.listen(), /EADDRINUSE/);
});
