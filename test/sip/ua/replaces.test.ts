/** Replaces, referrals and how they go: RFC 3891, RFC 3515. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellReferral } from '../../../src/sip/ua/referral-progress.ts';
import { replacedLeg } from '../../../src/sip/ua/replaced-leg.ts';
import { parseReplaces } from '../../../src/sip/ua/replaces.ts';
import { parsedRequest } from '../message/samples.ts';
import { requestText } from '../wire-world.ts';
import { Scene } from './scene.ts';

function invite(...replaces: readonly string[]) {
  return parsedRequest(
    requestText('INVITE', { fields: replaces.map((text) => `Replaces: ${text}`) }),
  );
}

test('the dialog is found by its three parts, as we name them', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const { callId, localTag, remoteTag } = leg.dialog;
  const found = replacedLeg(
    scene.dialogs,
    invite(`${callId};to-tag=${localTag};from-tag=${remoteTag}`),
  );
  assert.ok(found.kind === 'leg');
  assert.equal(found.leg, leg);
  assert.equal(replacedLeg(scene.dialogs, invite()).kind, 'none');
});

test('no match is 481, a malformed or doubled one 400, early-only on a confirmed one 486', () => {
  const scene = new Scene();
  const { callId, localTag, remoteTag } = scene.connected().dialog;
  const good = `${callId};to-tag=${localTag};from-tag=${remoteTag}`;
  for (const [fields, status] of [
    [[`${callId};to-tag=${remoteTag};from-tag=${localTag}`], 481],
    [['other;to-tag=a;from-tag=b'], 481],
    [[good, good], 400],
    [[`${callId};to-tag=${localTag}`], 400],
    [[`;to-tag=a;from-tag=b`], 400],
    [[`${good};early-only`], 486],
  ] as const) {
    const found = replacedLeg(scene.dialogs, invite(...fields));
    assert.deepEqual(found, { kind: 'refused', status }, fields.join());
  }
});

test('an early dialog that came to us is not replaced', () => {
  const scene = new Scene();
  const ringing = scene.ringing();
  ringing.ring(180);
  const [callId, local, remote] = ringing.key().split(' ');
  const text = `${callId};to-tag=${local};from-tag=${remote}`;
  assert.deepEqual(replacedLeg(scene.dialogs, invite(text)), { kind: 'refused', status: 481 });
});

test('a tag twice is malformed', () => {
  assert.equal(parseReplaces('id;to-tag=a;to-tag=b;from-tag=c'), undefined);
});

test('how a transfer goes is told in NOTIFYs, the final one ends them', () => {
  const scene = new Scene();
  const leg = scene.connected();
  tellReferral(leg, 180);
  const ringing = scene.world.takeRequest();
  assert.equal(ringing.method, 'NOTIFY');
  assert.equal(ringing.headers.first('Event'), 'refer');
  assert.match(ringing.headers.first('Subscription-State') ?? '', /^active/);
  assert.equal(ringing.body.toString(), 'SIP/2.0 180 Ringing\r\n');
  tellReferral(leg, 200);
  const [, final] = [ringing, scene.world.takeRequest()];
  assert.match(final.headers.first('Subscription-State') ?? '', /^terminated/);
  // RFC 5057: a 481 ends the subscription, never the call.
  scene.world.answer(final, 481);
  assert.equal(leg.isOver(), false);
  leg.bye();
  scene.world.take();
  tellReferral(leg, 200);
  assert.deepEqual(scene.world.take(), []);
});
