/** An INVITE that came to us: RFC 3261 §13.3, RFC 3262 §3, RFC 4028 §9. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offer, Scene } from './scene.ts';

test('ringing carries our tag, Contact and Record-Route, and is said again every minute', () => {
  const scene = new Scene();
  scene.ringing({ fields: ['Record-Route: <sip:192.0.2.51;lr>'] }).ring(180);
  const ringing = scene.world.takeResponse();
  assert.equal(ringing.status, 180);
  assert.match(ringing.headers.first('To') ?? '', /;tag=[0-9a-f]{16}$/);
  assert.equal(ringing.headers.first('Contact'), '<sip:bob@192.0.2.1:5070>');
  assert.equal(ringing.headers.first('Record-Route'), '<sip:192.0.2.51;lr>');
  scene.world.clock.advance(125_000);
  assert.deepEqual(scene.world.takeNames(), ['180', '180']);
});

test('the 2xx is repeated from T1 to T2 until the ACK, then no more', () => {
  const scene = new Scene();
  const invite = scene.ringing();
  invite.ring(180);
  invite.answer(offer);
  scene.world.clock.advance(12_000);
  const answers = scene.world.take().filter(({ message }) => message.kind === 'response');
  assert.deepEqual(
    answers.slice(1).map(({ at }) => at),
    [0, 500, 1500, 3500, 7500, 11_500],
  );
  const leg = invite.leg() ?? assert.fail();
  scene.ack(leg);
  scene.ack(leg);
  scene.world.clock.advance(60_000);
  assert.deepEqual(scene.world.take(), []);
  assert.deepEqual(scene.legTypes(), ['acknowledged']);
});

test('without an ACK the call is ended with a BYE after 64*T1', () => {
  const scene = new Scene();
  const invite = scene.ringing();
  invite.answer(offer);
  scene.world.clock.advance(31_999);
  assert.ok(!scene.world.takeNames().includes('BYE'));
  scene.world.clock.advance(1);
  assert.deepEqual(scene.world.takeNames(), ['BYE']);
  assert.deepEqual(scene.legFacts, [{ type: 'ended', reason: 'no ACK', why: 'unanswered' }]);
});

test('§15: a BYE of ours waits for the ACK', () => {
  const scene = new Scene();
  const leg = scene.answered({}, { ack: false });
  leg.bye();
  assert.deepEqual(scene.world.take(), []);
  scene.ack(leg);
  assert.deepEqual(scene.world.takeNames(), ['BYE']);
  assert.deepEqual(scene.legFacts, []);
  assert.equal(scene.dialogs.count(), 0);
});

test('§15: when the ACK never comes, that BYE goes out after 64*T1, once', () => {
  const scene = new Scene();
  const leg = scene.answered({}, { ack: false });
  leg.bye();
  scene.world.clock.advance(32_000);
  assert.equal(scene.world.takeNames().filter((name) => name === 'BYE').length, 1);
  assert.deepEqual(scene.legFacts, []);
});

test('the answer to our offer comes with the ACK', () => {
  const scene = new Scene();
  const invite = scene.ringing({ body: '' });
  invite.answer(offer);
  scene.world.take();
  const leg = invite.leg() ?? assert.fail();
  scene.ack(leg, 1, 'v=0\r\n');
  assert.deepEqual(scene.legFacts, [{ type: 'acknowledged', body: Buffer.from('v=0\r\n') }]);
});

test('a refusal is final: nothing rings or answers after it', () => {
  const scene = new Scene();
  const invite = scene.ringing();
  invite.ring(180);
  invite.refuse(486, undefined, [['Reason', 'SIP;cause=486']]);
  invite.ring(180);
  invite.answer(offer);
  const [ringing, refusal, ...others] = scene.world.take();
  assert.deepEqual(others, []);
  assert.ok(refusal?.message.kind === 'response');
  assert.equal(refusal.message.status, 486);
  assert.equal(refusal.message.headers.first('To'), ringing?.message.headers.first('To'));
  assert.equal(scene.dialogs.count(), 0);
});

test('§15.1.2: a caller may end its early dialog with BYE; the INVITE gets 487', () => {
  const scene = new Scene();
  const invite = scene.ringing();
  invite.ring(180);
  const to = scene.world.takeResponse().headers.first('To') ?? '';
  scene.world.receive(early('BYE', to, 2));
  assert.deepEqual(scene.world.takeNames(), ['200', '487']);
  assert.deepEqual(scene.legFacts, [{ type: 'ended', reason: 'bye' }]);
});

function early(method: string, to: string, cseq: number, fields: readonly string[] = []): string {
  return [
    `${method} sip:bob@192.0.2.1:5070 SIP/2.0`,
    `Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK${method}${cseq}`,
    'From: <sip:alice@example.com>;tag=a',
    `To: ${to}`,
    'Call-ID: call-1',
    `CSeq: ${cseq} ${method}`,
    ...fields,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** A caller that insists on reliable provisionals has heard one. */
function reliably(fields: readonly string[] = ['Require: 100rel']) {
  const scene = new Scene();
  const invite = scene.ringing({ fields });
  invite.ring(183, offer);
  const response = scene.world.takeResponse();
  const rseq = Number(response.headers.first('RSeq'));
  const to = response.headers.first('To') ?? '';
  let cseq = 1;
  const prack = (number = rseq) => {
    cseq += 1;
    scene.world.receive(early('PRACK', to, cseq, [`RAck: ${number} 1 INVITE`]));
  };
  return { scene, invite, response, rseq, prack };
}

test('RFC 3262: a caller that requires 100rel gets it; the provisional repeats until its PRACK', () => {
  const { scene, response, rseq, prack } = reliably();
  assert.deepEqual(response.headers.all('Require'), ['100rel']);
  assert.ok(rseq > 0);
  scene.world.clock.advance(3600);
  assert.deepEqual(scene.world.takeNames(), ['183', '183', '183']);
  prack();
  assert.deepEqual(scene.world.takeNames(), ['200']);
  scene.world.clock.advance(30_000);
  assert.deepEqual(scene.world.take(), []);
});

test('RFC 3262: a caller that only supports it gets it for what carries a description', () => {
  const { response } = reliably(['Supported: 100rel']);
  assert.deepEqual(response.headers.all('Require'), ['100rel']);
  const scene = new Scene();
  scene.ringing({ fields: ['Supported: 100rel'] }).ring(180);
  assert.equal(scene.world.takeResponse().headers.count('RSeq'), 0);
});

test('RFC 3262: a PRACK that nobody waits for gets 481', () => {
  const { scene, rseq, prack } = reliably();
  prack(rseq + 1);
  assert.deepEqual(scene.world.takeNames(), ['481']);
  prack();
  prack();
  assert.deepEqual(scene.world.takeNames(), ['200', '481']);
});

test('RFC 3262: the next provisional waits for the PRACK and has the next number', () => {
  const { scene, invite, rseq, prack } = reliably();
  invite.ring(180);
  assert.deepEqual(scene.world.take(), []);
  prack();
  const [ok, next] = scene.world.take().map(({ message }) => message);
  assert.ok(ok?.kind === 'response' && next?.kind === 'response');
  assert.deepEqual([ok.status, next.status], [200, 180]);
  assert.equal(next.headers.first('RSeq'), String(rseq + 1));
});

test('RFC 3262: the 2xx waits for the PRACK of a description', () => {
  const { scene, invite, prack } = reliably();
  invite.answer(offer);
  assert.deepEqual(scene.world.take(), []);
  prack();
  assert.deepEqual(scene.world.takeNames(), ['200', '200']);
  assert.ok(invite.leg());
});

test('RFC 3262: without a PRACK for 64*T1 the INVITE gets a 5xx', () => {
  const { scene, invite } = reliably();
  scene.world.clock.advance(32_000);
  assert.equal(scene.world.takeNames().at(-1), '504');
  assert.equal(invite.isFinal(), true);
});

test('RFC 4028: the session that the caller asks for is granted, its refresher kept', () => {
  const scene = new Scene();
  const fields = ['Supported: timer', 'Session-Expires: 600;refresher=uac'];
  scene.ringing({ fields }).answer(offer);
  const ok = scene.world.takeResponse();
  assert.equal(ok.headers.first('Session-Expires'), '600;refresher=uac');
  assert.deepEqual(ok.headers.all('Require'), ['timer']);
});

test('RFC 4028: a caller that cannot is refreshed by us, if we want a session at all', () => {
  const scene = new Scene();
  scene.ringing().answer(offer);
  assert.equal(scene.world.takeResponse().headers.count('Session-Expires'), 0);
  const timed = new Scene();
  const session = { expiresSeconds: 1800, minSeconds: 90 };
  timed.ringing({ fields: ['Supported: timer'] }, { session }).answer(offer);
  assert.equal(timed.world.takeResponse().headers.first('Session-Expires'), '1800;refresher=uac');
  const proxied = new Scene();
  proxied.ringing({ fields: ['Session-Expires: 600'] }).answer(offer);
  const ok = proxied.world.takeResponse();
  assert.equal(ok.headers.first('Session-Expires'), '600;refresher=uas');
  assert.equal(ok.headers.count('Require'), 0);
});
