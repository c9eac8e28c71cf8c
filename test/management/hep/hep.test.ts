/** HEP3: what a capture server reads out of it, and when it is sent. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { parseListener } from '../../../src/domain/listener.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import { createCaptureFace } from '../../../src/management/hep/face.ts';
import { hep3 } from '../../../src/management/hep/hep3.ts';
import { type Passed, TraceRing } from '../../../src/management/traces.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';

const atMs = Date.UTC(2026, 0, 1) + 250;
const text =
  'INVITE sip:2 SIP/2.0\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n' +
  'Authorization: Digest response="0123456789"\r\n\r\n';

function passed(part: Partial<Passed> = {}): Passed {
  return {
    direction: 'out',
    side: 'wan',
    transport: 'udp',
    local: { address: '192.0.2.1', port: 5070 },
    remote: { address: '198.51.100.7', port: 5060 },
    bytes: Buffer.from(text),
    ...part,
  };
}

function packetOf(part: Partial<Passed> = {}): Buffer {
  const ring = new TraceRing(() => atMs);
  ring.note(passed(part));
  const [traced] = ring.messages();
  assert.ok(traced);
  return hep3(traced, 17);
}

/** Read as the specification says, chunk by chunk. */
function chunksOf(packet: Buffer): ReadonlyMap<number, Buffer> {
  assert.equal(packet.toString('latin1', 0, 4), 'HEP3');
  assert.equal(packet.readUInt16BE(4), packet.length);
  const found = new Map<number, Buffer>();
  for (let at = 6; at < packet.length; at += packet.readUInt16BE(at + 4)) {
    assert.equal(packet.readUInt16BE(at), 0, 'the generic vendor');
    found.set(
      packet.readUInt16BE(at + 2),
      packet.subarray(at + 6, at + packet.readUInt16BE(at + 4)),
    );
  }
  return found;
}

void test('addresses, ports, time, protocol, correlation and the masked message are in it', () => {
  const chunks = chunksOf(packetOf());
  const hex = (type: number) => chunks.get(type)?.toString('hex');
  assert.deepEqual([1, 2, 3, 4, 7, 8, 11, 12].map(hex), [
    '02',
    '11',
    'c0000201',
    'c6336407',
    '13ce',
    '13c4',
    '01',
    '00000011',
  ]);
  assert.equal(chunks.get(9)?.readUInt32BE(), Math.floor(atMs / 1000));
  assert.equal(chunks.get(10)?.readUInt32BE(), 250_000);
  assert.equal(chunks.get(17)?.toString(), 'c1');
  assert.equal(chunks.get(15)?.toString(), text.replace('0123456789', '**********'));
});

void test('what came in has its ends the other way round; IPv6 and TCP are said', () => {
  const chunks = chunksOf(
    packetOf({
      direction: 'in',
      transport: 'tls',
      local: { address: '2001:db8::1', port: 5061 },
      remote: { address: '2001:db8::2', port: 40_000 },
    }),
  );
  const hex = (type: number) => chunks.get(type)?.toString('hex');
  assert.deepEqual([1, 2].map(hex), ['0a', '06']);
  assert.equal(hex(5), '20010db8000000000000000000000002');
  assert.equal(hex(6), '20010db8000000000000000000000001');
  assert.equal(chunks.get(7)?.readUInt16BE(), 40_000);
});

void test('messages are sent while a target is set, to it, and no longer', async () => {
  const server = createSocket('udp4');
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const gateway = createFakeGateway();
  const ring = new TraceRing(() => atMs);
  const face = createCaptureFace({ ...gateway.context, view: { ...gateway.view, traces: ring } });
  const setTarget = (target: string) =>
    face.apply(setWeb(gateway.configuration(), { captureTarget: parseListener(target) }));
  try {
    ring.note(passed());
    await setTarget(`127.0.0.1:${server.address().port}`);
    const arrived = new Promise<Buffer>((resolve) => server.once('message', resolve));
    ring.note(passed({ bytes: Buffer.from('OPTIONS sip:x SIP/2.0\r\n\r\n') }));
    assert.match(
      chunksOf(await arrived)
        .get(15)
        ?.toString() ?? '',
      /^OPTIONS/,
    );
    await setTarget('off');
    let more = 0;
    server.on('message', () => (more += 1));
    ring.note(passed());
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(more, 0);
  } finally {
    await face.stop();
    server.close();
  }
});
