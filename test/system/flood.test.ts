/** A flood of strangers is dropped unread: who belongs here calls on as if it were not. T5. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { deskAccount, startCallWorld } from '../support/peers/call-world.ts';
import type { Place } from '../support/peers/sip-socket.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

interface Told {
  readonly code: string;
  readonly facts: { readonly source: string; readonly side: string };
}

const garbage = Buffer.from(
  'INVITE sip:200@x SIP/2.0\r\nVia: SIP/2.0/UDP 127.9.9.9;branch=z9hG4bK1\r\nFrom: <sip:a\r\n\r\n',
);

/** Sends from one address, in bursts that leave the gateway time to read. */
async function flood(from: string, to: Place, count: number): Promise<number> {
  const socket = createSocket('udp4');
  let answers = 0;
  socket.on('message', () => {
    answers += 1;
  });
  socket.bind(0, from);
  await once(socket, 'listening');
  for (let sent = 0; sent < count; sent += 50) {
    for (let at = 0; at < 50; at += 1) socket.send(garbage, to.port, to.address);
    await new Promise(setImmediate);
  }
  await new Promise((resolve) => socket.close(() => resolve(undefined)));
  return answers;
}

async function droppedBy(metricsPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const lines = (await answer.text()).split('\n');
  const counts = lines.filter((line) => line.startsWith('offhook_sip_dropped_total'));
  return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

test('10,000 messages from two strangers: a rate of them is read, calls go through, two events tell', async () => {
  const metricsPort = await freePort();
  await using world = await startCallWorld({
    script: [
      `metrics set listen 127.0.0.1:${metricsPort}`,
      'voip sip protocol set stranger-rate 5',
    ],
  });
  const { gateway, desk, provider, lan, wan } = world;
  await until(() => world.registrar.bindings.has('alice'), 'the registration');
  const floods = Promise.all([flood('127.0.0.66', lan, 5000), flood('127.0.0.67', wan, 5000)]);
  const rings = provider.nextCall();
  const calling = desk.call('5551234', lan, deskAccount);
  const there = await (await rings).answer();
  const here = await calling.connected;
  const answers = await floods;
  await here.hangUp();
  await there.ended;
  assert.ok(answers.every((count) => count <= 50));
  const dropped = await droppedBy(metricsPort);
  assert.ok(dropped > 5000, `${dropped} were dropped`);
  const events = await gateway.exec('system events');
  const told = events.filter(({ code }: Told) => code === 'security.flood');
  assert.deepEqual(told.map(({ facts }: Told) => `${facts.source} ${facts.side}`).sort(), [
    '127.0.0.66 lan',
    '127.0.0.67 wan',
  ]);
});
