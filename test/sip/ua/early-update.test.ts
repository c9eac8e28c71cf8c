/** UPDATE before the answer, on either side of us. RFC 3311 §5; RFC 6337 §3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Response } from '../../../src/sip/message/message.ts';
import { type RequestParts, requestText } from '../wire-world.ts';
import { answer, contactField, cseqOf, offer, Scene } from './scene.ts';

const other = Buffer.from('v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\n');
const updates = 'Allow: INVITE, UPDATE';

function retryAfter(response: Response): number {
  return Number(response.headers.first('Retry-After'));
}

/** A caller that has heard an answer reliably, and has said so unless told otherwise. */
function rung(isAcknowledged = true) {
  const scene = new Scene();
  const invite = scene.ringing({ fields: ['Supported: 100rel', updates] });
  invite.ring(183, offer);
  const response = scene.world.takeResponse();
  const to = response.headers.first('To') ?? '';
  let cseq = 1;
  const ask = (method: string, parts: RequestParts = {}) => {
    cseq += 1;
    scene.world.receive(requestText(method, { to, cseq, branch: `z9hG4bK${cseq}`, ...parts }));
  };
  const asked = (method: string, parts: RequestParts = {}) => {
    ask(method, parts);
    return scene.world.takeResponse();
  };
  const prack = () =>
    asked('PRACK', { fields: [`RAck: ${response.headers.first('RSeq')} 1 INVITE`] });
  if (isAcknowledged) prack();
  return { scene, invite, ask, asked, prack };
}

test('a caller whose offer has no answer yet may say where it is, and offer nothing new', () => {
  const { asked, scene, invite } = rung(false);
  const moved = asked('UPDATE', { fields: ['Contact: <sip:moved@192.0.2.9>'] });
  assert.equal(moved.status, 200);
  assert.equal(moved.headers.first('Contact'), '<sip:bob@192.0.2.1:5070>');
  const early = asked('UPDATE', { body: answer });
  assert.equal(early.status, 500);
  assert.ok(retryAfter(early) >= 0 && retryAfter(early) <= 10);
  assert.deepEqual([invite.early()?.isBound(), invite.early()?.canOffer()], [true, false]);
  assert.deepEqual(scene.legFacts, []);
});

test('after PRACK its offer is told, and answered once; a second one meanwhile meets 500 and a pause', () => {
  const { scene, ask, asked } = rung();
  ask('UPDATE', { body: answer });
  assert.deepEqual(scene.legTypes(), ['offered']);
  for (const body of [answer, '']) {
    const second = asked('UPDATE', { body });
    assert.equal(second.status, 500);
    assert.ok(retryAfter(second) >= 0 && retryAfter(second) <= 10);
  }
  scene.settle(200, other);
  scene.settle(488);
  const [ok, ...more] = scene.world.take().map(({ message }) => message);
  assert.ok(ok?.kind === 'response' && ok.status === 200 && more.length === 0);
  assert.deepEqual(ok.body, other);
  ask('UPDATE', { body: answer });
  scene.settle(488);
  assert.equal(scene.world.takeResponse().status, 488);
});

test('old numbers, and sessions that are too short, are refused', () => {
  const { asked } = rung();
  assert.equal(asked('UPDATE', { cseq: 90 }).status, 200);
  assert.equal(asked('UPDATE', { cseq: 80, branch: 'z9hG4bKold' }).status, 500);
  const brief = asked('UPDATE', { cseq: 91, fields: ['Session-Expires: 89', 'Supported: timer'] });
  assert.deepEqual([brief.status, brief.headers.first('Min-SE')], [422, '90']);
});

test('while an UPDATE of ours is out theirs meets 491, and the 2xx of the INVITE waits', () => {
  const { scene, invite, asked } = rung();
  const heard: number[] = [];
  assert.equal(invite.early()?.canOffer(), true);
  invite.early()?.offer(other, (status) => heard.push(status));
  const update = scene.world.takeRequest();
  assert.equal(update.method, 'UPDATE');
  assert.equal(invite.early()?.canOffer(), false);
  assert.equal(asked('UPDATE', { body: answer }).status, 491);
  invite.answer(other);
  assert.deepEqual(scene.world.take(), []);
  scene.world.answer(update, 200, { fields: [contactField], body: answer });
  assert.deepEqual(heard, [200]);
  const ok = scene.world.takeResponse();
  assert.deepEqual([ok.status, ok.body.length], [200, 0], 'it has been described already');
  const leg = invite.leg();
  assert.ok(leg);
  scene.ack(leg);
  leg.bye();
  assert.equal(cseqOf(scene.world.takeRequest()), cseqOf(update) + 1);
});

test('refused while an UPDATE of ours is out, the INVITE is never answered after all', () => {
  const { scene, invite } = rung();
  invite.early()?.offer(other, () => undefined);
  const update = scene.world.takeRequest();
  invite.answer(other);
  invite.refuse(480);
  assert.deepEqual(scene.world.takeNames(), ['480']);
  scene.world.answer(update, 200, { fields: [contactField], body: answer });
  assert.deepEqual(scene.world.take(), []);
});

test('what has been answered reliably is not described again: not by 180, not by the 2xx', () => {
  const { scene, invite } = rung();
  invite.ring(180, offer);
  assert.equal(scene.world.takeResponse().body.length, 0);
  invite.answer(offer);
  assert.equal(scene.world.takeResponse().body.length, 0);
});

test('an answer that has changed since is in the 2xx', () => {
  const { scene, invite } = rung();
  invite.answer(other);
  assert.deepEqual(scene.world.takeResponse().body, other);
});

/** A call out that rings; reliably, with an answer, unless told otherwise. */
function ringing(fields: readonly string[] = ['Require: 100rel', 'RSeq: 7']) {
  const scene = new Scene();
  const handle = scene.call();
  const invite = scene.world.takeRequest();
  scene.world.answer(invite, 183, { fields: [contactField, updates, ...fields], body: answer });
  const pracks = scene.world.take().length;
  scene.facts.length = 0;
  let cseq = 10;
  const ask = (parts: RequestParts = {}) => {
    cseq += 1;
    scene.world.receive(
      requestText('UPDATE', {
        uri: 'sip:alice@192.0.2.1:5070',
        branch: `z9hG4bK${cseq}`,
        from: '<sip:bob@example.com>;tag=peer',
        to: '<sip:alice@example.com>;tag=ours',
        callId: 'call@192.0.2.1',
        cseq,
        ...parts,
      }),
    );
  };
  return { scene, handle, invite, ask, pracks };
}

test('a callee that has not answered our offer reliably meets 491 with one of its own', () => {
  const { scene, ask, pracks, handle } = ringing([]);
  assert.equal(pracks, 0);
  ask({ body: answer });
  assert.deepEqual(scene.world.takeNames(), ['491']);
  ask();
  assert.deepEqual(scene.world.takeNames(), ['200']);
  assert.equal(handle.early()?.canOffer(), false);
});

test('after its reliable answer its offer is told, and the confirmed dialog goes on counting', () => {
  const { scene, ask, invite, pracks } = ringing();
  assert.equal(pracks, 1);
  ask({ body: answer });
  const fact = scene.last();
  assert.ok(fact?.type === 'offered');
  fact.answer(200, other);
  assert.deepEqual(scene.world.takeResponse().body, other);
  scene.world.answer(invite, 200, { fields: [contactField] });
  scene.world.take();
  const last = scene.last();
  assert.ok(last?.type === 'answered');
  assert.equal(scene.ask(last.leg, 'INFO', 10), 500, 'lower than that of its UPDATE');
  assert.equal(scene.ask(last.leg, 'INFO', 12), 200);
});

test('an offer of ours goes to the callee’s Contact; with several early dialogs to none', () => {
  const { scene, handle, invite } = ringing();
  const heard: number[] = [];
  handle.early()?.offer(other, (status) => heard.push(status));
  const update = scene.world.takeRequest();
  assert.deepEqual([update.uri, cseqOf(update)], ['sip:peer@192.0.2.7:5060', 3]);
  scene.world.answer(update, 491);
  assert.deepEqual(heard, [491]);
  scene.world.answer(invite, 180, { tag: 'another', fields: [contactField] });
  assert.equal(handle.early(), undefined);
});

test('what is pending when the INVITE is refused gets 487, what comes after it 481', () => {
  const { scene, ask, invite } = ringing();
  ask({ body: answer });
  scene.world.answer(invite, 486);
  assert.deepEqual(new Set(scene.world.takeNames()), new Set(['ACK', '487']));
  ask();
  assert.deepEqual(scene.world.takeNames(), ['481']);
  assert.equal(scene.dialogs.count(), 0);
});
