/**
 * One INVITE at one server, by the rows of table B that live inside it: RFC 3261 §13.2, §9.1, §22;
 * RFC 3262; RFC 4028.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportFault } from '../../../src/sip/flow.ts';
import type { Request } from '../../../src/sip/message/message.ts';
import type { InviteAttempt } from '../../../src/sip/ua/invite-attempt.ts';
import { type AnswerParts, peer } from '../wire-world.ts';
import { answer, contactField, cseqOf, digestFields, offer, Scene } from './scene.ts';

test('the INVITE carries what the call is: hops as copied, Contact, Allow, description', () => {
  const scene = new Scene();
  scene.call({ fields: [['P-Preferred-Identity', '<sip:alice@example.com>']] });
  const { headers, uri, body } = scene.world.takeRequest();
  assert.equal(uri, 'sip:bob@example.com');
  assert.equal(headers.first('Max-Forwards'), '68');
  assert.equal(headers.first('From'), '<sip:alice@example.com>;tag=ours');
  assert.equal(headers.first('Contact'), '<sip:alice@192.0.2.1:5070>');
  assert.equal(headers.first('Content-Type'), 'application/sdp');
  assert.equal(headers.first('P-Preferred-Identity'), '<sip:alice@example.com>');
  assert.ok(headers.all('Supported').includes('100rel'));
  assert.deepEqual(body, offer);
});

test('what it passes stands in Route, in its order, however the INVITE is said', () => {
  const scene = new Scene();
  const routes = ['<sip:p2.example.com;lr>', '<sip:hsp.example.com;lr>'];
  scene.call({ routes, fields: [['P-Preferred-Identity', '<sip:alice@example.com>']] });
  const first = scene.world.takeRequest();
  assert.deepEqual(first.headers.all('Route'), routes);
  scene.world.answer(first, 420);
  const [ack, plainer] = scene.world.take();
  assert.ok(ack?.message.kind === 'request' && plainer?.message.kind === 'request');
  assert.deepEqual(ack.message.headers.all('Route'), routes);
  assert.deepEqual(plainer.message.headers.all('Route'), routes);
  assert.equal(plainer.message.headers.count('P-Preferred-Identity'), 0);
  assert.deepEqual([plainer.to, plainer.message.uri], [peer, 'sip:bob@example.com']);
});

test('without an offer of ours nothing is described, and 100rel is not asked for', () => {
  const scene = new Scene();
  scene.call({ body: Buffer.alloc(0) });
  const { headers } = scene.world.takeRequest();
  assert.equal(headers.count('Content-Type'), 0);
  assert.ok(!headers.all('Supported').includes('100rel'));
});

test('100 is trying, 180 and 183 and unknown 1xx have rung, a 2xx is the call', () => {
  const scene = new Scene();
  scene.call();
  const invite = scene.world.takeRequest();
  for (const status of [100, 180, 199]) scene.world.answer(invite, status);
  scene.world.answer(invite, 183, { body: answer });
  scene.world.answer(invite, 200, { fields: [contactField], body: answer });
  assert.deepEqual(scene.types(), ['trying', 'rang', 'rang', 'rang', 'answered']);
  const ack = scene.world.takeRequest();
  assert.equal(ack.method, 'ACK');
  assert.equal(ack.uri, 'sip:peer@192.0.2.7:5060');
  assert.equal(ack.headers.first('CSeq'), '1 ACK');
});

test('a repeated 2xx gets its ACK again and nothing else', () => {
  const scene = new Scene();
  scene.call();
  const invite = scene.world.takeRequest();
  for (let times = 0; times < 3; times += 1)
    scene.world.answer(invite, 200, { fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'ACK', 'ACK']);
  assert.deepEqual(scene.types(), ['answered']);
});

test('of several forks the first 2xx is the call; another is acknowledged and ended, once', () => {
  const scene = new Scene();
  scene.call();
  const invite = scene.world.takeRequest();
  scene.world.answer(invite, 180, { tag: 'one' });
  scene.world.answer(invite, 180, { tag: 'two' });
  scene.world.answer(invite, 200, { tag: 'two', fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK']);
  scene.world.answer(invite, 200, { tag: 'one', fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'BYE']);
  scene.world.answer(invite, 200, { tag: 'one', fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK']);
  assert.equal(scene.types().filter((type) => type === 'answered').length, 1);
});

test('a call without an offer leaves the ACK to whoever has the answer', () => {
  const scene = new Scene();
  const leg = scene.connected({ body: Buffer.alloc(0) });
  assert.deepEqual(scene.world.take(), []);
  leg.acknowledge(1, offer);
  const ack = scene.world.takeRequest();
  assert.deepEqual(ack.body, offer);
  assert.equal(ack.headers.first('Content-Type'), 'application/sdp');
});

/** A server over TCP, and what fails there. */
function overTcp(more: Partial<InviteAttempt> = {}) {
  const target = { ...peer, transport: 'tcp' } as const;
  const scene = new Scene();
  const handle = scene.call({ targets: [target], ...more });
  const { side = 'wan' } = more;
  const fail = (fault: TransportFault) => scene.world.endpoint.failed(target, side, fault);
  return { scene, handle, fail, invite: scene.world.takeRequest() };
}

test('a connection to a server that the INVITE finds dead is made anew, once', () => {
  const { scene, fail, invite } = overTcp();
  fail('lost');
  const again = scene.world.takeRequest();
  const same = ['Call-ID', 'From', 'To', 'CSeq', 'Contact'].map((name) => [
    invite.headers.first(name),
    again.headers.first(name),
  ]);
  for (const [before, now] of same) assert.equal(now, before);
  assert.notEqual(again.headers.first('Via'), invite.headers.first('Via'));
  assert.deepEqual(scene.facts, []);
  fail('lost');
  assert.deepEqual(scene.world.take(), []);
  const unreachable = { type: 'unreachable', reason: 'connection lost', fault: 'lost' };
  assert.deepEqual(scene.facts, [{ ...unreachable, phase: 'none' }]);
});

test('it is not made anew once the server has said anything, or nobody wants the call', () => {
  const trying = overTcp();
  trying.scene.world.answer(trying.invite, 100);
  trying.fail('lost');
  assert.deepEqual(trying.scene.world.take(), []);
  assert.deepEqual(trying.scene.types(), ['trying', 'unreachable']);
  const cancelled = overTcp();
  cancelled.handle.cancel();
  cancelled.fail('lost');
  assert.deepEqual(cancelled.scene.world.take(), []);
});

test('nor when its time is over: the walk has left the server for its silence', () => {
  const { scene, fail } = overTcp({ budgetMs: 8000 });
  scene.world.clock.advance(8000);
  fail('lost');
  assert.deepEqual(scene.world.take(), []);
  assert.deepEqual(scene.types(), ['unreachable']);
});

test('nor where there was none to lose, nor to a phone or a server that wants to be left alone', () => {
  for (const [more, fault] of [
    [{}, 'refused'],
    [{}, 'timeout'],
    [{ isLeftAlone: () => true }, 'lost'],
    [{ side: 'lan' }, 'lost'],
  ] as const) {
    const { scene, fail } = overTcp(more);
    fail(fault);
    assert.deepEqual(scene.world.take(), []);
    assert.deepEqual(scene.types(), ['unreachable']);
  }
});

for (const [status, name, header] of [
  [401, 'WWW-Authenticate', 'Authorization'],
  [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
] as const) {
  test(`${status} is answered at the same server: CSeq + 1, new branch, same Call-ID and tag`, () => {
    const scene = new Scene();
    scene.call();
    const first = scene.world.takeRequest();
    scene.world.answer(first, status, { fields: digestFields(name) });
    const [ack, second] = scene.world.take().map(({ message }) => message);
    assert.ok(ack?.kind === 'request' && second?.kind === 'request');
    assert.equal(ack.method, 'ACK');
    assert.equal(cseqOf(second), 2);
    assert.notEqual(second.headers.first('Via'), first.headers.first('Via'));
    assert.equal(second.headers.first('From'), first.headers.first('From'));
    assert.equal(second.headers.first('Call-ID'), first.headers.first('Call-ID'));
    assert.match(second.headers.first(header) ?? '', /nc=00000001/);
    // Credentials answered and refused again: stop, with the reason.
    scene.world.answer(second, status, { fields: digestFields(name, 'n2') });
    const last = scene.last();
    assert.ok(last?.type === 'refused');
    assert.equal(last.status, status);
  });
}

test('CVE-2020-28242: with a fresh stale nonce each time there are four INVITEs at most', () => {
  const scene = new Scene();
  scene.call();
  let invites = 0;
  for (let round = 0; round < 20; round += 1) {
    const invite = scene.world
      .take()
      .map(({ message }) => message)
      .find((message) => message.kind === 'request' && message.method === 'INVITE');
    if (invite?.kind !== 'request') break;
    invites += 1;
    const fields = digestFields('WWW-Authenticate', `n${round}`, ', stale=true');
    scene.world.answer(invite, 401, { fields });
  }
  assert.equal(invites, 4);
  assert.equal(scene.last()?.type, 'refused');
});

test('without credentials a challenge is a refusal', () => {
  const scene = new Scene();
  scene.call({ credentials: undefined });
  const fields = digestFields('WWW-Authenticate');
  scene.world.answer(scene.world.takeRequest(), 401, { fields });
  assert.equal(scene.last()?.type, 'refused');
  assert.deepEqual(scene.world.takeNames(), ['ACK']);
});

test('422 is answered with the Min-SE it names, at most twice and never above 7,200 s', () => {
  const scene = new Scene();
  scene.call({ session: { expiresSeconds: 600, minSeconds: 90 } });
  let invite = scene.world.takeRequest();
  assert.equal(invite.headers.first('Session-Expires'), '600');
  for (const min of [1800, 3600]) {
    scene.world.answer(invite, 422, { fields: [`Min-SE: ${min}`] });
    const [, next] = scene.world.take().map(({ message }) => message);
    assert.ok(next?.kind === 'request');
    assert.equal(next.headers.first('Min-SE'), String(min));
    assert.equal(next.headers.first('Session-Expires'), String(min));
    invite = next;
  }
  scene.world.answer(invite, 422, { fields: ['Min-SE: 5000'] });
  assert.equal(scene.last()?.type, 'refused');
  const other = new Scene();
  other.call();
  other.world.answer(other.world.takeRequest(), 422, { fields: ['Min-SE: 7201'] });
  assert.equal(other.last()?.type, 'refused');
});

test('420 is tried once more without extensions', () => {
  const scene = new Scene();
  scene.call({ fields: [['X-Extra', '1']] });
  scene.world.answer(scene.world.takeRequest(), 420);
  const [, second] = scene.world.take().map(({ message }) => message);
  assert.ok(second?.kind === 'request');
  assert.equal(second.headers.count('Supported') + second.headers.count('X-Extra'), 0);
  scene.world.answer(second, 420);
  assert.equal(scene.last()?.type, 'refused');
});

/** Refuses the INVITE; the one that comes after it. */
function againAfter(scene: Scene, status: number, parts: AnswerParts = {}): Request {
  const invites = scene.world.take().flatMap(({ message }) => message);
  const invite = invites.at(-1);
  assert.ok(invite?.kind === 'request');
  scene.world.answer(invite, status, parts);
  const next = scene.world.take().at(-1)?.message;
  assert.ok(next?.kind === 'request' && next.method === 'INVITE', `${status}: not asked again`);
  assert.equal(cseqOf(next), cseqOf(invite) + 1);
  assert.equal(next.headers.first('Call-ID'), invite.headers.first('Call-ID'));
  return next;
}

/** A caller that offers video and keys beside plain RTP. */
const richOffer = Buffer.from(
  [
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.1',
    's=-',
    'c=IN IP4 192.0.2.1',
    't=0 0',
    'm=audio 40000 RTP/AVP 9 8 0',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0',
    'm=video 40002 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    '',
  ].join('\r\n'),
);

test('413 is asked once more with a smaller message', () => {
  const scene = new Scene();
  scene.call({ body: richOffer, fields: [['X-Extra', '1']] });
  const again = againAfter(scene, 413);
  assert.equal(again.headers.count('Supported') + again.headers.count('X-Extra'), 0);
  assert.ok(!/crypto|96 H264/.test(again.body.toString()));
  scene.world.answer(again, 413);
  assert.equal(scene.last()?.type, 'refused');
});

test('416 is asked once more with a plain SIP URI', () => {
  const scene = new Scene();
  scene.call({ requestUri: 'sip:bob@example.com;user=phone' });
  const plain = againAfter(scene, 416);
  assert.equal(plain.uri, 'sip:bob@example.com');
  scene.world.answer(plain, 416);
  assert.equal(scene.last()?.type, 'refused');
  const moved = new Scene();
  moved.call();
  const tel = againAfter(moved, 302, { fields: ['Contact: <tel:+3902123>'] });
  moved.world.answer(tel, 416);
  const spelt = moved.world.take().at(-1)?.message;
  assert.ok(spelt?.kind === 'request');
  assert.equal(spelt.uri, 'sip:+3902123@example.com;user=phone');
  const urgent = new Scene();
  urgent.call({ requestUri: 'urn:service:sos', plainUri: 'sip:112@example.com' });
  assert.equal(againAfter(urgent, 416).uri, 'sip:112@example.com');
});

test('a URI without a plainer form, or one for which the call has been sent on, is not respelt', () => {
  for (const contact of ['sips:bob@example.com', 'urn:service:sos']) {
    const scene = new Scene();
    scene.call();
    const moved = againAfter(scene, 302, { fields: [`Contact: <${contact}>`] });
    assert.equal(moved.uri, contact);
    scene.world.answer(moved, 416);
    assert.equal(scene.last()?.type, 'refused', contact);
  }
});

test('488 and 606 are asked once more with the audio that they can take', () => {
  for (const status of [488, 606]) {
    const scene = new Scene();
    scene.call({ body: richOffer });
    const fields = ['Content-Type: application/sdp'];
    const body = 'v=0\r\nm=audio 0 RTP/AVP 0\r\n';
    const again = againAfter(scene, status, { fields, body });
    assert.match(again.body.toString(), /^m=audio 40000 RTP\/AVP 0\r\nm=video 0 RTP\/AVP 96\r\n$/m);
    scene.world.answer(again, 200, { fields: [contactField], body: answer });
    const last = scene.last();
    assert.ok(last?.type === 'answered');
    assert.deepEqual(last.offer, again.body);
    assert.deepEqual(last.leg.description, again.body, 'what a refresh says again');
  }
});

test('reduced once: a second 488, one without a usable alternative, or of the network, stops', () => {
  const twice = new Scene();
  twice.call({ body: richOffer });
  const again = againAfter(twice, 488);
  const fields = ['Content-Type: application/sdp'];
  twice.world.answer(again, 488, { fields, body: 'v=0\r\nm=audio 0 RTP/AVP 0\r\n' });
  assert.equal(twice.last()?.type, 'refused');
  for (const [parts, body] of [
    [{}, offer],
    [{ fields: ['Warning: 301 x "Incompatible network address formats"'] }, richOffer],
    [{ fields, body: 'v=0\r\nm=audio 0 RTP/AVP 18\r\n' }, richOffer],
  ] as const) {
    const scene = new Scene();
    scene.call({ body });
    scene.world.answer(scene.world.takeRequest(), 488, parts);
    assert.deepEqual(scene.world.takeNames(), ['ACK']);
    assert.equal(scene.last()?.type, 'refused');
  }
});

test('421 is tried once more with the extension, if it is one of ours', () => {
  const scene = new Scene();
  scene.call();
  scene.world.answer(scene.world.takeRequest(), 421, { fields: ['Require: timer'] });
  const [, second] = scene.world.take().map(({ message }) => message);
  assert.deepEqual(second?.headers.all('Require'), ['timer']);
  const other = new Scene();
  other.call();
  other.world.answer(other.world.takeRequest(), 421, { fields: ['Require: precondition'] });
  assert.equal(other.last()?.type, 'refused');
});

test('302 goes on to its Contact through the same server; none twice, five in all', () => {
  const scene = new Scene();
  scene.call();
  let invite = scene.world.takeRequest();
  for (let hop = 1; hop <= 5; hop += 1) {
    scene.world.answer(invite, 302, { fields: [`Contact: <sip:t${hop}@example.com?Route=evil>`] });
    const sent = scene.world.take();
    const { message, to } = sent[1] ?? assert.fail('no next INVITE');
    assert.ok(message.kind === 'request');
    assert.equal(message.uri, `sip:t${hop}@example.com`);
    assert.equal(to.address, peer.address);
    invite = message;
  }
  scene.world.answer(invite, 302, { fields: ['Contact: <sip:t6@example.com>'] });
  assert.equal(scene.last()?.type, 'refused');
  const loop = new Scene();
  loop.call();
  loop.world.answer(loop.world.takeRequest(), 302, { fields: ['Contact: <sip:bob@example.com>'] });
  assert.equal(loop.last()?.type, 'refused');
});

test('where policy forbids it a 302 is a refusal', () => {
  const scene = new Scene();
  scene.call({ mayForward: (uri) => !uri.includes('+900') });
  const fields = ['Contact: <sip:+900123@example.com>'];
  scene.world.answer(scene.world.takeRequest(), 302, { fields });
  assert.equal(scene.last()?.type, 'refused');
});

test('491 is waited out for 2.1 to 4 s, once, at the same server', () => {
  const scene = new Scene();
  scene.call();
  scene.world.answer(scene.world.takeRequest(), 491);
  scene.world.take();
  scene.world.clock.advance(2090);
  assert.deepEqual(scene.world.take(), []);
  scene.world.clock.advance(1920);
  const [second] = scene.world.take().map(({ message }) => message);
  assert.ok(second?.kind === 'request');
  assert.equal(cseqOf(second), 2);
  scene.world.answer(second, 491);
  assert.equal(scene.last()?.type, 'refused');
});

test('cancelled while waiting out a 491: nothing more is sent, and the call is told', () => {
  const scene = new Scene();
  const handle = scene.call();
  scene.world.answer(scene.world.takeRequest(), 491);
  scene.world.take();
  handle.cancel();
  assert.equal(scene.last()?.type, 'refused');
  scene.world.clock.advance(10_000);
  assert.deepEqual(scene.world.take(), []);
});

for (const status of [400, 403, 404, 408, 480, 482, 483, 486, 500, 503, 600, 603]) {
  test(`${status} is told with its reason, and the server is left alone`, () => {
    const scene = new Scene();
    scene.call();
    const invite = scene.world.takeRequest();
    scene.world.answer(invite, 180);
    const fields = ['Retry-After: 30', 'Warning: 399 x "busy"'];
    scene.world.answer(invite, status, { fields });
    assert.deepEqual(scene.world.takeNames(), ['ACK']);
    assert.deepEqual(scene.last(), {
      type: 'refused',
      status,
      reason: `${status} Because; 399 x "busy"`,
      retryAfterSeconds: 30,
      hadRung: true,
    });
  });
}

test('silence is unreachable, and says that nobody had begun', () => {
  const scene = new Scene();
  scene.call();
  scene.world.clock.advance(33_000);
  const [reason, phase] = ['no answer', 'none'] as const;
  assert.deepEqual(scene.last(), { type: 'unreachable', reason, fault: 'timeout', phase });
});

test('a refused address leads to the next of the same server, with the same call', () => {
  const scene = new Scene();
  const other = { ...peer, address: '192.0.2.8' };
  scene.call({ targets: [peer, other] });
  const first = scene.world.takeRequest();
  scene.world.endpoint.failed(peer, 'wan', 'refused');
  const second = scene.world.takeOne();
  assert.equal(second.to.address, '192.0.2.8');
  assert.equal(second.message.headers.first('CSeq'), first.headers.first('CSeq'));
  scene.world.endpoint.failed(other, 'wan', 'certificate');
  const last = scene.last();
  assert.ok(last?.type === 'unreachable');
  assert.equal(last.reason, 'certificate does not fit the domain');
});

/** A call to a server of two addresses, the first of which has been left for its silence. */
function leftBehind() {
  const scene = new Scene();
  const other = { ...peer, address: '192.0.2.8' };
  scene.call({ targets: [peer, other], budgetMs: 8000 });
  const first = scene.world.takeRequest();
  scene.world.clock.advance(4000);
  const { message: second, to } = scene.world.take().at(-1) ?? assert.fail();
  assert.ok(second.kind === 'request');
  assert.equal(to.address, '192.0.2.8');
  assert.equal(second.headers.first('CSeq'), first.headers.first('CSeq'));
  return { scene, first, second };
}

test('several silent addresses share the time of their server', () => {
  const { scene } = leftBehind();
  assert.deepEqual(scene.facts, []);
  scene.world.clock.advance(40_000);
  assert.equal(scene.last()?.type, 'unreachable');
});

test('an address that was left and rings late is cancelled; its refusal says nothing', () => {
  const { scene, first, second } = leftBehind();
  scene.world.answer(first, 180);
  assert.deepEqual(scene.world.takeNames(), ['CANCEL']);
  scene.world.answer(first, 487);
  scene.world.answer(second, 180);
  assert.deepEqual(scene.types(), ['rang']);
});

test('an address that was left and answers late has the call; the other is cancelled', () => {
  const { scene, first, second } = leftBehind();
  scene.world.answer(second, 180);
  scene.world.answer(first, 200, { fields: [contactField] });
  assert.equal(scene.last()?.type, 'answered');
  assert.deepEqual(scene.world.takeNames().toSorted(), ['ACK', 'CANCEL']);
  // Too late for the CANCEL.
  scene.world.answer(second, 200, { tag: 'second', fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'BYE']);
  assert.equal(scene.types().filter((type) => type === 'answered').length, 1);
});

test('a server that the walk has left for its silence is not asked again when it speaks at last', () => {
  for (const [status, fields] of [
    [407, digestFields('Proxy-Authenticate')],
    [302, ['Contact: <sip:carol@example.com>']],
    [422, ['Min-SE: 1800']],
    [491, []],
  ] as const) {
    const scene = new Scene();
    const call = scene.call();
    const invite = scene.world.takeRequest();
    scene.onFact = ({ type }) => {
      if (type === 'trying') call.cancel();
    };
    scene.world.answer(invite, status, { fields });
    scene.world.clock.advance(10_000);
    assert.deepEqual(scene.world.takeNames(), ['ACK'], String(status));
    assert.deepEqual(scene.types(), ['trying', 'refused']);
  }
});

test('after a provisional a broken way is told, no other address tried', () => {
  for (const [status, phase] of [
    [100, 'trying'],
    [180, 'rang'],
  ] as const) {
    const scene = new Scene();
    scene.call({ targets: [peer, { ...peer, address: '192.0.2.8' }] });
    scene.world.answer(scene.world.takeRequest(), status);
    scene.world.endpoint.failed(peer, 'wan', 'reset');
    const last = scene.last();
    assert.ok(last?.type === 'unreachable');
    assert.equal(last.phase, phase);
    assert.deepEqual(scene.world.take(), []);
  }
});

// CANCEL

test('a CANCEL before any provisional waits for the first one', () => {
  const scene = new Scene();
  const handle = scene.call();
  const invite = scene.world.takeRequest();
  handle.cancel();
  assert.deepEqual(scene.world.take(), []);
  scene.world.answer(invite, 100);
  assert.deepEqual(scene.world.takeNames(), ['CANCEL']);
  scene.world.answer(invite, 487);
  const last = scene.last();
  assert.ok(last?.type === 'refused');
  assert.equal(last.status, 487);
});

test('a 2xx after the CANCEL is acknowledged and ended', () => {
  const scene = new Scene();
  const handle = scene.call();
  const invite = scene.world.takeRequest();
  scene.world.answer(invite, 180);
  handle.cancel();
  assert.deepEqual(scene.world.takeNames(), ['CANCEL']);
  scene.world.answer(invite, 200, { fields: [contactField] });
  assert.deepEqual(scene.world.takeNames(), ['ACK', 'BYE']);
  assert.equal(scene.last()?.type, 'refused');
  assert.equal(scene.dialogs.count(), 0);
});

test('cancelled without ever an answer: over when the transaction is', () => {
  const scene = new Scene();
  const handle = scene.call();
  handle.cancel();
  scene.world.clock.advance(33_000);
  assert.equal(scene.last()?.type, 'unreachable');
  assert.ok(!scene.world.takeNames().includes('CANCEL'));
});

test('a challenge after the CANCEL is not answered', () => {
  const scene = new Scene();
  const handle = scene.call();
  const invite = scene.world.takeRequest();
  handle.cancel();
  scene.world.answer(invite, 401, { fields: digestFields('WWW-Authenticate') });
  assert.deepEqual(scene.world.takeNames(), ['ACK']);
});

// 100rel

const reliable = (rseq: number) => ['Require: 100rel', `RSeq: ${rseq}`, contactField];

test('a reliable provisional gets a PRACK in its early dialog, a repeated one nothing', () => {
  const scene = new Scene();
  scene.call();
  const invite = scene.world.takeRequest();
  const fields = [...reliable(7), 'Record-Route: <sip:192.0.2.50;lr>'];
  scene.world.answer(invite, 183, { fields, body: answer });
  const { message: prack, to } = scene.world.takeOne();
  assert.ok(prack.kind === 'request');
  assert.equal(prack.method, 'PRACK');
  assert.equal(prack.headers.first('RAck'), '7 1 INVITE');
  assert.equal(prack.headers.first('CSeq'), '2 PRACK');
  assert.equal(prack.uri, 'sip:peer@192.0.2.7:5060');
  assert.equal(prack.headers.first('Route'), '<sip:192.0.2.50;lr>');
  assert.equal(to.address, '192.0.2.50');
  scene.world.answer(prack, 200);
  scene.world.answer(invite, 183, { fields, body: answer });
  // Out of order: 8 is missing.
  scene.world.answer(invite, 180, { fields: reliable(9) });
  assert.deepEqual(scene.world.take(), []);
  assert.deepEqual(scene.types(), ['rang']);
  scene.world.answer(invite, 180, { fields: reliable(8) });
  assert.equal(scene.world.takeRequest().headers.first('RAck'), '8 1 INVITE');
});

test('after PRACKs the confirmed dialog goes on counting', () => {
  const scene = new Scene();
  scene.call();
  const invite = scene.world.takeRequest();
  scene.world.answer(invite, 183, { fields: reliable(7) });
  const prack = scene.world.takeRequest();
  scene.world.answer(prack, 200);
  scene.world.answer(invite, 200, { fields: [contactField] });
  assert.equal(scene.world.takeRequest().headers.first('CSeq'), '1 ACK');
  const last = scene.last();
  assert.ok(last?.type === 'answered');
  last.leg.bye();
  assert.equal(cseqOf(scene.world.takeRequest()), cseqOf(prack) + 1);
});

test('each fork has its own numbers', () => {
  const scene = new Scene();
  scene.call();
  const invite = scene.world.takeRequest();
  scene.world.answer(invite, 183, { tag: 'one', fields: reliable(7) });
  scene.world.answer(invite, 183, { tag: 'two', fields: reliable(7) });
  const pracks = scene.world.take().map(({ message }) => message.headers.first('To'));
  assert.equal(pracks.length, 2);
  assert.notEqual(pracks[0], pracks[1]);
});
