/** The tap: every message in and out is noted once and passes unchanged; keep-alives are not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traced } from '../../../src/gateway/watch/trace-tap.ts';
import type { World } from '../../../src/gateway/world.ts';
import { TraceRing } from '../../../src/management/traces.ts';
import type { Flow, Transport, TransportEvents } from '../../../src/sip/flow.ts';

const flow: Flow = {
  side: 'wan',
  transport: 'udp',
  address: '198.51.100.7',
  port: 5060,
  connectionId: undefined,
};

async function openTapped() {
  const sent: string[] = [];
  const heard: string[] = [];
  const ears: { network?: TransportEvents } = {};
  const transport: Transport = {
    local: () => ({ host: '192.0.2.1', port: 5070 }),
    send: (bytes) => void sent.push(bytes.toString()),
    reply: (bytes) => void sent.push(bytes.toString()),
    close: async () => undefined,
  };
  const world: Pick<World, 'openTransport'> = {
    openTransport: async (_settings, events) => {
      ears.network = events;
      return transport;
    },
  };
  const ring = new TraceRing(() => 0);
  const listener: TransportEvents = {
    received: (bytes) => void heard.push(bytes.toString()),
    malformed: (_bytes, _flow, rule) => void heard.push(rule),
    failed: (_target, _side, fault) => void heard.push(fault),
  };
  const tapped = await traced(Object.create(world), ring).openTransport(
    Object.create(null),
    listener,
  );
  return { tapped, ring, sent, heard, network: ears.network };
}

void test('messages are noted with both ends and pass as they are', async () => {
  const { tapped, ring, sent, heard, network } = await openTapped();
  tapped.send(Buffer.from('OPTIONS a'), { ...flow, domain: 'x' }, 'wan');
  tapped.reply(Buffer.from('SIP/2.0 200 OK'), flow);
  network?.received(Buffer.from('REGISTER b'), flow);
  network?.malformed(Buffer.from('broken'), flow, 'framing');
  network?.failed(flow, 'wan', 'refused');
  tapped.reply(Buffer.from('\r\n'), flow);
  network?.received(Buffer.from('\r\n\r\n'), flow);
  assert.deepEqual(sent, ['OPTIONS a', 'SIP/2.0 200 OK', '\r\n']);
  assert.deepEqual(heard, ['REGISTER b', 'framing', 'refused', '\r\n\r\n']);
  assert.deepEqual(
    ring.messages().map(({ direction, firstLine, remote }) => [direction, firstLine, remote.port]),
    [
      ['out', 'OPTIONS a', 5060],
      ['out', 'SIP/2.0 200 OK', 5060],
      ['in', 'REGISTER b', 5060],
      ['in', 'broken', 5060],
    ],
  );
});
