/** A confirmed dialog in use: RFC 3261 §12.2, §14, §15; RFC 3311; RFC 4028; threat T3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peer } from '../wire-world.ts';
import { answer, contactField, cseqOf, digestFields, offer, Scene } from './scene.ts';

test('requests of ours follow the route set, the remote target and the count', () => {
  const scene = new Scene();
  const leg = scene.connected(
    {},
    { fields: ['Record-Route: <sip:192.0.2.51;lr>, <sip:192.0.2.52;lr>'] },
  );
  leg.bye('SIP;cause=200');
  const { message: bye, to } = scene.world.takeOne();
  assert.ok(bye.kind === 'request');
  assert.equal(bye.uri, 'sip:peer@192.0.2.7:5060');
  assert.deepEqual(bye.headers.all('Route'), ['<sip:192.0.2.52;lr>', '<sip:192.0.2.51;lr>']);
  assert.equal(to.address, '192.0.2.52');
  assert.equal(cseqOf(bye), 2);
  assert.equal(bye.headers.first('To'), '<sip:bob@example.com>;tag=peer');
  assert.equal(bye.headers.first('Reason'), 'SIP;cause=200');
});

test('a dialog that came to us follows Record-Route as it stands', () => {
  const scene = new Scene();
  const leg = scene.answered({ fields: ['Record-Route: <sip:192.0.2.51;lr>, <sip:p2;lr>'] });
  leg.bye();
  const bye = scene.world.takeRequest();
  assert.deepEqual(bye.headers.all('Route'), ['<sip:192.0.2.51;lr>', '<sip:p2;lr>']);
  assert.equal(bye.uri, 'sip:alice@192.0.2.7');
});

test('§12.2.1.1: a strict router gets requests in its own name, the peer is the last route', () => {
  const scene = new Scene();
  const fields = ['Record-Route: <sip:192.0.2.51;lr>, <sip:strict@192.0.2.52;x=y>'];
  const leg = scene.connected({}, { fields });
  leg.bye();
  const { message: bye, to } = scene.world.takeOne();
  assert.ok(bye.kind === 'request');
  assert.equal(bye.uri, 'sip:strict@192.0.2.52;x=y');
  const routes = ['<sip:192.0.2.51;lr>', '<sip:peer@192.0.2.7:5060>'];
  assert.deepEqual(bye.headers.all('Route'), routes);
  assert.equal(to.address, '192.0.2.52');
});

const overTcp = { ...peer, transport: 'tcp', port: 40_001 } as const;

for (const [contact, place] of [
  ['sip:peer@192.0.2.7:5070', { transport: 'tcp', port: 5070, over: 40_001 }],
  ['sip:peer@192.0.2.7:5070;transport=TCP', { transport: 'tcp', port: 5070, over: 40_001 }],
  ['sip:peer@192.0.2.7', { transport: 'tcp', port: 5060, over: 40_001 }],
  ['sip:peer@192.0.2.7;transport=udp', { transport: 'udp', port: 5060, over: undefined }],
  ['sip:peer@192.0.2.8', { transport: 'udp', port: 5060, over: undefined }],
] as const) {
  test(`a peer that is reached over TCP and calls itself ${contact}: over ${place.over ?? place.transport}`, () => {
    const scene = new Scene();
    scene.call({ targets: [overTcp] });
    const invite = scene.world.takeRequest();
    const flow = { ...overTcp, side: 'wan', connectionId: 1 } as const;
    const fields = [`Contact: <${contact}>`];
    scene.world.answer(invite, 200, { body: answer, fields }, flow);
    const { message: ack, to } = scene.world.takeOne();
    const { transport, port, over } = { over: undefined, ...to };
    assert.deepEqual({ transport, port, over }, place);
    assert.match(ack.headers.first('Via') ?? '', new RegExp(`/${place.transport} `, 'i'));
  });
}

test('a BYE of the peer is answered, told once, and the dialog is gone', () => {
  const scene = new Scene();
  const leg = scene.connected();
  assert.equal(scene.ask(leg, 'BYE', 1), 200);
  assert.deepEqual(scene.legFacts, [{ type: 'ended', reason: 'bye' }]);
  assert.equal(scene.ask(leg, 'INFO', 2), 481);
  leg.bye();
  assert.deepEqual(scene.world.take(), []);
});

test('a request outside any dialog, or of another one, gets 481', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const wrong = { to: '<sip:alice@example.com>;tag=other' };
  assert.equal(scene.ask(leg, 'BYE', 1, wrong), 481);
  assert.deepEqual(scene.legFacts, []);
});

test('§12.2.2: a request with a lower number than the last gets 500', () => {
  const scene = new Scene();
  const leg = scene.connected();
  assert.equal(scene.ask(leg, 'INFO', 10), 200);
  assert.equal(scene.ask(leg, 'INFO', 9), 500);
});

test('a re-offer is told, answered, and moves the remote target', () => {
  const scene = new Scene();
  const leg = scene.connected();
  scene.world.receive(scene.inside(leg, 'INVITE', 1, { body: answer }));
  const fact = scene.legFacts.at(-1);
  assert.ok(fact?.type === 'offered');
  assert.equal(fact.body.toString(), answer);
  scene.settle(200);
  const ok = scene.world.takeResponse();
  assert.deepEqual(ok.body, offer);
  assert.equal(ok.headers.first('Contact'), '<sip:alice@192.0.2.1:5070>');
  scene.ack(leg);
  assert.equal(scene.legTypes().at(-1), 'acknowledged');
  leg.bye();
  assert.equal(scene.world.takeRequest().uri, 'sip:alice@192.0.2.7');
});

test('a re-offer that the call does not want is refused and changes nothing', () => {
  const scene = new Scene();
  const leg = scene.connected();
  scene.world.receive(scene.inside(leg, 'INVITE', 1, { body: answer }));
  scene.settle(488);
  assert.equal(scene.world.takeResponse().status, 488);
  assert.equal(leg.isOver(), false);
});

test('§13.3.1.4: the 2xx of a re-INVITE too is repeated until its ACK', () => {
  const scene = new Scene();
  const leg = scene.connected();
  scene.world.receive(scene.inside(leg, 'INVITE', 1, { body: answer }));
  scene.settle(200);
  scene.world.clock.advance(3600);
  assert.deepEqual(scene.world.takeNames(), ['200', '200', '200', '200']);
  scene.ack(leg);
  scene.world.clock.advance(60_000);
  assert.deepEqual(scene.world.takeNames(), []);
});

test('without an ACK for 64*T1 the dialog is ended with a BYE', () => {
  const scene = new Scene();
  const leg = scene.connected();
  scene.world.receive(scene.inside(leg, 'INVITE', 1, { body: answer }));
  scene.settle(200);
  scene.world.clock.advance(32_000);
  assert.equal(scene.world.takeNames().at(-1), 'BYE');
  assert.deepEqual(scene.legFacts.at(-1), { type: 'ended', reason: 'no ACK', why: 'unanswered' });
});

test('§14.2: an offer while ours is out gets 491, a second of theirs 500 and a pause', () => {
  const scene = new Scene();
  const leg = scene.connected();
  leg.offer(offer, () => undefined);
  scene.world.take();
  assert.equal(scene.ask(leg, 'INVITE', 1, { body: answer }), 491);
  assert.equal(scene.ask(leg, 'UPDATE', 2, { body: answer }), 491);
  const other = new Scene();
  const theirs = other.connected();
  other.world.receive(other.inside(theirs, 'INVITE', 1, { body: answer }));
  other.world.receive(other.inside(theirs, 'UPDATE', 2, { body: answer }));
  const busy = other.world.takeResponse();
  assert.equal(busy.status, 500);
  const pause = Number(busy.headers.first('Retry-After'));
  assert.ok(pause >= 0 && pause <= 10);
  // An UPDATE without a description is a refresh and disturbs nobody.
  assert.equal(other.ask(theirs, 'UPDATE', 3), 200);
});

test('an offer of ours is acknowledged with its answer, and its 2xx again when it comes again', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: string[] = [];
  leg.offer(offer, (status, body) => heard.push(`${status} ${body.length}`));
  const invite = scene.world.takeRequest();
  scene.world.answer(invite, 100);
  scene.world.answer(invite, 200, { body: answer, fields: [contactField] });
  scene.world.answer(invite, 200, { body: answer, fields: [contactField] });
  assert.deepEqual(heard, [`200 ${answer.length}`]);
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'ACK']);
});

test('§14.1: an offer while another of ours is out waits for it, in order, and ends with the dialog', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: string[] = [];
  for (const name of ['first', 'second', 'third', 'fourth'])
    leg.offer(offer, (status) => heard.push(`${name} ${status}`));
  const first = scene.world.takeRequest();
  assert.deepEqual(scene.world.take(), []);
  scene.world.answer(first, 488);
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'INVITE']);
  assert.deepEqual(heard, ['first 488']);
  assert.equal(leg.isOffering(), true);
  assert.equal(scene.ask(leg, 'BYE', 1), 200);
  scene.world.clock.advance(40_000);
  assert.deepEqual(heard, ['first 488', 'second 408', 'third 481', 'fourth 481']);
});

test('§13.2.1: asked for an offer, the peer gets our answer in the ACK of its 2xx', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: string[] = [];
  leg.ask((status, body) => heard.push(`${status} ${body.toString()}`));
  leg.offer(offer, () => undefined);
  const invite = scene.world.takeRequest();
  assert.deepEqual([invite.body.length, invite.headers.first('Content-Type')], [0, undefined]);
  const again = () => scene.world.answer(invite, 200, { body: answer, fields: [contactField] });
  again();
  again();
  assert.deepEqual(heard, [`200 ${answer}`]);
  assert.deepEqual(scene.world.takeNames(), [], 'neither an ACK without it nor the next offer');
  assert.equal(scene.ask(leg, 'INVITE', 1, { body: answer }), 491);
  leg.answer(offer);
  const sent = scene.world.take().map(({ message: { headers, body } }) => ({
    cseq: headers.first('CSeq'),
    body,
  }));
  assert.deepEqual(sent, [
    { cseq: '2 ACK', body: offer },
    { cseq: '3 INVITE', body: offer },
  ]);
});

test('asked for an offer, a peer that makes none gets its ACK at once; who hangs up owes one too', () => {
  const scene = new Scene();
  const leg = scene.connected();
  leg.ask(() => undefined);
  scene.world.answer(scene.world.takeRequest(), 200, { fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK']);
  leg.ask(() => undefined);
  scene.world.answer(scene.world.takeRequest(), 200, { body: answer, fields: [contactField] });
  leg.bye();
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'BYE']);
});

test('an offer while theirs waits, or after the end, is not sent', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: number[] = [];
  scene.world.receive(scene.inside(leg, 'INVITE', 1, { body: answer }));
  leg.offer(offer, (status) => heard.push(status));
  leg.bye();
  leg.offer(offer, (status) => heard.push(status));
  assert.deepEqual(heard, [491, 481]);
});

for (const [owner, least, most] of [
  ['ours', 2100, 4000],
  ['theirs', 0, 2000],
] as const) {
  test(`§14.1: after 491 the offer goes out again in ${least} to ${most} ms when the Call-ID is ${owner}`, () => {
    const waits = Array.from({ length: 20 }, (_, round) => {
      const scene = new Scene();
      for (let draw = 0; draw < round; draw += 1) scene.world.random.uniform();
      const leg = owner === 'ours' ? scene.connected() : scene.answered();
      leg.offer(offer, () => undefined);
      scene.world.answer(scene.world.takeRequest(), 491, { tag: '' });
      scene.world.take();
      const before = scene.world.clock.now();
      scene.world.clock.advance(4000);
      const again = scene.world
        .take()
        .find(({ message }) => message.kind === 'request' && message.method === 'INVITE');
      return (again?.at ?? Number.NaN) - before;
    });
    assert.ok(Math.min(...waits) >= least && Math.max(...waits) <= most, waits.join(' '));
    assert.ok(new Set(waits).size > 5);
  });
}

test('a peer that meets every offer with 491 is told of to the call at last', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: number[] = [];
  leg.offer(offer, (status) => heard.push(status));
  for (let round = 0; round < 10; round += 1) {
    const invite = scene.world
      .take()
      .map(({ message }) => message)
      .find((message) => message.kind === 'request' && message.method === 'INVITE');
    if (invite?.kind !== 'request') break;
    scene.world.answer(invite, 491);
    scene.world.clock.advance(4000);
  }
  assert.deepEqual(heard, [491]);
  assert.equal(leg.isOver(), false);
});

for (const status of [481, 408]) {
  test(`§12.2.1.2: ${status} inside the dialog ends it`, () => {
    const scene = new Scene();
    const leg = scene.connected();
    const heard: number[] = [];
    leg.offer(offer, (code) => heard.push(code));
    scene.world.answer(scene.world.takeRequest(), status);
    assert.deepEqual(scene.world.takeNames(), ['ACK', 'BYE']);
    assert.deepEqual(heard, [status]);
    assert.equal(scene.legTypes().at(-1), 'ended');
  });
}

test('no answer at all to an offer ends the dialog too', () => {
  const scene = new Scene();
  const leg = scene.connected();
  leg.offer(offer, () => undefined);
  scene.world.clock.advance(32_100);
  assert.ok(scene.world.takeNames().includes('BYE'));
  assert.equal(scene.legTypes().at(-1), 'ended');
});

test('§15.1.2: what is pending when the peer hangs up gets 487', () => {
  const scene = new Scene();
  const leg = scene.connected();
  scene.world.receive(scene.inside(leg, 'INVITE', 1, { body: answer }));
  scene.world.receive(scene.inside(leg, 'BYE', 2));
  assert.deepEqual(scene.world.takeNames(), ['200', '487']);
  scene.legFacts.pop();
  scene.settle(200);
  assert.deepEqual(scene.world.take(), []);
});

test('a CANCEL of a re-INVITE gets 200, the re-INVITE 487, and the dialog goes on', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const text = scene.inside(leg, 'INVITE', 1, { body: answer });
  scene.world.receive(text);
  scene.world.receive(text.replace(/^INVITE/, 'CANCEL').replace('1 INVITE', '1 CANCEL'));
  assert.deepEqual(scene.world.takeNames(), ['200', '487']);
  scene.settle(200);
  assert.deepEqual(scene.world.take(), []);
  assert.equal(leg.isOver(), false);
});

test('INFO is answered and told, OPTIONS answered, what we do not do is not', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const fields = ['Content-Type: application/dtmf-relay'];
  assert.equal(scene.ask(leg, 'INFO', 1, { fields, body: 'Signal=5' }), 200);
  assert.deepEqual(scene.legFacts, [
    { type: 'info', contentType: 'application/dtmf-relay', body: Buffer.from('Signal=5') },
  ]);
  assert.equal(scene.ask(leg, 'OPTIONS', 2), 200);
  assert.equal(scene.ask(leg, 'MESSAGE', 3), 501);
  assert.equal(scene.ask(leg, 'PRACK', 4), 481);
});

test('T3: a challenge to a BYE or re-INVITE is never answered', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const heard: number[] = [];
  leg.offer(offer, (status) => heard.push(status));
  const fields = digestFields('WWW-Authenticate');
  scene.world.answer(scene.world.takeRequest(), 401, { fields });
  assert.deepEqual(heard, [401]);
  scene.world.take();
  leg.bye();
  scene.world.answer(scene.world.takeRequest(), 407, {
    fields: digestFields('Proxy-Authenticate'),
  });
  scene.world.clock.advance(60_000);
  for (const { bytes } of scene.world.take()) assert.doesNotMatch(bytes.toString(), /uthorization/);
});

// Referrals

test('REFER is refused unless transfers are on', () => {
  const scene = new Scene();
  const leg = scene.connected();
  assert.equal(scene.ask(leg, 'REFER', 1, { fields: ['Refer-To: <sip:c@d>'] }), 603);
  assert.deepEqual(scene.legFacts, []);
});

test('REFER is told with its target, its Replaces taken out, and answered by the call', () => {
  const scene = new Scene();
  const leg = scene.connected({ isTransferable: true });
  const replaces = 'Replaces=id%40h%3Bto-tag%3Dt%3Bfrom-tag%3Df';
  const fields = [`Refer-To: <sip:c@d?${replaces}>`, 'Referred-By: <sip:bob@example.com>'];
  scene.world.receive(scene.inside(leg, 'REFER', 1, { fields }));
  const fact = scene.legFacts.at(-1);
  assert.ok(fact?.type === 'referred');
  assert.equal(fact.to.uri.user, 'c');
  assert.equal(fact.to.uri.headers, undefined);
  assert.deepEqual(fact.replaces, { callId: 'id@h', toTag: 't', fromTag: 'f', earlyOnly: false });
  assert.equal(fact.by, '<sip:bob@example.com>');
  fact.answer(202);
  assert.equal(scene.world.takeResponse().status, 202);
});

test('a REFER without exactly one sound target gets 400', () => {
  const scene = new Scene();
  const leg = scene.connected({ isTransferable: true });
  for (const [index, fields] of [
    [],
    ['Refer-To: <sip:a@b>', 'Refer-To: <sip:c@d>'],
    ['Refer-To: "open'],
    ['Refer-To: <sip:c@d?Replaces=only-a-call-id>'],
  ].entries())
    assert.equal(scene.ask(leg, 'REFER', index + 1, { fields }), 400, fields.join());
});

test('NOTIFY of a referral is answered and told, of anything else refused', () => {
  const scene = new Scene();
  const leg = scene.connected();
  const fields = ['Event: refer;id=2', 'Subscription-State: active;expires=60'];
  const body = 'SIP/2.0 180 Ringing\r\n';
  assert.equal(scene.ask(leg, 'NOTIFY', 1, { fields, body }), 200);
  assert.deepEqual(scene.legFacts, [
    { type: 'notified', event: 'refer', state: 'active', body: Buffer.from(body) },
  ]);
  assert.equal(scene.ask(leg, 'NOTIFY', 2, { fields: ['Event: presence'] }), 489);
});

// Session timers

const timed = (refresher: string, seconds = 1800) => ({
  fields: [`Session-Expires: ${seconds};refresher=${refresher}`, 'Require: timer'],
});

test('RFC 4028: as refresher we send UPDATE at half the interval, and it begins anew', () => {
  const scene = new Scene();
  scene.connected({}, timed('uac'));
  scene.world.clock.advance(899_999);
  assert.deepEqual(scene.world.take(), []);
  scene.world.clock.advance(1);
  const update = scene.world.takeRequest();
  assert.equal(update.method, 'UPDATE');
  assert.equal(update.headers.first('Session-Expires'), '1800;refresher=uac');
  assert.equal(update.body.length, 0);
  scene.world.answer(update, 200, timed('uac', 600));
  scene.world.clock.advance(300_000);
  assert.deepEqual(scene.world.takeNames(), ['UPDATE']);
});

test('RFC 4028: a peer that does not know UPDATE gets the same description again', () => {
  const scene = new Scene();
  const leg = scene.answered({
    fields: ['Supported: timer', 'Session-Expires: 600;refresher=uas', 'Allow: INVITE'],
  });
  assert.equal(leg.isOver(), false);
  scene.world.clock.advance(300_000);
  const [invite] = scene.world.take().map(({ message }) => message);
  assert.ok(invite?.kind === 'request');
  assert.equal(invite.method, 'INVITE');
  assert.deepEqual(invite.body, offer);
  assert.equal(invite.headers.first('Session-Expires'), '600;refresher=uac');
});

test('RFC 4028 §10: a peer that does not refresh is hung up on before the end', () => {
  for (const [seconds, end] of [
    [1800, 1768],
    [90, 60],
  ] as const) {
    const scene = new Scene();
    scene.connected({}, timed('uas', seconds));
    scene.world.clock.advance(end * 1000 - 1);
    assert.deepEqual(scene.world.take(), []);
    scene.world.clock.advance(1);
    assert.deepEqual(scene.world.takeNames(), ['BYE']);
    assert.deepEqual(scene.legFacts, [
      { type: 'ended', reason: 'session timer ran out', why: 'not refreshed' },
    ]);
  }
});

test('a refresh of the peer, by UPDATE or re-INVITE, begins the time anew', () => {
  const scene = new Scene();
  const leg = scene.connected({}, timed('uas', 90));
  const fields = ['Session-Expires: 90;refresher=uac', 'Supported: timer'];
  scene.world.clock.advance(50_000);
  scene.world.receive(scene.inside(leg, 'UPDATE', 1, { fields }));
  const ok = scene.world.takeResponse();
  assert.equal(ok.headers.first('Session-Expires'), '90;refresher=uac');
  assert.deepEqual(ok.headers.all('Require'), ['timer']);
  scene.world.clock.advance(50_000);
  scene.world.receive(scene.inside(leg, 'INVITE', 2, { fields, body: answer }));
  scene.settle(200);
  scene.ack(leg, 2);
  scene.world.clock.advance(50_000);
  assert.equal(leg.isOver(), false);
});

test('an interval below 90 s gets 422 with our least', () => {
  const scene = new Scene();
  const leg = scene.connected();
  scene.world.receive(
    scene.inside(leg, 'UPDATE', 1, { fields: ['Session-Expires: 60', 'Supported: timer'] }),
  );
  const refusal = scene.world.takeResponse();
  assert.equal(refusal.status, 422);
  assert.equal(refusal.headers.first('Min-SE'), '90');
});

test('a refresh that meets 481, 408 or silence ends the dialog', () => {
  for (const status of [481, 408, 0]) {
    const scene = new Scene();
    const leg = scene.connected({}, timed('uac', 600));
    scene.world.clock.advance(300_000);
    const update = scene.world.takeRequest();
    if (status > 0) scene.world.answer(update, status);
    else scene.world.clock.advance(32_500);
    assert.equal(leg.isOver(), true);
    assert.equal(scene.legTypes().at(-1), 'ended');
  }
});
