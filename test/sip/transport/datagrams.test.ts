/** Datagrams on loopback: one port for all, ICMP heard, IPv4 and IPv6. RFC 3261 §18, §18.4. */
import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type TestContext, test } from 'node:test';
import { Datagrams } from '../../../src/sip/transport/datagrams.ts';
import { limits } from '../../../src/sip/transport/limits.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { Ears, optionsText, Queue } from './ears.ts';

async function start(t: TestContext, address = '127.0.0.1') {
  const ears = new Ears();
  const datagrams = await Datagrams.open({ side: 'wan', address, port: 0, events: ears });
  t.after(() => datagrams.close());
  return { ears, datagrams, port: datagrams.local().port };
}

interface Got {
  readonly text: string;
  readonly from: RemoteInfo;
}

async function peer(t: TestContext, address = '127.0.0.1', port = 0) {
  const socket: Socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const got = new Queue<Got>();
  socket.on('message', (bytes, from) => got.push({ text: bytes.toString(), from }));
  await new Promise<void>((resolve) => socket.bind(port, address, resolve));
  t.after(() => socket.close());
  return { socket, got, port: socket.address().port };
}

const targetOf = (port: number, address = '127.0.0.1') =>
  ({ transport: 'udp', address, port, domain: address }) as const;

const text = optionsText();

for (const address of ['127.0.0.1', '::1']) {
  test(`over ${address} every server sees the one port, and what they send is heard`, async (t) => {
    const { ears, datagrams, port } = await start(t, address);
    const servers = [await peer(t, address), await peer(t, address), await peer(t, address)];
    for (const server of servers) {
      datagrams.send(Buffer.from(text), targetOf(server.port, address));
      const { from } = await server.got.next();
      assert.equal(from.port, port);
      server.socket.send(optionsText(String(server.port)), from.port, from.address);
    }
    const from = new Set<number>();
    while (from.size < servers.length) {
      const heard = await ears.next();
      assert.ok(heard.type === 'received');
      from.add(heard.flow.port);
      assert.equal(heard.text, optionsText(String(heard.flow.port)));
    }
    assert.deepEqual(from, new Set(servers.map((server) => server.port)));
  });
}

test('a stranger reaches the main socket while servers have their own, and is answered from it', async (t) => {
  const { ears, datagrams, port } = await start(t);
  const server = await peer(t);
  datagrams.send(Buffer.from(text), targetOf(server.port));
  await server.got.next();
  const stranger = await peer(t);
  stranger.socket.send(text, port, '127.0.0.1');
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  assert.deepEqual(heard.flow, {
    side: 'wan',
    transport: 'udp',
    address: '127.0.0.1',
    port: stranger.port,
    connectionId: undefined,
  });
  datagrams.reply(Buffer.from('answer'), heard.flow);
  const { from } = await stranger.got.next();
  assert.equal(from.port, port);
});

test('a closed port is told within milliseconds, and a server that comes back is reached', async (t) => {
  const { ears, datagrams } = await start(t);
  const port = await freePort();
  const before = performance.now();
  datagrams.send(Buffer.from(text), targetOf(port));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'refused', side: 'wan', port });
  assert.ok(performance.now() - before < 250, 'too late');
  const server = await peer(t, '127.0.0.1', port);
  datagrams.send(Buffer.from(text), targetOf(port));
  assert.equal((await server.got.next()).text, text);
});

test('a closed port is told for its own server only, again and again', async (t) => {
  const { ears, datagrams } = await start(t);
  const dead = await freePort();
  const alive = await peer(t);
  for (let count = 0; count < 3; count += 1) {
    datagrams.send(Buffer.from(text), targetOf(alive.port));
    datagrams.send(Buffer.from(text), targetOf(dead));
    const heard = await ears.next();
    assert.ok(heard.type === 'failed');
    assert.equal(heard.port, dead);
    await alive.got.next();
  }
});

test('an address of the other family is refused, not thrown', async (t) => {
  const { ears, datagrams } = await start(t);
  datagrams.send(Buffer.from(text), targetOf(5060, '::1'));
  assert.deepEqual(await ears.next(), {
    type: 'failed',
    fault: 'refused',
    side: 'wan',
    port: 5060,
  });
});

test('what is larger than any datagram is told as too large', async (t) => {
  const { ears, datagrams } = await start(t);
  const server = await peer(t);
  datagrams.send(Buffer.alloc(66_000, 'x'), targetOf(server.port));
  const { port } = server;
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'too-large', side: 'wan', port });
});

test('a datagram of 65,000 bytes arrives whole', async (t) => {
  const { ears, port } = await start(t);
  const stranger = await peer(t);
  const large = optionsText('1', 'x'.repeat(64_800));
  stranger.socket.send(large, port, '127.0.0.1');
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  assert.equal(heard.text, large);
});

test('keep-alives and what is too short for SIP go no further', async (t) => {
  const { ears, port } = await start(t);
  const stranger = await peer(t);
  for (const noise of ['\r\n\r\n', '', '\0\0\0\0', 'short', ' '.repeat(100), text])
    stranger.socket.send(noise, port, '127.0.0.1');
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  assert.equal(heard.text, text);
});

test('a burst of 2,000 datagrams is kept until it is read', async (t) => {
  const { ears, port } = await start(t);
  const stranger = await peer(t);
  let sent = 0;
  for (let count = 0; count < 2000; count += 1)
    stranger.socket.send(text, port, '127.0.0.1', () => (sent += 1));
  await until(() => sent === 2000);
  for (let count = 0; count < 2000; count += 1) await ears.next();
});

test('more servers than connected sockets: the oldest makes room', async (t) => {
  const { datagrams, port } = await start(t);
  const server = await peer(t);
  for (let count = 0; count <= limits.datagramPeersMax; count += 1)
    datagrams.send(Buffer.from(text), targetOf(20_000, `127.0.2.${count % 250}`));
  for (let count = 0; count < limits.datagramPeersMax; count += 1)
    datagrams.send(Buffer.from(text), targetOf(20_001 + count, '127.0.3.1'));
  datagrams.send(Buffer.from(text), targetOf(server.port));
  assert.equal((await server.got.next()).from.port, port);
});

test('after the end nothing is sent and nothing thrown', async (t) => {
  const { datagrams } = await start(t);
  const server = await peer(t);
  datagrams.send(Buffer.from(text), targetOf(server.port));
  datagrams.close();
  datagrams.send(Buffer.from(text), targetOf(server.port));
  datagrams.close();
});

test('a peer that is renewed is sent to, heard and answered on another port; others keep the first', async (t) => {
  const { ears, datagrams, port } = await start(t);
  const [server, other] = [await peer(t), await peer(t)];
  datagrams.send(Buffer.from(text), targetOf(server.port));
  assert.equal((await server.got.next()).from.port, port);
  datagrams.renew(targetOf(server.port));
  datagrams.send(Buffer.from(text), targetOf(server.port));
  const { from } = await server.got.next();
  assert.notEqual(from.port, port);
  server.socket.send(text, from.port, from.address);
  const heard = await ears.next();
  assert.ok(heard.type === 'received');
  datagrams.reply(Buffer.from('answer'), heard.flow);
  assert.equal((await server.got.next()).from.port, from.port);
  datagrams.send(Buffer.from(text), targetOf(other.port));
  assert.equal((await other.got.next()).from.port, port);
});
