/**
 * The race conditions of RFC 5407 §3, one test each. The peer of the RFC is always on the other
 * side of us.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, contactField, offer, Scene } from './scene.ts';

// §3.1 The callee is in the moratorium: its 2xx is out, the ACK is not in.

test('§3.1.1: an INVITE that comes again after the 2xx starts nothing new', () => {
  const scene = new Scene();
  const leg = scene.answered({}, { ack: false });
  const { requests } = scene.world;
  const before = requests.length;
  scene.ringingAgain();
  assert.equal(requests.length, before);
  scene.ack(leg);
  scene.world.clock.advance(40_000);
  assert.equal(leg.isOver(), false);
});

test('§3.1.2: a CANCEL that crosses our 2xx gets 200, the call stays; a 2xx that crosses our CANCEL is ended', () => {
  const callee = new Scene();
  const leg = callee.answered({}, { ack: false });
  callee.cancelAgain();
  assert.deepEqual(callee.world.takeNames(), ['200']);
  callee.ack(leg);
  assert.equal(leg.isOver(), false);
  const caller = new Scene();
  const handle = caller.call();
  const invite = caller.world.takeRequest();
  caller.world.answer(invite, 180);
  handle.cancel();
  caller.world.take();
  caller.world.answer(invite, 200, { fields: [contactField], body: answer });
  assert.deepEqual(caller.world.takeNames(), ['ACK', 'BYE']);
});

test('§3.1.3: an early BYE that crosses our 2xx ends the call; the 2xx is no longer repeated', () => {
  const scene = new Scene();
  const leg = scene.answered({}, { ack: false });
  assert.equal(scene.ask(leg, 'BYE', 2), 200);
  assert.deepEqual(scene.legFacts, [{ type: 'ended', reason: 'bye' }]);
  scene.world.clock.advance(40_000);
  assert.deepEqual(scene.world.take(), []);
});

test('§3.1.4: a re-INVITE that overtakes its ACK is taken, for it proves that our 2xx arrived', () => {
  const scene = new Scene();
  const leg = scene.answered({}, { ack: false });
  scene.world.receive(scene.inside(leg, 'INVITE', 2, { body: answer }));
  assert.equal(scene.legTypes().at(-1), 'offered');
  scene.settle(200);
  assert.deepEqual(scene.world.takeNames(), ['200']);
  scene.ack(leg);
  scene.ack(leg, 2);
  scene.world.clock.advance(40_000);
  assert.deepEqual(scene.world.take(), []);
  assert.equal(leg.isOver(), false);
});

test('§3.1.5: a re-INVITE in the moratorium meets 491 while our offer waits for the ACK', () => {
  const scene = new Scene();
  const leg = scene.answered({ body: '' }, { ack: false });
  assert.equal(scene.ask(leg, 'INVITE', 2, { body: answer }), 491);
  scene.ack(leg, 1, answer);
  scene.world.receive(scene.inside(leg, 'INVITE', 3, { body: answer }));
  assert.equal(scene.legTypes().at(-1), 'offered');
});

test('§3.1.6: a BYE in the moratorium: theirs ends the call at once, ours waits for the ACK', () => {
  const theirs = new Scene();
  const ended = theirs.answered({}, { ack: false });
  assert.equal(theirs.ask(ended, 'BYE', 2), 200);
  theirs.ack(ended);
  assert.deepEqual(theirs.world.take(), []);
  const ours = new Scene();
  const leg = ours.answered({}, { ack: false });
  leg.bye();
  assert.deepEqual(ours.world.take(), []);
  ours.ack(leg);
  assert.deepEqual(ours.world.takeNames(), ['BYE']);
});

// §3.2 The mortal state: a BYE is out or in.

test('§3.2.1: two BYEs cross: theirs gets an answer, ours needs none', () => {
  const scene = new Scene();
  const leg = scene.connected();
  leg.bye();
  const bye = scene.world.takeRequest();
  const answered = scene.ask(leg, 'BYE', 1);
  assert.ok(answered === 200 || answered === 481, String(answered));
  scene.world.answer(bye, 481);
  scene.world.clock.advance(40_000);
  assert.deepEqual(scene.world.take(), []);
  assert.deepEqual(scene.legFacts, []);
});

test('§3.2.2: a re-INVITE that crosses our BYE gets 481', () => {
  const scene = new Scene();
  const leg = scene.connected();
  leg.bye();
  scene.world.take();
  assert.equal(scene.ask(leg, 'INVITE', 1, { body: answer }), 481);
});

test('§3.2.3: the 2xx of our re-INVITE that crosses a BYE is acknowledged all the same', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: number[] = [];
  leg.offer(offer, (status) => heard.push(status));
  const invite = scene.world.takeRequest();
  assert.equal(scene.ask(leg, 'BYE', 1), 200);
  scene.world.answer(invite, 200, { fields: [contactField], body: answer });
  assert.deepEqual(scene.world.takeNames(), ['ACK']);
  assert.equal(leg.isOver(), true);
});

test('§3.2.4: an ACK that comes after the end changes nothing', () => {
  const scene = new Scene();
  const leg = scene.answered({}, { ack: false });
  assert.equal(scene.ask(leg, 'BYE', 2), 200);
  scene.legFacts.length = 0;
  scene.ack(leg);
  assert.deepEqual(scene.legFacts, []);
  assert.deepEqual(scene.world.take(), []);
});

// §3.3 Other races.

test('§3.3.1: re-INVITEs that cross meet 491 on both sides, and ours goes out again', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: number[] = [];
  leg.offer(offer, (status) => heard.push(status));
  const invite = scene.world.takeRequest();
  assert.equal(scene.ask(leg, 'INVITE', 1, { body: answer }), 491);
  scene.world.answer(invite, 491);
  scene.world.take();
  scene.world.clock.advance(4000);
  const again = scene.world
    .take()
    .map(({ message }) => message)
    .find((message) => message.kind === 'request');
  assert.ok(again?.kind === 'request');
  scene.world.answer(again, 200, { fields: [contactField], body: answer });
  assert.deepEqual(heard, [200]);
});

test('§3.3.2: an UPDATE that crosses our re-INVITE meets 491, the re-INVITE its answer', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: number[] = [];
  leg.offer(offer, (status) => heard.push(status));
  const invite = scene.world.takeRequest();
  assert.equal(scene.ask(leg, 'UPDATE', 1, { body: answer }), 491);
  scene.world.answer(invite, 200, { fields: [contactField], body: answer });
  assert.deepEqual(heard, [200]);
  scene.world.take();
  scene.world.receive(scene.inside(leg, 'UPDATE', 2, { body: answer }));
  assert.equal(scene.legTypes().at(-1), 'offered');
});

test('§3.3.3: a REFER that crosses our BYE gets 481 and transfers nobody', () => {
  const scene = new Scene();
  const leg = scene.connected({ isTransferable: true });
  leg.bye();
  scene.world.take();
  assert.equal(scene.ask(leg, 'REFER', 1, { fields: ['Refer-To: <sip:c@d>'] }), 481);
  assert.deepEqual(scene.legFacts, []);
});
