/** Reports of our own: bytes, intervals, what a block says. RFC 3550 §6.4, §6.3.1, A.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { composeReport } from '../../../src/media/rtp/compose-report.ts';
import { Reception } from '../../../src/media/rtp/reception.ts';
import { reportIntervalMs } from '../../../src/media/rtp/report-interval.ts';
import { readReports } from '../../../src/media/rtp/rtcp.ts';

const heard = {
  ssrc: 0xbb,
  fractionLost: 64,
  lost: 5,
  highest: 0x1_0007,
  jitter: 80.4,
  lastSenderReport: 0x1111_2222,
  delaySinceLast: 65_536,
};

test('a sender report carries its time, its counts and one block, and a name behind it', () => {
  const sent = { ntpMs: 1500, timestamp: 160, packets: 3, bytes: 480 };
  const bytes = composeReport({ ssrc: 0xaa, sent, heard, cname: 'abc' });
  assert.equal(
    bytes.toString('hex'),
    '81c8000c000000aa' +
      '0000000180000000000000a000000003000001e0' +
      '000000bb4000000500010007000000501111222200010000' +
      '81ca0003000000aa0103616263000000',
  );
  const [report] = readReports(bytes);
  assert.equal(report?.ntpMiddle, 0x0001_8000);
  assert.deepEqual(report?.blocks[0]?.lost, 5);
});

test('without anything sent it is a receiver report; without anything heard it has no block', () => {
  assert.match(composeReport({ ssrc: 1, heard, cname: 'a' }).toString('hex'), /^81c90007/);
  assert.match(composeReport({ ssrc: 1, cname: 'a' }).toString('hex'), /^80c9000100000001/);
});

test('whatever is counted, a report is whole words and can be read', () => {
  const counts = fc.record({
    ntpMs: fc.double({ min: 0, max: 2 ** 45, noNaN: true }),
    timestamp: fc.nat(0xffff_ffff),
    packets: fc.nat(),
    bytes: fc.nat(2 ** 40),
  });
  fc.assert(
    fc.property(counts, fc.integer({ min: -(2 ** 22), max: 2 ** 40 }), (sent, lost) => {
      const bytes = composeReport({ ssrc: 1, sent, heard: { ...heard, lost }, cname: 'x' });
      assert.equal(bytes.length % 4, 0);
      assert.equal(readReports(bytes).length, 1);
    }),
  );
});

test('reports come after 5 s in the mean, the first after half of that, spread by half', () => {
  const mean = 5000 / (Math.E - 1.5);
  assert.equal(reportIntervalMs(100, false, 0.5), mean);
  assert.equal(reportIntervalMs(100, true, 0.5), mean / 2);
  assert.equal(reportIntervalMs(100, false, 0), mean / 2);
  assert.equal(reportIntervalMs(100, false, 1), mean * 1.5);
  // Longer ones than the bandwidth bears come more seldom.
  assert.equal(reportIntervalMs(2500, false, 0.5), 2 * mean);
});

test('a block says what was lost since the one before, and all that was', () => {
  const reception = new Reception();
  const hear = (...sequences: readonly number[]) => {
    for (const sequence of sequences) {
      const head = { hasMarker: false, payloadType: 8, ssrc: 9, payloadStart: 12, payloadEnd: 172 };
      reception.take({ ...head, sequence, timestamp: sequence * 160 }, sequence * 20, 8000, false);
    }
  };
  assert.equal(reception.block(), undefined);
  hear(65_534, 65_535, 1, 2);
  assert.deepEqual(reception.block(), {
    ssrc: 9,
    fractionLost: Math.floor(256 / 5),
    lost: 1,
    highest: 0x1_0002,
    jitter: 0,
  });
  hear(3, 4, 5, 6);
  const { fractionLost, lost } = reception.block() ?? {};
  assert.deepEqual([fractionLost, lost], [0, 1]);
  const again = reception.block();
  assert.deepEqual([again?.fractionLost, again?.lost], [0, 1], 'nothing was expected since');
});
