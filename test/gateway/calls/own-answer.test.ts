/** What a caller hears of the gateway itself, by the policy of its port. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import type { CallerParty } from '../../../src/gateway/calls/party.ts';
import { createConfirm } from '../../../src/gateway/calls/tone-answer.ts';
import { decode } from '../../../src/media/rtp/g711.ts';
import { Opener } from '../../../src/media/srtp/protection.ts';
import { masterBytes } from '../../../src/media/srtp/suites.ts';
import { realClock } from '../../../src/runtime/clock.ts';
import { type FakePhone, startPhone } from '../../media/fake-phone.ts';
import { levelOf } from '../../media/level.ts';
import { startMedia } from '../../media/start-media.ts';

const suite = 'AES_CM_128_HMAC_SHA1_80';
const key = Buffer.alloc(masterBytes(suite), 0x21).toString('base64');

function sealedOffer(phone: FakePhone): Buffer {
  const plain = phone.describe().toString().replace('RTP/AVP', 'RTP/SAVP');
  return Buffer.from(`${plain}a=crypto:1 ${suite} inline:${key}\r\n`);
}

type Outcome = { readonly answer: Buffer } | { readonly status: number };

/** A phone that dials a code with that offer: what it is told. */
async function dialCode(
  t: TestContext,
  offerOf: (phone: FakePhone) => Buffer,
  policy?: CallerParty['policy'],
) {
  const { media } = startMedia(t);
  const phone = await startPhone();
  t.after(() => phone.close());
  const confirm = createConfirm({
    media: () => media,
    clock: realClock,
    configuration: () => emptyConfiguration,
  });
  const outcome = await new Promise<Outcome>((settle) => {
    const caller = {
      ...({ side: 'lan', policy, offer: offerOf(phone), end: () => undefined } as const),
      answer: (answer: Buffer) => settle({ answer }),
      refuse: (status: number) => settle({ status }),
    };
    confirm(caller, true, 'call', () => undefined);
  });
  t.after(() => media.close('call'));
  return { phone, outcome, media };
}

test('a port that must have encryption hears the tone of its code encrypted', async (t) => {
  const { phone, outcome } = await dialCode(t, sealedOffer, { srtp: 'required' });
  assert.ok('answer' in outcome);
  const [, ours = ''] = /a=crypto:1 \S+ inline:([^|\s]+)/.exec(outcome.answer.toString()) ?? [];
  const opener = new Opener(Buffer.from(ours, 'base64'), suite);
  const opened: Buffer[] = [];
  for (let heard = 0; opened.length < 10; heard += 1) {
    await phone.heardPackets(heard + 1);
    const packet = opener.rtp(phone.heard[heard] ?? Buffer.alloc(0));
    assert.ok(packet, 'sealed for the phone');
    if (new Set(packet.subarray(12)).size > 10) opened.push(packet.subarray(12));
  }
  assert.ok(levelOf(decode(Buffer.concat(opened), 'pcma'), 350) > 500);
});

test('what cannot be answered is refused by what is wrong with it, and holds no ports', async (t) => {
  const offers = [() => Buffer.from('hello'), sealedOffer, (phone: FakePhone) => phone.describe()];
  const policies = [undefined, undefined, { srtp: 'required' }] as const;
  for (const [at, offerOf] of offers.entries()) {
    const { outcome, media } = await dialCode(t, offerOf, policies[at]);
    assert.deepEqual(outcome, { status: 488 });
    assert.equal(media.count(), 0);
  }
});
