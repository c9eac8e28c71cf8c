/** What every engine knows of how a call sounds: from packets, and from what legs report. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EngineChoice } from '../../../src/media/engine-choice.ts';
import type { SessionStats } from '../../../src/media/plan.ts';
import { composeReport } from '../../../src/media/rtp/compose-report.ts';
import { readReports } from '../../../src/media/rtp/rtcp.ts';
import { type FakePhone, startPhone } from '../fake-phone.ts';
import { range } from '../start-media.ts';
import { connect, engines, told } from './engines.ts';

/** What a leg reports of the other's audio. */
interface Heard {
  readonly lost: number;
  readonly jitter: number;
}

/**
 * Reports as a phone does: what it sends, and what it hears, with the last report that it was
 * given, as if it had had that for ten milliseconds.
 */
function report(phone: FakePhone, { lost, jitter }: Heard, packets: number): void {
  const [last] = phone.heardRtcp.slice(-1).flatMap((bytes) => readReports(bytes));
  const heard = {
    ...{ ssrc: last?.ssrc ?? 0, fractionLost: 25, lost, highest: packets, jitter },
    ...{ lastSenderReport: last?.ntpMiddle ?? 0, delaySinceLast: last === undefined ? 0 : 655 },
  };
  const sent = { ntpMs: performance.timeOrigin + performance.now(), timestamp: 160 * packets };
  phone.sendRtcp(
    composeReport({
      ssrc: phone.port,
      sent: { ...sent, packets, bytes: 160 * packets },
      heard,
      cname: 'phone',
    }),
  );
}

/** Until all that is asked for is told. */
async function statsWith(
  media: EngineChoice,
  isEnough: (stats: SessionStats) => boolean,
): Promise<SessionStats> {
  for (;;) {
    const stats = await media.stats('call');
    if (stats && isEnough(stats)) return stats;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Both speak, one with gaps; both report again and again, as it was heard by the other. */
function converse(t: TestContext, caller: FakePhone, callee: FakePhone): void {
  let sequence = 0;
  const speaking = setInterval(() => {
    sequence += 1;
    if (sequence % 10 !== 0) caller.speak([sequence], { ssrc: caller.port });
    callee.speak([sequence], { ssrc: callee.port });
    if (sequence % 10 !== 5) return;
    report(caller, { lost: 0, jitter: 16 }, sequence);
    report(callee, { lost: Math.floor(sequence / 10), jitter: 40 }, sequence);
  }, 20);
  t.after(() => clearInterval(speaking));
}

/** Both report, and it has got about that packets are lost. */
function isTold({ a, b }: SessionStats): boolean {
  return (
    [a, b].every(({ reported, opinionScore }) => reported && opinionScore) && (a.lost ?? 0) > 3
  );
}

for (const { name, skip, start } of engines) {
  test(`${name}: loss, jitter, round trip and how it sounds are told of legs that report`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    converse(t, caller, callee);
    const { a, b } = await statsWith(media, isTold);
    for (const leg of [a, b]) {
      assert.ok((leg.reported?.roundTripMs ?? -1) >= 0, JSON.stringify(leg));
      assert.ok((leg.jitterMs ?? -1) >= 0, JSON.stringify(leg));
      assert.ok((leg.opinionScore ?? 0) >= 1 && (leg.opinionScore ?? 5) <= 4.5);
    }
    assert.equal(b.reported?.jitterMs, 5);
    assert.ok((b.reported?.lost ?? 0) > 0);
    assert.ok((b.lost ?? 9) <= 1, `nothing of the callee was lost: ${b.lost}`);
    assert.ok((a.opinionScore ?? 5) < (b.opinionScore ?? 0), 'loss is heard');
  });

  test(`${name}: what a leg that ends here hears is measured, whoever reports`, {
    skip,
  }, async (t) => {
    const { media } = await start(t);
    const phone = await startPhone();
    t.after(() => phone.close());
    const offer = media.terminate('call', 'a', 'lan');
    phone.hear(await told(media, 'a', 'offer', offer));
    await told(media, 'b', 'answer', phone.describe());
    phone.speak([...range(1, 10), ...range(13, 10)], { ssrc: 7 });
    phone.speak([23, 24, 25], {
      ...{ ssrc: 7, payloadType: 101, timestamp: 4000 },
      payload: Uint8Array.of(5, 10, 0, 160),
    });
    const { a, b } = await statsWith(
      media,
      (stats) => stats.b.dtmfEvents === 1 && stats.b.packets === 23,
    );
    assert.equal(b.lost, 2);
    assert.equal(b.packets, 23);
    assert.ok((b.opinionScore ?? 0) >= 1);
    assert.ok(a.packets > 0 && a.lost === 0);
  });
}

const [, rtpengine] = engines;

test('rtpengine: what nobody reports is not called nothing', {
  skip: rtpengine?.skip ?? true,
}, async (t) => {
  const started = await rtpengine?.start(t);
  assert.ok(started);
  const { media } = started;
  const { caller, callee } = await connect(t, media);
  caller.speak([1, 5]);
  await callee.heardPackets(2);
  const stats = await statsWith(media, ({ a }) => a.packets === 2);
  const { lost, jitterMs, dtmfEvents, opinionScore, reported } = stats.a;
  assert.deepEqual(
    [lost, jitterMs, dtmfEvents, opinionScore, reported],
    Array.from({ length: 5 }, () => undefined),
  );
});
