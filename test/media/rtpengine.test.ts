/**
 * SRTP with another implementation at the other end: rtpengine turns it into plain RTP and back.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suites } from '../../src/media/srtp/suites.ts';
import { startPhone } from './fake-phone.ts';
import { rtpengine, startRtpengine } from './rtpengine.ts';
import { loopback, range, startMedia } from './start-media.ts';

const skip = rtpengine === undefined ? 'rtpengine is not installed' : false;

for (const suite of suites) {
  test(`${suite} is understood by rtpengine, and rtpengine by us`, { skip }, async (t) => {
    const { ask, stop } = await startRtpengine(10);
    t.after(stop);
    const { media } = startMedia(t, {
      addresses: { ...loopback, wan: { ...loopback.wan, srtp: 'required' } },
    });
    const caller = await startPhone();
    const callee = await startPhone();
    t.after(() => [caller, callee].map((phone) => phone.close()));
    const id = { 'call-id': suite, 'from-tag': 'a', ICE: 'remove' };
    const offer = (await media.relay('call', 'a', 'lan', 'wan', caller.describe())).toString();
    const other = new RegExp(`a=crypto:\\d (?!${suite} ).*\r\n`);
    callee.hear(
      await ask({
        ...id,
        command: 'offer',
        sdp: offer.replace(other, ''),
        'transport-protocol': 'RTP/AVP',
      }),
    );
    const answer = await ask({
      ...id,
      command: 'answer',
      'to-tag': 'b',
      sdp: callee.describe().toString(),
    });
    assert.match(answer.toString(), new RegExp(`a=crypto:\\d ${suite} `));
    caller.hear(await media.relay('call', 'b', 'wan', 'lan', answer));
    await media.stats('call');
    const payload = Uint8Array.from({ length: 160 }, (_, at) => at);
    caller.speak(
      range(65_533, 6).map((at) => at & 0xffff),
      { payload },
    );
    await callee.heardPackets(6);
    assert.deepEqual(callee.heard[5]?.subarray(12), Buffer.from(payload));
    callee.speak(range(1, 3), { payload, ssrc: 2 });
    await caller.heardPackets(3);
    assert.deepEqual(caller.heard[2]?.subarray(12), Buffer.from(payload));
    assert.equal((await media.stats('call'))?.b.foreign, 0);
  });
}
