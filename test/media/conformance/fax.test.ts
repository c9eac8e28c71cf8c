/** Fax over UDPTL: passed unparsed, in place of the audio of a call. ITU-T T.38, RFC 7345 §2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopback } from '../start-media.ts';
import { connect, engines, exchange, told } from './engines.ts';

const indicator = Buffer.from([0, 0, 1, 0, 0, 0]);

for (const { name, skip, start } of engines) {
  for (const srtp of ['off', 'preferred'] as const) {
    test(`${name}: a call becomes a fax and a call again, SRTP ${srtp}`, { skip }, async (t) => {
      const { media } = await start(t, {
        addresses: { ...loopback, wan: { ...loopback.wan, srtp } },
      });
      const { caller, callee } = await connect(t, media);
      caller.speak([1]);
      await callee.heardPackets(1);
      // The called machine is the one that hears the fax tone and asks for it.
      const offer = await told(media, 'b', 'offer', callee.describeFax());
      assert.match(offer.toString(), /^m=image \d+ udptl t38\r$/m);
      assert.match(offer.toString(), /^a=T38FaxUdpEC:t38UDPRedundancy\r$/m);
      assert.ok(!offer.includes('crypto'));
      caller.hear(offer);
      callee.hear(await told(media, 'a', 'answer', caller.describeFax()));
      await media.stats('call');
      callee.send(indicator);
      await caller.heardPackets(1);
      assert.deepEqual(caller.heard[0], indicator);
      caller.send(Buffer.from([0, 1, 0, 0]));
      await callee.heardPackets(2);
      assert.deepEqual(callee.heard[1], Buffer.from([0, 1, 0, 0]));
      await exchange(media, { caller, callee });
      caller.speak([2]);
      await callee.heardPackets(3);
    });
  }

  test(`${name}: a fax that is refused leaves the audio as it was`, { skip }, async (t) => {
    const { media } = await start(t);
    const { caller, callee } = await connect(t, media);
    await told(media, 'b', 'offer', callee.describeFax());
    // A 488 brings no description: the offerer goes back to what was agreed.
    await exchange(media, { caller, callee });
    caller.speak([1]);
    await callee.heardPackets(1);
  });
}
