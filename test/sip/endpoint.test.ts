/**
 * The endpoint: transactions at work, by RFC sentence. RFC 3261 §8, §9, §17, §18; RFC 3581, 4320,
 * 6026.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest, respondTo } from '../../src/sip/message/build.ts';
import type { Request } from '../../src/sip/message/message.ts';
import type { ClientTransactionUser } from '../../src/sip/transaction-user.ts';
import { answerText, flowOf, peer, requestText, WireWorld } from './wire-world.ts';

function ourRequest(method: string, extra: readonly (readonly [string, string])[] = []): Request {
  return createRequest({
    method,
    uri: 'sip:bob@example.com',
    fields: [
      ...extra,
      ['Max-Forwards', '70'],
      ['From', '<sip:alice@example.com>;tag=ours'],
      ['To', '<sip:bob@example.com>'],
      ['Call-ID', 'ours@192.0.2.1'],
      ['CSeq', `7 ${method}`],
    ],
  });
}

function listener() {
  const heard: (number | string)[] = [];
  const user: ClientTransactionUser = {
    response: ({ status }) => heard.push(status),
    failed: (reason) => heard.push(reason),
  };
  return { heard, user };
}

function start(world: WireWorld, request: Request, target = peer) {
  const { heard, user } = listener();
  const transaction = world.endpoint.request(request, target, 'wan', user);
  return { heard, transaction };
}

// Client transactions

test('a request goes out with our Via on top: a fresh random branch and rport', () => {
  const world = new WireWorld();
  start(world, ourRequest('OPTIONS'));
  start(world, ourRequest('OPTIONS'));
  const [one, other] = world.take().map(({ message }) => message.headers.first('Via') ?? '');
  assert.match(one ?? '', /^SIP\/2\.0\/UDP 192\.0\.2\.1:5070;branch=z9hG4bK[0-9a-f]{24};rport$/);
  assert.notEqual(one, other);
});

for (const [method, sends] of [
  ['INVITE', [0, 500, 1500, 3500, 7500, 15_500, 31_500]],
  ['REGISTER', [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]],
] as const) {
  test(`an unanswered ${method} is sent ${sends.length} times in 32 s, to ±20 ms`, () => {
    const world = new WireWorld();
    const { heard } = start(world, ourRequest(method));
    world.clock.advance(60_000);
    const times = world.sent.map(({ at }) => at);
    assert.equal(times.length, sends.length);
    // Each gap is rounded up to a tick of the wheel.
    for (const [index, at] of sends.entries())
      assert.ok(Math.abs((times[index] ?? 0) - at) <= 20, `${times[index]} instead of ${at}`);
    assert.deepEqual(heard, ['timeout']);
    assert.equal(world.endpoint.transactions(), 0);
  });
}

test('every send of a request is byte for byte the same', () => {
  const world = new WireWorld();
  start(world, ourRequest('INVITE'));
  world.clock.advance(32_000);
  const [first, ...others] = world.take();
  for (const { bytes } of others) assert.deepEqual(bytes, first?.bytes);
});

test('the ACK of a failure has the branch, the Request-URI and the Route of its INVITE', () => {
  const world = new WireWorld();
  const routes = ['<sip:p1.example.com;lr>', '<sip:p2.example.com;lr>'];
  const { heard } = start(
    world,
    ourRequest(
      'INVITE',
      routes.map((route) => ['Route', route] as const),
    ),
  );
  const invite = world.takeRequest();
  world.answer(invite, 486);
  const ack = world.takeRequest();
  assert.equal(ack.method, 'ACK');
  assert.equal(ack.uri, invite.uri);
  assert.equal(ack.headers.first('Via'), invite.headers.first('Via'));
  assert.equal(ack.headers.count('Via'), 1);
  assert.deepEqual(ack.headers.all('Route'), routes);
  assert.equal(ack.headers.first('CSeq'), '7 ACK');
  assert.equal(ack.headers.first('From'), invite.headers.first('From'));
  assert.equal(ack.headers.first('To'), '<sip:bob@example.com>;tag=peer');
  assert.equal(ack.headers.first('Call-ID'), 'ours@192.0.2.1');
  world.answer(invite, 486);
  assert.deepEqual(world.takeNames(), ['ACK']);
  assert.deepEqual(heard, [486]);
});

test('stray responses are dropped: unknown branch, other method, other sent-by, second Via', () => {
  const world = new WireWorld();
  const { heard } = start(world, ourRequest('OPTIONS'));
  const request = world.takeRequest();
  const text = answerText(request, 200);
  world.receive(text.replace(/branch=z9hG4bK/, 'branch=z9hG4bKx'));
  world.receive(text.replace('CSeq: 7 OPTIONS', 'CSeq: 7 INVITE'));
  world.receive(text.replace('192.0.2.1:5070', '192.0.2.1:5071'));
  world.receive(text.replace('192.0.2.1:5070', '192.0.2.99:5070'));
  world.receive(text.replace('From:', 'Via: SIP/2.0/UDP 192.0.2.3;branch=z9hG4bK2\r\nFrom:'));
  assert.deepEqual(heard, []);
  world.receive(text);
  assert.deepEqual(heard, [200]);
  assert.deepEqual(world.take(), []);
});

test('every 2xx of an INVITE reaches the user, a repeated failure does not', () => {
  const world = new WireWorld();
  const { heard } = start(world, ourRequest('INVITE'));
  const invite = world.takeRequest();
  world.answer(invite, 200, { tag: 'one' });
  world.answer(invite, 200, { tag: 'two' });
  world.clock.advance(20_000);
  world.answer(invite, 200, { tag: 'one' });
  assert.deepEqual(heard, [200, 200, 200]);
  assert.deepEqual(world.take(), []);
});

test('CANCEL waits for nothing here: before a provisional it does nothing', () => {
  const world = new WireWorld();
  const { transaction } = start(world, ourRequest('INVITE'));
  world.take();
  transaction.cancel();
  assert.deepEqual(world.take(), []);
});

test("CANCEL has the INVITE's branch, Route and CSeq number, and is sent once", () => {
  const world = new WireWorld();
  const { transaction, heard } = start(world, ourRequest('INVITE', [['Route', '<sip:p;lr>']]));
  const invite = world.takeRequest();
  world.answer(invite, 180);
  transaction.cancel([['Reason', 'SIP;cause=200;text="Call completed elsewhere"']]);
  transaction.cancel();
  const cancel = world.takeRequest();
  assert.equal(cancel.method, 'CANCEL');
  assert.equal(cancel.headers.first('Via'), invite.headers.first('Via'));
  assert.equal(cancel.headers.first('Route'), '<sip:p;lr>');
  assert.equal(cancel.headers.first('CSeq'), '7 CANCEL');
  assert.equal(cancel.headers.first('To'), '<sip:bob@example.com>');
  assert.match(cancel.headers.first('Reason') ?? '', /elsewhere/);
  // The 200 of the CANCEL says nothing about the INVITE.
  world.answer(cancel, 200);
  assert.deepEqual(heard, [180]);
  world.answer(invite, 487);
  assert.deepEqual(heard, [180, 487]);
  assert.deepEqual(world.takeNames(), ['ACK']);
});

test('CANCEL after the final is not sent', () => {
  for (const status of [200, 486]) {
    const world = new WireWorld();
    const { transaction } = start(world, ourRequest('INVITE'));
    const invite = world.takeRequest();
    world.answer(invite, 180);
    world.answer(invite, status);
    world.take();
    transaction.cancel();
    assert.deepEqual(world.take(), []);
  }
});

test('a cancelled INVITE that never gets its final is given up after 64*T1', () => {
  const world = new WireWorld();
  const { transaction, heard } = start(world, ourRequest('INVITE'));
  world.answer(world.takeRequest(), 180);
  transaction.cancel();
  world.answer(world.takeRequest(), 200);
  world.clock.advance(33_000);
  assert.deepEqual(heard, [180, 'timeout']);
});

test('a transport failure ends what waits at that place, and nothing else', () => {
  const world = new WireWorld();
  const here = start(world, ourRequest('OPTIONS'));
  const elsewhere = start(world, ourRequest('OPTIONS'), { ...peer, port: 5099 });
  world.endpoint.failed(peer, 'lan', 'refused');
  assert.deepEqual(here.heard, []);
  world.endpoint.failed(peer, 'wan', 'refused');
  assert.deepEqual(here.heard, ['refused']);
  assert.deepEqual(elsewhere.heard, []);
});

test('so does the end of the connection that the peer has opened, wherever it listens', () => {
  const world = new WireWorld();
  const target = { ...peer, transport: 'tcp', over: 49_152 } as const;
  const { heard } = start(world, ourRequest('OPTIONS'), target);
  world.endpoint.failed({ ...target, port: 49_153 }, 'wan', 'lost');
  assert.deepEqual(heard, []);
  world.endpoint.failed({ ...target, port: target.over }, 'wan', 'lost');
  assert.deepEqual(heard, ['lost']);
});

test('a large request goes by TCP, and back by UDP when that is refused', () => {
  const world = new WireWorld();
  const { heard } = start(world, ourRequest('INVITE', [['Subject', 'x'.repeat(1300)]]));
  const first = world.takeOne();
  assert.equal('transport' in first.to && first.to.transport, 'tcp');
  assert.match(first.message.headers.first('Via') ?? '', /^SIP\/2\.0\/TCP /);
  world.endpoint.failed({ ...peer, transport: 'tcp' }, 'wan', 'refused');
  const second = world.takeOne();
  assert.equal('transport' in second.to && second.to.transport, 'udp');
  assert.match(second.message.headers.first('Via') ?? '', /^SIP\/2\.0\/UDP /);
  assert.ok(second.message.kind === 'request');
  world.answer(second.message, 180);
  world.answer(second.message, 486);
  assert.deepEqual(heard, [180, 486]);
});

test('a large request that TCP lost after a provisional is not sent again', () => {
  const world = new WireWorld();
  const { heard } = start(world, ourRequest('INVITE', [['Subject', 'x'.repeat(1300)]]));
  const first = world.takeRequest();
  world.answer(first, 180, {}, flowOf({ ...peer, transport: 'tcp' }));
  world.endpoint.failed({ ...peer, transport: 'tcp' }, 'wan', 'reset');
  assert.deepEqual(heard, [180, 'reset']);
  assert.deepEqual(world.take(), []);
});

test('a request of exactly 1,300 bytes stays on UDP', () => {
  const world = new WireWorld();
  start(world, ourRequest('INVITE', [['Subject', '']]));
  const { length } = world.takeOne().bytes;
  for (const [extra, transport] of [
    [1300 - length, 'udp'],
    [1301 - length, 'tcp'],
  ] as const) {
    start(world, ourRequest('INVITE', [['Subject', 'x'.repeat(extra)]]));
    const { to } = world.takeOne();
    assert.equal('transport' in to && to.transport, transport);
  }
});

// Server transactions

test('the top Via is told where the request came from', () => {
  const world = new WireWorld();
  world.receive(requestText('OPTIONS', { via: '10.0.0.1:5099;rport' }));
  const [transaction] = world.requests;
  assert.ok(transaction);
  transaction.respond(respondTo(transaction.request, 200));
  const { message, to } = world.takeOne();
  assert.match(message.headers.first('Via') ?? '', /;rport=5060/);
  assert.match(message.headers.first('Via') ?? '', /;received=192\.0\.2\.7/);
  assert.deepEqual([to.address, to.port], ['192.0.2.7', 5060]);
});

test('maddr steers nothing: the answer goes where the request came from', () => {
  const world = new WireWorld();
  world.receive(requestText('OPTIONS', { via: '10.0.0.1;maddr=198.51.100.9;ttl=16' }));
  const [transaction] = world.requests;
  transaction?.respond(respondTo(transaction.request, 200));
  assert.equal(world.takeOne().to.address, '192.0.2.7');
});

test('a repeated request meets its transaction and gets the last answer again', () => {
  const world = new WireWorld();
  const text = requestText('OPTIONS');
  world.receive(text);
  world.receive(text);
  assert.equal(world.requests.length, 1);
  assert.deepEqual(world.take(), []);
  const [transaction] = world.requests;
  transaction?.respond(respondTo(transaction.request, 200));
  world.receive(text);
  assert.deepEqual(world.takeNames(), ['200', '200']);
});

test('the same request by two ways is one: the second gets 482', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE'));
  world.receive(requestText('INVITE', { branch: 'z9hG4bKother' }));
  assert.equal(world.requests.length, 1);
  assert.equal(world.takeResponse().status, 482);
  // Inside a dialog there is no such thing.
  world.receive(requestText('INFO', { to: '<sip:b@c>;tag=x' }));
  world.receive(requestText('INFO', { to: '<sip:b@c>;tag=x', branch: 'z9hG4bKother' }));
  assert.equal(world.requests.length, 3);
});

test('an INVITE that nobody answers within 200 ms gets a 100, one that is answered does not', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE'));
  world.clock.advance(190);
  assert.deepEqual(world.take(), []);
  world.clock.advance(30);
  const trying = world.takeResponse();
  assert.equal(trying.status, 100);
  assert.doesNotMatch(trying.headers.first('To') ?? '', /tag=/);
  world.receive(requestText('INVITE', { branch: 'z9hG4bK2', callId: '2' }));
  const [, second] = world.requests;
  second?.respond(respondTo(second.request, 180, { toTag: 't' }));
  world.clock.advance(1000);
  assert.deepEqual(world.takeNames(), ['180']);
});

test('RFC 4320: to anything but INVITE no provisional but a late 100', () => {
  const world = new WireWorld();
  world.receive(requestText('OPTIONS'));
  const [transaction] = world.requests;
  transaction?.respond(respondTo(transaction.request, 180));
  transaction?.respond(respondTo(transaction.request, 100));
  world.clock.advance(3400);
  assert.deepEqual(world.take(), []);
  world.clock.advance(200);
  assert.deepEqual(world.takeNames(), ['100']);
});

test('RFC 4320: never 408 to anything but INVITE', () => {
  const world = new WireWorld();
  world.receive(requestText('OPTIONS'));
  const [options] = world.requests;
  options?.respond(respondTo(options.request, 408));
  world.receive(requestText('OPTIONS'));
  assert.deepEqual(world.take(), []);
  world.receive(requestText('INVITE', { branch: 'z9hG4bK2', callId: '2' }));
  const [, invite] = world.requests;
  invite?.respond(respondTo(invite.request, 408));
  assert.deepEqual(world.takeNames(), ['408']);
});

test('a request that the user forgets costs nothing for ever', () => {
  const world = new WireWorld();
  world.receive(requestText('OPTIONS'));
  assert.equal(world.endpoint.transactions(), 1);
  world.clock.advance(33_000);
  assert.equal(world.endpoint.transactions(), 0);
});

test('a failure is repeated until its ACK, which goes no further', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE'));
  const [invite] = world.requests;
  invite?.respond(respondTo(invite.request, 486, { toTag: 't' }));
  world.clock.advance(2000);
  assert.deepEqual(world.takeNames(), ['486', '486', '486']);
  world.receive(requestText('ACK', { to: '<sip:bob@example.com>;tag=t' }));
  world.clock.advance(60_000);
  assert.deepEqual(world.take(), []);
  assert.deepEqual(world.acknowledged, []);
  assert.equal(world.endpoint.transactions(), 0);
});

test('the ACK of a 2xx reaches the user', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE'));
  const [invite] = world.requests;
  invite?.respond(respondTo(invite.request, 200, { toTag: 't' }));
  world.receive(requestText('ACK', { branch: 'z9hG4bK2', to: '<sip:bob@example.com>;tag=t' }));
  assert.equal(world.acknowledged.length, 1);
});

test('an RFC 2543 ACK of a 2xx, which has the same key, reaches the user too', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE', { branch: '1' }));
  const [invite] = world.requests;
  invite?.respond(respondTo(invite.request, 200, { toTag: 't' }));
  world.receive(requestText('ACK', { branch: '1', to: '<sip:bob@example.com>;tag=t' }));
  assert.equal(world.acknowledged.length, 1);
});

test('a CANCEL is answered 200, and its INVITE told, as long as it is unanswered', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE'));
  world.receive(requestText('CANCEL'));
  assert.equal(world.takeResponse().status, 200);
  const [invite] = world.requests;
  assert.deepEqual(world.cancelled, [invite]);
  invite?.respond(respondTo(invite.request, 487, { toTag: 't' }));
  assert.deepEqual(world.takeNames(), ['487']);
});

test('a CANCEL that comes too late gets 200 and changes nothing', () => {
  const world = new WireWorld();
  world.receive(requestText('INVITE'));
  const [invite] = world.requests;
  invite?.respond(respondTo(invite.request, 200, { toTag: 't' }));
  world.receive(requestText('CANCEL'));
  assert.deepEqual(world.takeNames(), ['200', '200']);
  assert.deepEqual(world.cancelled, []);
});

test('a CANCEL of nothing gets 481', () => {
  const world = new WireWorld();
  world.receive(requestText('CANCEL'));
  assert.equal(world.takeResponse().status, 481);
});

test('a stranger refused once gets nothing repeated, however often the ACK is missing', () => {
  const world = new WireWorld();
  world.onRequest = (transaction) =>
    transaction.respond(respondTo(transaction.request, 403), 'once');
  const text = requestText('INVITE');
  world.receive(text);
  world.clock.advance(60_000);
  assert.deepEqual(world.takeNames(), ['403']);
  assert.equal(world.endpoint.transactions(), 0);
  const answers = [1, 2].map(() => {
    world.receive(text);
    return world.takeResponse().headers.first('To');
  });
  assert.equal(answers[0], answers[1]);
  world.receive(requestText('ACK', { to: answers[0] ?? '' }));
  assert.deepEqual(world.take(), []);
});

test('a request over a connection keeps where its sender listens, by its Via', () => {
  const world = new WireWorld();
  const asked = [
    ['c.example:5070', 'tcp'],
    ['c.example', 'tcp'],
    ['c.example', 'tls'],
    ['c.example:5070', 'udp'],
  ] as const;
  for (const [number, [via, transport]] of asked.entries()) {
    const own = { via, branch: `z9hG4bK${number}`, callId: String(number) };
    world.receive(requestText('OPTIONS', own), flowOf({ ...peer, transport }));
  }
  const ports = world.requests.map(({ flow }) => flow.sentByPort);
  assert.deepEqual(ports, [5070, 5060, 5061, undefined]);
});

test('a source that is not admitted is not even read', () => {
  const world = new WireWorld({ admits: ({ address }) => address !== '192.0.2.7' });
  world.receive(requestText('OPTIONS'));
  world.receive('OPTIONS sip:a SIP/7.0\r\n\r\n');
  assert.deepEqual([world.requests.length, world.sent.length], [0, 0]);
  world.receive(requestText('OPTIONS'), flowOf({ ...peer, address: '192.0.2.8' }));
  assert.equal(world.requests.length, 1);
});

test('whoever is asked by us is heard, admitted or not, for as long as the request lives', () => {
  const world = new WireWorld({ admits: () => false });
  const { heard } = start(world, ourRequest('OPTIONS'));
  const request = world.takeRequest();
  world.receive(answerText(request, 200), flowOf({ ...peer, address: '192.0.2.8' }));
  assert.deepEqual(heard, []);
  world.receive(answerText(request, 200));
  assert.deepEqual(heard, [200]);
  world.clock.advance(60_000);
  world.receive(requestText('OPTIONS'));
  assert.equal(world.requests.length, 0);
});

test('a user that throws harms nobody: the caller gets 500, the fault is told', () => {
  const world = new WireWorld();
  world.onRequest = () => {
    throw new Error('broken user');
  };
  world.receive(requestText('INVITE'));
  assert.deepEqual(world.takeNames(), ['500']);
  assert.equal(world.faults.length, 1);
  world.onRequest = () => undefined;
  world.receive(requestText('OPTIONS', { callId: '2', branch: 'z9hG4bK2' }));
  assert.equal(world.requests.length, 2);
});

test('above the limit of requests under way the next gets 503 and costs no memory', () => {
  const world = new WireWorld({ serverTransactionsMax: 3 });
  for (let index = 0; index < 5; index += 1)
    world.receive(requestText('OPTIONS', { branch: `z9hG4bK${index}`, callId: `${index}` }));
  assert.equal(world.requests.length, 3);
  const refused = world.take();
  assert.deepEqual(
    refused.map(({ message }) => [
      message.kind === 'response' && message.status,
      message.headers.first('Retry-After'),
    ]),
    [
      [503, '5'],
      [503, '5'],
    ],
  );
});

test('a request of ours that comes back unchanged is a loop: 482', () => {
  const world = new WireWorld();
  start(world, ourRequest('INVITE'));
  const invite = world.takeRequest();
  const returned = (uri: string) =>
    requestText('INVITE', {
      uri,
      callId: 'ours@192.0.2.1',
      from: '<sip:alice@example.com>;tag=ours',
      cseq: 7,
      fields: [`Via: ${invite.headers.first('Via') ?? ''}`],
    });
  world.receive(returned('sip:bob@example.com'));
  assert.equal(world.takeResponse().status, 482);
  // To another Request-URI it is a spiral: a call from one of our lines to another.
  world.receive(returned('sip:line2@192.0.2.1:5070'));
  assert.equal(world.requests.length, 1);
});

// Malformed messages

test('what is malformed is answered once, without state, with the rule it broke', () => {
  const world = new WireWorld();
  world.receive(requestText('OPTIONS', { fields: ['Max-Forwards: 3'] }));
  const response = world.takeResponse();
  assert.deepEqual([response.status, response.reason], [400, 'More Than One Max-Forwards']);
  assert.match(response.headers.first('Via') ?? '', /received=192\.0\.2\.7/);
  assert.match(response.headers.first('To') ?? '', /;tag=/);
  assert.equal(world.endpoint.transactions(), 0);
});

test('malformed ACKs, responses and noise are answered with nothing', () => {
  const world = new WireWorld();
  world.receive(requestText('ACK', { fields: ['Max-Forwards: 3'] }));
  world.receive('SIP/2.0 200 OK\r\nVia: nonsense\r\n\r\n');
  world.receive(Buffer.alloc(600, 0x20));
  world.receive('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  assert.deepEqual(world.take(), []);
});

test('closing ends every transaction and leaves no timer', () => {
  const world = new WireWorld();
  start(world, ourRequest('INVITE'));
  world.receive(requestText('INVITE'));
  world.endpoint.close();
  assert.deepEqual([world.endpoint.transactions(), world.clock.pending()], [0, 0]);
  world.take();
  world.clock.advance(60_000);
  assert.deepEqual(world.take(), []);
  assert.equal(world.clock.pending(), 0);
});
