/** Session timers beyond the plain refresh: roles, 422 on either leg, peers that refuse. RFC 4028. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from '../../../src/sip/message/message.ts';
import { answer, contactField, Scene } from './scene.ts';

const timed = (refresher: string, seconds = 600) => ({
  fields: [`Session-Expires: ${seconds};refresher=${refresher}`, 'Require: timer'],
});

function expires(message: Pick<Request, 'headers'>): string | undefined {
  return message.headers.first('Session-Expires');
}

/** A call out whose session we refresh; the first refresh is due. */
function due(scene = new Scene()) {
  const leg = scene.connected({}, timed('uac'));
  scene.world.clock.advance(300_000);
  return { scene, leg, update: scene.world.takeRequest() };
}

test('422 to a refresh: it goes out again with the Min-SE it names, and so do all later ones', () => {
  const { scene, leg, update } = due();
  scene.world.answer(update, 422, { fields: ['Min-SE: 1200'] });
  const again = scene.world.takeRequest();
  assert.deepEqual([again.method, expires(again)], ['UPDATE', '1200;refresher=uac']);
  assert.equal(again.headers.first('Min-SE'), '1200');
  scene.world.answer(again, 200, timed('uac', 1200));
  scene.world.clock.advance(600_000);
  assert.equal(scene.world.takeRequest().headers.first('Min-SE'), '1200');
  assert.equal(leg.isOver(), false);
});

test('422 to a re-INVITE of one leg is settled on that leg: the other one hears of no 422', () => {
  const scene = new Scene();
  const leg = scene.connected({}, timed('uas'));
  const heard: number[] = [];
  leg.offer(Buffer.from(answer), (status) => heard.push(status));
  scene.world.answer(scene.world.takeRequest(), 422, { fields: ['Min-SE: 900'] });
  const [ack, again] = scene.world.take().map(({ message }) => message);
  assert.ok(ack?.kind === 'request' && again?.kind === 'request');
  assert.deepEqual([ack.method, again.method], ['ACK', 'INVITE']);
  assert.equal(expires(again), '900;refresher=uas');
  scene.world.answer(again, 200, {
    fields: [contactField, ...timed('uas', 900).fields],
    body: answer,
  });
  assert.deepEqual(heard, [200]);
});

test('a 422 that names nothing, or more than two hours, is not followed', () => {
  for (const fields of [[], ['Min-SE: 7201'], ['Min-SE: x']]) {
    const { scene, update } = due();
    scene.world.answer(update, 422, { fields });
    assert.deepEqual(scene.world.takeNames(), ['INVITE'], 'the other way to refresh');
  }
});

test('a refresh that meets glare or a busy peer is sent again after the wait', () => {
  for (const [status, fields, least, most] of [
    [491, [], 2100, 4000],
    [500, ['Retry-After: 7'], 7000, 7000],
  ] as const) {
    const { scene, update } = due();
    scene.world.answer(update, status, { fields });
    scene.world.clock.advance(least - 1);
    assert.deepEqual(scene.world.take(), []);
    scene.world.clock.advance(most - least + 1);
    assert.deepEqual(new Set(scene.world.takeNames()), new Set(['UPDATE']));
  }
});

test('a peer that refuses every refresh is asked four times, and hung up on at the end', () => {
  const { scene, leg, update } = due();
  let next = update;
  for (let tries = 1; tries < 4; tries += 1) {
    scene.world.answer(next, 491);
    scene.world.clock.advance(4000);
    // The last of them: without an answer it is repeated.
    const again = scene.world.take().at(-1)?.message;
    assert.ok(again?.kind === 'request');
    next = again;
  }
  scene.world.answer(next, 491);
  scene.world.clock.advance(250_000);
  assert.deepEqual(scene.world.take(), []);
  scene.world.clock.advance(20_000);
  assert.deepEqual(new Set(scene.world.takeNames()), new Set(['BYE']));
  assert.deepEqual(scene.legFacts, [
    { type: 'ended', reason: 'session timer ran out', why: 'not refreshed' },
  ]);
  assert.equal(leg.isOver(), true);
});

test('a peer that refuses UPDATE is refreshed by re-INVITE', () => {
  const { scene, leg, update } = due();
  scene.world.answer(update, 405);
  const invite = scene.world.takeRequest();
  assert.deepEqual([invite.method, expires(invite)], ['INVITE', '600;refresher=uac']);
  const fields = [contactField, ...timed('uac').fields];
  scene.world.answer(invite, 200, { fields, body: answer });
  scene.world.take();
  scene.world.clock.advance(299_999);
  assert.equal(leg.isOver(), false);
  scene.world.clock.advance(1);
  assert.deepEqual(scene.world.takeNames(), ['UPDATE']);
});

test('a later offer of the peer that says nothing of the session keeps interval and refresher', () => {
  for (const [refresher, kept] of [
    ['uas', '600;refresher=uac'],
    ['uac', '600;refresher=uas'],
  ] as const) {
    const scene = new Scene();
    const leg = scene.connected({}, timed(refresher));
    scene.world.clock.advance(200_000);
    const fields = ['Supported: timer'];
    scene.world.receive(scene.inside(leg, 'INVITE', 1, { fields, body: answer }));
    scene.settle(200);
    assert.equal(expires(scene.world.takeResponse()), kept);
    scene.ack(leg, 1);
  }
});

test('an offer of a peer that knows no timers refreshes the session all the same', () => {
  const scene = new Scene();
  const leg = scene.connected({}, timed('uas'));
  scene.world.clock.advance(500_000);
  scene.world.receive(scene.inside(leg, 'UPDATE', 1));
  assert.equal(scene.world.takeResponse().headers.count('Session-Expires'), 0);
  scene.world.clock.advance(500_000);
  assert.equal(leg.isOver(), false);
  scene.world.clock.advance(68_000);
  assert.equal(leg.isOver(), true);
});

test('what the caller puts up with is kept to: never below its Min-SE, nor longer than a day', () => {
  for (const [fields, agreed] of [
    [['Supported: timer', 'Min-SE: 3600'], '3600;refresher=uac'],
    [['Supported: timer', 'Session-Expires: 4000000000'], '86400;refresher=uac'],
    [['Supported: timer', 'Session-Expires: 900;refresher=nobody'], '900;refresher=uac'],
    [['Session-Expires: 60'], '90;refresher=uas'],
    [['Supported: timer', 'Min-SE: 4000000000'], undefined],
  ] as const) {
    const scene = new Scene();
    const session = { expiresSeconds: 1800, minSeconds: 90 };
    scene.ringing({ fields }, { session }).answer(Buffer.from(answer));
    assert.equal(expires(scene.world.takeResponse()), agreed, fields.join());
  }
});

test('an answer that grants seconds or centuries makes neither a storm nor a timer without end', () => {
  const brief = new Scene();
  brief.connected({}, timed('uac', 1));
  brief.world.clock.advance(44_999);
  assert.deepEqual(brief.world.take(), []);
  const long = new Scene();
  long.connected({}, timed('uac', 4_000_000_000));
  long.world.clock.advance(43_200_000);
  assert.deepEqual(long.world.takeNames(), ['UPDATE']);
});
