/** RTCP reports, what they say of a leg, and what it sounds like. RFC 3550 §6.4, ITU-T G.107. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { opinionScore } from '../../../src/media/rtp/e-model.ts';
import { Reports } from '../../../src/media/rtp/reports.ts';
import { readReports } from '../../../src/media/rtp/rtcp.ts';

/** The middle of the NTP time is 0x11112222. */
const senderReport = Buffer.from('80c80006000000aa00001111222200000000000000000000000000ff', 'hex');

function receiverReport(delaySinceLast: number): Buffer {
  const head = '81c90007000000bb000000aa400000050000100000000050';
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(0x1111_2222, 0);
  tail.writeUInt32BE(delaySinceLast, 4);
  return Buffer.concat([Buffer.from(head, 'hex'), tail]);
}

test('a compound packet is read report by report, others between them', () => {
  const description = Buffer.from('81ca0002000000aa01000000', 'hex');
  const reports = readReports(Buffer.concat([senderReport, description, receiverReport(65_536)]));
  assert.deepEqual(reports, [
    { ssrc: 0xaa, ntpMiddle: 0x1111_2222, blocks: [] },
    {
      ssrc: 0xbb,
      ntpMiddle: undefined,
      blocks: [
        {
          ssrc: 0xaa,
          fractionLost: 64,
          lost: 5,
          jitter: 80,
          lastSenderReport: 0x1111_2222,
          delaySinceLast: 65_536,
        },
      ],
    },
  ]);
});

test('the round trip is the time since the sender report, less what the leg held it', () => {
  const reports = new Reports();
  reports.towards(senderReport, 1000);
  reports.from(receiverReport(65_536), 2042, 8000);
  assert.deepEqual(reports.stats(), { lost: 5, lossShare: 0.25, jitterMs: 10, roundTripMs: 42 });
});

test('a report on nothing that passed here has no round trip', () => {
  const reports = new Reports();
  assert.equal(reports.stats(), undefined);
  reports.from(receiverReport(0), 2000, 8000);
  assert.equal(reports.stats()?.roundTripMs, undefined);
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(200, 201, 202),
      (bytes, type) => {
        const packet = Buffer.concat([Buffer.from([0x9f, type, 0, bytes.length >> 2]), bytes]);
        assert.ok(Array.isArray(readReports(packet)));
        assert.ok(Array.isArray(readReports(Buffer.from(bytes))));
      },
    ),
  );
});

test('the opinion falls with loss and delay, from 4.4 to 1', () => {
  const clean = { lossShare: 0, jitterMs: 0, roundTripMs: 0 };
  const score = (more: Partial<typeof clean>) => opinionScore({ ...clean, ...more });
  assert.ok(Math.abs(score({}) - 4.4) < 0.02, String(score({})));
  // G.113 appendix I: with concealment 5 % of loss still leave a fair impression.
  assert.ok(score({ lossShare: 0.05 }) > 3.5 && score({ lossShare: 0.05 }) < 4.2);
  assert.ok(score({ lossShare: 0.01 }) > score({ lossShare: 0.05 }));
  assert.ok(score({ roundTripMs: 800 }) < score({ roundTripMs: 200 }));
  assert.ok(score({ jitterMs: 60 }) < score({ jitterMs: 5 }));
  assert.equal(score({ lossShare: 1, roundTripMs: 5000 }), 1);
});
