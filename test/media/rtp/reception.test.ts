/** What is counted of a leg's packets. RFC 3550 A.1, A.3, A.8. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatRtp, isRtcp, readRtpHeader } from '../../../src/media/rtp/header.ts';
import { Reception } from '../../../src/media/rtp/reception.ts';

interface Arrival {
  readonly sequence: number;
  readonly atMs?: number;
  readonly ssrc?: number;
}

function receive(arrivals: readonly Arrival[]) {
  const reception = new Reception();
  for (const { sequence, atMs = 0, ssrc = 1 } of arrivals) {
    const packet = formatRtp({
      hasMarker: false,
      payloadType: 8,
      sequence: sequence & 0xffff,
      timestamp: (sequence * 160) >>> 0,
      ssrc,
      payload: new Uint8Array(160),
    });
    const header = readRtpHeader(packet);
    assert.ok(header);
    reception.take(header, atMs, 8000, false);
  }
  return reception.stats();
}

test('gaps are loss, across the wrap of the sequence numbers too', () => {
  assert.equal(receive([65_533, 65_534, 65_537, 65_538].map((sequence) => ({ sequence }))).lost, 2);
});

test('reordered packets are not lost', () => {
  assert.equal(receive([1, 2, 4, 3, 5].map((sequence) => ({ sequence }))).lost, 0);
});

test('a sender that begins anew is not a loss of thousands', () => {
  const again = receive([1, 2, 40_000, 40_001, 40_003].map((sequence) => ({ sequence })));
  assert.equal(again.lost, 1);
  const other = receive([
    { sequence: 1 },
    { sequence: 3 },
    { sequence: 900, ssrc: 2 },
    { sequence: 901, ssrc: 2 },
  ]);
  assert.equal(other.lost, 1);
});

test('steady arrival has no jitter; alternating ones approach the difference', () => {
  const steady = Array.from({ length: 100 }, (_, at) => ({ sequence: at, atMs: at * 20 }));
  assert.equal(receive(steady).jitterMs, 0);
  const shaken = steady.map(({ sequence, atMs }) => ({
    sequence,
    atMs: atMs + (sequence % 2) * 8,
  }));
  const { jitterMs } = receive(shaken);
  assert.ok(jitterMs > 7.9 && jitterMs <= 8, String(jitterMs));
});

test('a header that reaches beyond its packet is none', () => {
  const whole = formatRtp({
    hasMarker: true,
    payloadType: 101,
    sequence: 7,
    timestamp: 8,
    ssrc: 9,
    payload: Uint8Array.of(1, 2, 3),
  });
  assert.deepEqual(readRtpHeader(whole), {
    hasMarker: true,
    payloadType: 101,
    sequence: 7,
    timestamp: 8,
    ssrc: 9,
    payloadStart: 12,
    payloadEnd: 15,
  });
  const broken = [
    { at: 0, byte: 0x40 },
    { at: 0, byte: 0x8f },
    { at: 0, byte: 0x90 },
    { at: 0, byte: 0xa0 },
  ];
  for (const { at, byte } of broken) {
    const bytes = Buffer.concat([whole, Buffer.from([255])]);
    bytes[at] = byte;
    assert.equal(readRtpHeader(bytes), undefined, byte.toString(16));
  }
  assert.ok(isRtcp(Buffer.from([0x81, 200, 0, 1, 0, 0, 0, 0])));
  assert.ok(!isRtcp(whole));
});

test('no bytes make the header reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const header = readRtpHeader(Buffer.from(bytes));
      assert.ok(header === undefined || header.payloadEnd <= bytes.length);
    }),
  );
});
