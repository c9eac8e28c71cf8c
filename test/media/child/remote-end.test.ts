/** A leg behind sockets, with a clock of the test's. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Ears } from '../../../src/media/child/ear.ts';
import { Pacer } from '../../../src/media/child/pacer.ts';
import { PortPairs } from '../../../src/media/child/port-pairs.ts';
import { RemoteEnd } from '../../../src/media/child/remote-end.ts';
import { limits } from '../../../src/media/limits.ts';
import { Reception } from '../../../src/media/rtp/reception.ts';
import { type FakePhone, startPhone } from '../fake-phone.ts';
import { range, startRange } from '../start-media.ts';

const nothing = () => undefined;

async function startEnd(t: TestContext) {
  const [leg, stranger] = [await startPhone(), await startPhone()];
  const pairs = new PortPairs();
  const { low: port } = startRange();
  t.after(() => {
    leg.close();
    stranger.close();
    pairs.release(port);
  });
  for (const phone of [leg, stranger])
    phone.hear(Buffer.from(`c=IN IP4 127.0.0.1\r\nm=audio ${port} RTP/AVP 8`));
  const clock = { nowMs: 0 };
  const reception = new Reception();
  const pacer = new Pacer();
  const end = new RemoteEnd(
    {
      ...{ kind: 'remote', bind: '127.0.0.1', port, generation: 1, sends: true, isHeld: false },
      signalled: { address: '127.0.0.1', port: leg.port },
    },
    { transport: 'rtp', isSealed: false, clockRates: {}, eventTypes: [] },
    {
      now: () => clock.nowMs,
      ...{ pacer, ears: new Ears(pacer, nothing), pairs, reception },
      ...{ unbound: nothing, played: nothing, fileFailed: nothing, pressed: nothing },
      heard: nothing,
    },
  );
  t.after(() => end.close());
  return { leg, stranger, reception, clock };
}

/** A few at a time, so that none is lost on its way. */
async function speakUntil(phone: FakePhone, isEnough: () => boolean): Promise<void> {
  for (let sequence = 0; !isEnough(); sequence += 50) {
    phone.speak(range(sequence, 50), { ssrc: 9 });
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  }
}

test('strangers are counted long after the leg was learnt; a flood of them is left to the kernel', async (t) => {
  const { leg, stranger, reception, clock } = await startEnd(t);
  const heard = async (count: number) => {
    while (reception.stats().packets !== count) await new Promise(setImmediate);
  };
  leg.speak([1]);
  await heard(1);
  clock.nowMs = 60_000;
  stranger.speak(range(1, 5), { ssrc: 9 });
  leg.speak([2]);
  await heard(2);
  assert.equal(reception.foreign, 5);
  await speakUntil(stranger, () => reception.foreign >= limits.foreignCounted);
  leg.speak([3]);
  await heard(3);
  const { foreign } = reception;
  stranger.speak(range(1, 5), { ssrc: 9 });
  leg.speak([4]);
  await heard(4);
  assert.equal(reception.foreign, foreign);
});
