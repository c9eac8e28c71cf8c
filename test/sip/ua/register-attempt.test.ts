/**
 * One attempt at one location server, by the rows of table A that live inside it: RFC 3261 §10.2,
 * §8.1.3, §22; threat T3.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credentials } from '../../../src/sip/auth/credentials.ts';
import type { Target } from '../../../src/sip/flow.ts';
import type { Located, Place } from '../../../src/sip/locate.ts';
import type { Request } from '../../../src/sip/message/message.ts';
import { startRegisterAttempt } from '../../../src/sip/ua/register-attempt.ts';
import type { RegisterAttempt, RegisterFact } from '../../../src/sip/ua/register-facts.ts';
import { peer, WireWorld } from '../wire-world.ts';
import { cseqOf, digestFields } from './scene.ts';

function start(more: Partial<RegisterAttempt> = {}) {
  const world = new WireWorld();
  const facts: RegisterFact[] = [];
  let cseq = 40;
  const { endpoint, clock, random } = world;
  const giveUp = startRegisterAttempt(
    { endpoint, clock, random, product: 'Test' },
    {
      binding: {
        aor: 'sip:alice@example.com',
        registrar: 'sip:example.com',
        contactUser: 'alice',
        fromTag: 'f',
        instanceId: 'urn:uuid:1',
      },
      targets: [peer],
      expiresSeconds: 3600,
      credentials: new Credentials({ user: 'alice', reveal: () => 'secret' }, random),
      local: () => ({ host: '192.0.2.1', port: 5070 }),
      sequence: () => ({ callId: 'line@gateway', cseq: (cseq += 1) }),
      locate: (place, then) => then(addressOf(place)),
      isConfigured: (host) => host === 'example.com' || host === '192.0.2.7',
      ...more,
    },
    (fact) => facts.push(fact),
  );
  return { world, facts, giveUp };
}

/** Where a redirection to an address leads; a name needs a test that knows it. */
function addressOf({ host, port, transport }: Place): Located {
  if (!/^[0-9.]+$/.test(host)) return { ok: false, reason: `DNS: nxdomain for ${host}` };
  return { ok: true, targets: [{ transport, address: host, port: port ?? 5060, domain: host }] };
}

const ours = 'Contact: <sip:alice@192.0.2.1:5070>;expires=1800';

test('the REGISTER names the line, its instance, its lease', () => {
  const { world } = start();
  const { uri, headers } = world.takeRequest();
  assert.equal(uri, 'sip:example.com');
  assert.equal(headers.first('To'), '<sip:alice@example.com>');
  assert.equal(headers.first('From'), '<sip:alice@example.com>;tag=f');
  assert.equal(headers.first('Call-ID'), 'line@gateway');
  assert.equal(headers.first('CSeq'), '41 REGISTER');
  assert.equal(
    headers.first('Contact'),
    '<sip:alice@192.0.2.1:5070>;+sip.instance="<urn:uuid:1>";expires=3600',
  );
});

test('a 2xx with our binding is a success with its lease, and says what is bound', () => {
  const { world, facts } = start();
  world.answer(world.takeRequest(), 200, { fields: [ours] });
  assert.deepEqual(facts, [
    {
      type: 'accepted',
      expiresSeconds: 1800,
      target: peer,
      local: { host: '192.0.2.1', port: 5070 },
      flow: { timerSeconds: undefined, isAnswering: false },
      serviceRoute: [],
    },
  ]);
});

test('RFC 3608: a 2xx says what requests of the line pass; one that we were sent to does not', () => {
  const route = 'Service-Route: <sip:p2.example.com;lr>';
  const { world, facts } = start();
  world.answer(world.takeRequest(), 200, { fields: [ours, route] });
  assert.ok(facts[0]?.type === 'accepted');
  assert.deepEqual(facts[0].serviceRoute, ['<sip:p2.example.com;lr>']);
  const elsewhere = redirect('sip:192.0.2.9');
  assert.ok(elsewhere.next?.message.kind === 'request');
  elsewhere.world.answer(elsewhere.next.message, 200, { fields: [ours, route] });
  const [fact] = elsewhere.facts;
  assert.ok(fact?.type === 'accepted');
  assert.deepEqual(fact.serviceRoute, []);
});

for (const [field, timerSeconds] of [
  ['Flow-Timer: 120', 120],
  ['Path: <sip:edge.example.com;lr;ob>', undefined],
  ['Require: outbound', undefined],
] as const) {
  test(`RFC 5626: whoever says "${field}" answers keep-alives`, () => {
    const { world, facts } = start();
    world.answer(world.takeRequest(), 200, { fields: [ours, field] });
    const [fact] = facts;
    assert.ok(fact?.type === 'accepted');
    assert.deepEqual(fact.flow, { timerSeconds, isAnswering: true });
  });
}

for (const [name, fields, seconds] of [
  ['its own expires before the header', [ours, 'Expires: 60'], 1800],
  ['the header where it has none', ['Contact: <sip:alice@192.0.2.1:5070>', 'Expires: 60'], 60],
  ['an hour where nothing is said', ['Contact: <sip:alice@192.0.2.1:5070>'], 3600],
  [
    'among the bindings of other phones',
    ['Contact: <sip:alice@192.0.2.99>;expires=5', ours, 'Contact: <sip:x@y>;expires=9'],
    1800,
  ],
  [
    'by instance where the address was rewritten',
    ['Contact: <sip:alice@203.0.113.5:9>;+sip.instance="<urn:uuid:1>";expires=77'],
    77,
  ],
  [
    'with parameters that the registrar has added',
    ['Contact: <sip:alice@192.0.2.1:5070;ob>;q=0.7;expires=70'],
    70,
  ],
] as const) {
  test(`the lease is ours: ${name}`, () => {
    const { world, facts } = start();
    world.answer(world.takeRequest(), 200, { fields });
    const [fact] = facts;
    assert.ok(fact?.type === 'accepted');
    assert.equal(fact.expiresSeconds, seconds);
  });
}

for (const [name, fields] of [
  ['no contact', []],
  ['the contact of somebody else', ['Contact: <sip:alice@192.0.2.99:5070>;expires=60']],
  ['our contact with a lease of 0', ['Contact: <sip:alice@192.0.2.1:5070>;expires=0']],
] as const) {
  test(`a 2xx with ${name} is no registration`, () => {
    const { world, facts } = start();
    world.answer(world.takeRequest(), 200, { fields });
    const [fact] = facts;
    assert.ok(fact?.type === 'refused');
    assert.equal(fact.reason, '200 without our binding');
  });
}

test('an un-registration is accepted without a binding', () => {
  const { world, facts } = start({ expiresSeconds: 0 });
  const request = world.takeRequest();
  assert.match(request.headers.first('Contact') ?? '', /;expires=0$/);
  world.answer(request, 200);
  assert.equal(facts[0]?.type, 'accepted');
});

test('a challenge is answered at the same server with the next number', () => {
  const { world, facts } = start();
  world.answer(world.takeRequest(), 401, { fields: digestFields('WWW-Authenticate') });
  const second = world.takeRequest();
  assert.equal(cseqOf(second), 42);
  assert.equal(second.headers.first('Call-ID'), 'line@gateway');
  assert.match(second.headers.first('Authorization') ?? '', /username="alice"/);
  world.answer(second, 200, { fields: [ours] });
  assert.equal(facts.at(-1)?.type, 'accepted');
});

test('credentials that were refused are not sent again', () => {
  const { world, facts } = start();
  world.answer(world.takeRequest(), 401, { fields: digestFields('WWW-Authenticate') });
  world.answer(world.takeRequest(), 401, { fields: digestFields('WWW-Authenticate', 'n2') });
  const [fact] = facts;
  assert.ok(fact?.type === 'refused');
  assert.equal(fact.authFailed, true);
  world.clock.advance(60_000);
  assert.deepEqual(world.take(), []);
});

test('stale is answered with the new nonce, three challenges in all', () => {
  const { world, facts } = start();
  for (let round = 1; round <= 4; round += 1) {
    assert.deepEqual(facts, []);
    const fields = digestFields('WWW-Authenticate', `n${round}`, ', stale=true');
    world.answer(world.takeRequest(), 401, { fields });
  }
  assert.equal(facts[0]?.type, 'refused');
  assert.deepEqual(world.take(), []);
});

test('423 is answered with the interval it names, at most twice', () => {
  const { world, facts } = start({ expiresSeconds: 60 });
  for (const min of [1800, 3600]) {
    world.answer(world.takeRequest(), 423, { fields: [`Min-Expires: ${min}`] });
    const next = world.sent[0]?.message;
    assert.equal(next?.headers.first('Expires'), String(min));
  }
  world.answer(world.takeRequest(), 423, { fields: ['Min-Expires: 7200'] });
  assert.equal(facts[0]?.type, 'refused');
});

for (const fields of [[], ['Min-Expires: 60'], ['Min-Expires: 86401'], ['Min-Expires: x']]) {
  test(`423 with ${fields[0] ?? 'nothing'} is a refusal`, () => {
    const { world, facts } = start({ expiresSeconds: 3600 });
    world.answer(world.takeRequest(), 423, { fields });
    assert.equal(facts[0]?.type, 'refused');
  });
}

for (const status of [400, 413, 416, 420, 439, 494]) {
  test(`${status} is tried once more in the plainest form`, () => {
    const { world, facts } = start();
    world.answer(world.takeRequest(), status);
    const plain = world.takeRequest();
    assert.equal(plain.headers.count('Supported'), 0);
    assert.doesNotMatch(plain.headers.first('Contact') ?? '', /instance/);
    world.answer(plain, status);
    assert.equal(facts[0]?.type, 'refused');
  });
}

test('421 is tried once more with what it requires, if that is ours', () => {
  const { world, facts } = start();
  world.answer(world.takeRequest(), 421, { fields: ['Require: path'] });
  const second = world.takeRequest();
  assert.deepEqual(second.headers.all('Require'), ['path']);
  world.answer(second, 421, { fields: ['Require: path'] });
  assert.equal(facts[0]?.type, 'refused');
  const other = start();
  other.world.answer(other.world.takeRequest(), 421, { fields: ['Require: outbound'] });
  assert.equal(other.facts[0]?.type, 'refused');
});

function redirect(to: string, status = 302, more: Partial<RegisterAttempt> = {}) {
  const started = start(more);
  const { world } = started;
  world.answer(world.takeRequest(), status, { fields: [`Contact: <${to}>`] });
  const [next] = world.take();
  return { ...started, next };
}

test('302 goes to its Contact: new Request-URI, new place, same line', () => {
  const { next, world, facts } = redirect('sip:192.0.2.7:5999');
  assert.ok(next?.message.kind === 'request');
  assert.equal(next.to.port, 5999);
  assert.equal(next.message.uri, 'sip:192.0.2.7:5999');
  world.answer(next.message, 200, { fields: [ours] });
  assert.equal(facts[0]?.type, 'accepted');
});

test('where a redirection leads nowhere, the server that has sent us there has refused', () => {
  const { next, world, facts } = redirect('sip:192.0.2.7:5999');
  assert.ok(next);
  world.endpoint.failed(next.to, 'wan', 'refused');
  const [fact] = facts;
  assert.ok(fact?.type === 'refused');
  assert.deepEqual([fact.status, fact.authFailed], [302, false]);
  assert.match(fact.reason, /^302 .*; port unreachable$/);
});

test('at most three redirections, and none back to where we have been', () => {
  const { world, facts } = start();
  for (const port of [1, 2, 3, 4])
    world.answer(nextOf(world), 302, { fields: [`Contact: <sip:192.0.2.7:600${port}>`] });
  assert.equal(facts[0]?.type, 'refused');
  const back = redirect('sip:192.0.2.7:6001');
  assert.ok(back.next?.message.kind === 'request');
  const fields = ['Contact: <sip:192.0.2.7:6001>'];
  back.world.answer(back.next.message, 302, { fields });
  assert.equal(back.facts[0]?.type, 'refused');
});

function nextOf(world: WireWorld): Request {
  const [sent] = world.take();
  assert.ok(sent?.message.kind === 'request');
  return sent.message;
}

test('never from TLS to less', () => {
  const secure: Target = { ...peer, transport: 'tls', port: 5061 };
  assert.equal(redirect('sip:192.0.2.7:5999', 302, { targets: [secure] }).next, undefined);
});

test('305 only to what is configured', () => {
  assert.equal(redirect('sip:192.0.2.66', 305).next, undefined);
  assert.ok(redirect('sip:192.0.2.7:5999', 305).next);
});

test('T3: where a redirection has led, a challenge is answered only if the place is configured', () => {
  const fields = digestFields('WWW-Authenticate');
  const foreign = redirect('sip:192.0.2.66');
  assert.ok(foreign.next?.message.kind === 'request');
  foreign.world.answer(foreign.next.message, 401, { fields });
  assert.deepEqual(foreign.world.take(), []);
  assert.equal(foreign.facts[0]?.type, 'refused');
  const own = redirect('sip:192.0.2.7:5999');
  assert.ok(own.next?.message.kind === 'request');
  own.world.answer(own.next.message, 401, { fields });
  assert.match(own.world.takeRequest().headers.first('Authorization') ?? '', /^Digest/);
});

function at(address: string): Target {
  return { ...peer, address, domain: 'sip2.example.com' };
}

/** Redirected to a name that DNS answers when the test says so. */
function redirectToName(to: string, more: Partial<RegisterAttempt> = {}) {
  const asked: Place[] = [];
  const answers: ((located: Located) => void)[] = [];
  const redirected = redirect(to, 302, {
    locate(place, then) {
      asked.push(place);
      answers.push(then);
    },
    ...more,
  });
  const found = (...addresses: readonly string[]) =>
    answers[0]?.({ ok: true, targets: addresses.map(at) });
  return { ...redirected, asked, answers, found };
}

test('302 to a name: it is looked up as a server is, and what is found is asked', () => {
  const { next, asked, found, world, facts } = redirectToName('sip:sip2.example.com;transport=tcp');
  assert.equal(next, undefined);
  assert.deepEqual(asked, [{ host: 'sip2.example.com', port: undefined, transport: 'tcp' }]);
  found('192.0.2.8');
  const [sent] = world.take();
  assert.ok(sent?.message.kind === 'request');
  assert.equal(sent.message.uri, 'sip:sip2.example.com;transport=tcp');
  assert.ok('address' in sent.to && sent.to.address === '192.0.2.8');
  world.answer(sent.message, 200, { fields: [ours] });
  assert.equal(facts[0]?.type, 'accepted');
});

test('302 to a name with two addresses: the second is tried when the first is silent', () => {
  const { found, world } = redirectToName('sip:sip2.example.com', { budgetMs: 8000 });
  found('192.0.2.8', '192.0.2.9');
  world.take();
  world.clock.advance(4000);
  assert.ok(world.take().some(({ to }) => 'address' in to && to.address === '192.0.2.9'));
});

test('302 to a name that nobody knows: refused, and DNS is in the reason', () => {
  const { answers, world, facts } = redirectToName('sip:sip2.example.com');
  answers[0]?.({ ok: false, reason: 'DNS: nxdomain for sip2.example.com' });
  assert.deepEqual(world.take(), []);
  const [fact] = facts;
  assert.ok(fact?.type === 'refused');
  assert.equal(fact.reason, '302 Because; DNS: nxdomain for sip2.example.com');
});

test('given up while DNS was asked: nobody is sent anything any more', () => {
  const { found, giveUp, world, facts } = redirectToName('sip:sip2.example.com');
  giveUp();
  found('192.0.2.8');
  assert.deepEqual([world.take(), facts], [[], []]);
});

test('T3: a challenge at a name that nobody has configured is not answered; at our own it is', () => {
  const fields = digestFields('WWW-Authenticate');
  for (const [name, answered] of [
    ['sip2.example.com', false],
    ['example.com', true],
  ] as const) {
    const { found, world } = redirectToName(`sip:${name}:5070`);
    found('192.0.2.8');
    world.answer(world.takeRequest(), 401, { fields });
    assert.equal(world.take().length > 0, answered);
  }
});

test('a name is looked up for no Contact that may not be followed', () => {
  const secure: Target = { ...peer, transport: 'tls', port: 5061 };
  const asked = [
    redirectToName('sip:sip2.example.com', { targets: [secure] }),
    redirectToName('tel:+15551234'),
    redirectToName('sip:example.com'),
  ];
  assert.deepEqual(
    asked.map(({ asked: places, facts }) => [places.length, facts[0]?.type]),
    [
      [0, 'refused'],
      [0, 'refused'],
      [0, 'refused'],
    ],
  );
});

for (const status of [403, 404, 408, 480, 500, 503, 600]) {
  test(`${status} is told with its reason, and the server is left alone`, () => {
    const { world, facts } = start();
    world.answer(world.takeRequest(), status, { fields: ['Retry-After: 120'] });
    assert.deepEqual(facts, [
      {
        type: 'refused',
        status,
        reason: `${status} Because`,
        retryAfterSeconds: 120,
        authFailed: false,
      },
    ]);
    assert.deepEqual(world.take(), []);
  });
}

test('a provisional is told: from then on the server is at work', () => {
  const { world, facts } = start();
  world.answer(world.takeRequest(), 100);
  assert.deepEqual(facts, [{ type: 'provisional' }]);
});

test('silence and closed ports are told; the next address of the same server first', () => {
  const silent = start();
  silent.world.clock.advance(32_100);
  assert.deepEqual(silent.facts, [{ type: 'unreachable', reason: 'no answer', fault: 'timeout' }]);
  const other = { ...peer, address: '192.0.2.8' };
  const { world, facts } = start({ targets: [peer, other] });
  world.take();
  world.endpoint.failed(peer, 'wan', 'refused');
  assert.equal(world.takeOne().to.address, '192.0.2.8');
  world.endpoint.failed(other, 'wan', 'refused');
  assert.deepEqual(facts, [{ type: 'unreachable', reason: 'port unreachable', fault: 'refused' }]);
});

test('who is to be called by another transport says so in its Contact', () => {
  for (const [contactTransport, contact] of [
    [undefined, '<sip:alice@192.0.2.1:5070>'],
    ['tcp', '<sip:alice@192.0.2.1:5070;transport=tcp>'],
  ] as const) {
    const binding = {
      ...{ aor: 'sip:alice@example.com', registrar: 'sip:example.com', contactUser: 'alice' },
      ...{ contactTransport, fromTag: 'f', instanceId: 'urn:uuid:1' },
    };
    const { world, facts } = start({ binding });
    const request = world.takeRequest();
    assert.ok(request.headers.first('Contact')?.startsWith(contact), contact);
    world.answer(request, 200, { fields: [`Contact: ${contact};expires=60`] });
    assert.equal(facts.at(-1)?.type, 'accepted');
  }
});

test('a connection that the request finds dead is made anew, once', () => {
  const target: Target = { ...peer, transport: 'tcp' };
  const { world, facts } = start({ targets: [target] });
  const first = world.takeRequest();
  world.endpoint.failed(target, 'wan', 'lost');
  const second = world.takeRequest();
  assert.equal(cseqOf(second), cseqOf(first) + 1);
  world.endpoint.failed(target, 'wan', 'lost');
  assert.deepEqual(world.take(), []);
  assert.deepEqual(facts, [{ type: 'unreachable', reason: 'connection lost', fault: 'lost' }]);
});

test('RFC 3261 §21.5.4: whoever has asked meanwhile to be left alone is not asked over another', () => {
  const target: Target = { ...peer, transport: 'tcp' };
  for (const targets of [[target], [target, { ...target, address: '192.0.2.8' }]]) {
    const { world, facts } = start({ targets, isLeftAlone: () => true });
    world.takeRequest();
    world.endpoint.failed(target, 'wan', 'lost');
    assert.deepEqual(world.take(), []);
    assert.equal(facts.at(-1)?.type, 'unreachable');
  }
});

for (const [status, told] of [
  [403, []],
  [200, ['accepted']],
] as const) {
  test(`several silent addresses share the time of their server; a late ${status} from one that was left`, () => {
    const other = { ...peer, address: '192.0.2.8' };
    const { world, facts } = start({ targets: [peer, other], budgetMs: 8000 });
    const first = world.takeRequest();
    world.clock.advance(3999);
    assert.ok(world.take().every(({ to }) => to.address === peer.address));
    world.clock.advance(1);
    assert.equal(world.take().at(-1)?.to.address, '192.0.2.8');
    world.answer(first, status, { fields: [ours] });
    assert.deepEqual(
      facts.map(({ type }) => type),
      told,
    );
  });
}

test('given up, only a late success is told', () => {
  const { world, facts, giveUp } = start();
  const request = world.takeRequest();
  giveUp();
  world.answer(request, 100);
  world.answer(request, 200, { fields: [ours] });
  const [fact, ...others] = facts;
  assert.ok(fact?.type === 'late' && others.length === 0);
  assert.deepEqual([fact.expiresSeconds, fact.target], [1800, peer]);
  const refused = start();
  const second = refused.world.takeRequest();
  refused.giveUp();
  refused.world.answer(second, 401, { fields: digestFields('WWW-Authenticate') });
  assert.deepEqual([refused.facts, refused.world.take()], [[], []]);
});

test('no address at all is told', () => {
  const { facts } = start({ targets: [] });
  assert.deepEqual(facts, [{ type: 'unreachable', reason: 'no address', fault: 'dns' }]);
});

/** As an answer has shown: from then on the Contact says so. */
const outside = { host: '203.0.113.5', port: 40_001 };
const oursOutside = 'Contact: <sip:alice@203.0.113.5:40001>;expires=1800';

/** Behind a NAT that nobody knows of until the first answer. */
function behindNat(more: Partial<RegisterAttempt> = {}) {
  let local = { host: '192.0.2.1', port: 5070 };
  const started = start({ local: () => local, ...more });
  return { ...started, learn: () => void (local = outside) };
}

function contactsOf({ headers }: Request): readonly string[] {
  return [...headers.all('Contact')];
}

test('RFC 3581: accepted while we learn where we are seen: once more with that Contact, the first given back', () => {
  const { world, facts, learn } = behindNat();
  const first = world.takeRequest();
  learn();
  world.answer(first, 200, { fields: [ours] });
  assert.equal(facts.length, 0);
  const second = world.takeRequest();
  assert.deepEqual(contactsOf(second), [
    '<sip:alice@203.0.113.5:40001>;+sip.instance="<urn:uuid:1>";expires=3600',
    '<sip:alice@192.0.2.1:5070>;expires=0',
  ]);
  world.answer(second, 200, { fields: [oursOutside] });
  const [fact] = facts;
  assert.ok(fact?.type === 'accepted');
  assert.deepEqual(fact.local, outside);
  assert.deepEqual(world.take(), []);
});

test('learnt from a challenge: the REGISTER with credentials has the right Contact already', () => {
  const { world, facts, learn } = behindNat();
  learn();
  world.answer(world.takeRequest(), 401, { fields: digestFields('WWW-Authenticate') });
  const second = world.takeRequest();
  assert.equal(contactsOf(second).length, 1);
  world.answer(second, 200, { fields: [oursOutside] });
  assert.equal(facts[0]?.type, 'accepted');
});

test('a registrar that refuses the better Contact: the line stays up with the first', () => {
  const { world, facts, learn } = behindNat();
  const first = world.takeRequest();
  learn();
  world.answer(first, 200, { fields: [ours] });
  world.answer(world.takeRequest(), 403);
  const [fact] = facts;
  assert.ok(fact?.type === 'accepted');
  assert.deepEqual(fact.local, { host: '192.0.2.1', port: 5070 });
});

test('given up between the two: the first success is told as late', () => {
  const { world, facts, learn, giveUp } = behindNat();
  const first = world.takeRequest();
  learn();
  world.answer(first, 200, { fields: [ours] });
  giveUp();
  const [fact, ...others] = facts;
  assert.ok(fact?.type === 'late' && others.length === 0);
  assert.deepEqual(
    [fact.expiresSeconds, fact.local],
    [1800, { host: '192.0.2.1', port: 5070 }],
    'with the Contact that is bound there',
  );
});

test('a NAT that maps anew for every answer is followed once in an attempt', () => {
  let port = 40_000;
  const { world, facts } = start({ local: () => ({ host: '203.0.113.5', port: (port += 1) }) });
  world.answer(world.takeRequest(), 200, { fields: [contactOf(40_001)] });
  world.answer(world.takeRequest(), 200, { fields: [contactOf(40_003)] });
  assert.equal(facts[0]?.type, 'accepted');
  assert.deepEqual(world.take(), []);
});

function contactOf(port: number): string {
  return `Contact: <sip:alice@203.0.113.5:${port}>;expires=1800`;
}

test('the Contact of before is given back with the REGISTER of the new one, unless it is the same', () => {
  const former = { host: '192.0.2.66', port: 5070 };
  assert.deepEqual(contactsOf(start({ former }).world.takeRequest()).slice(1), [
    '<sip:alice@192.0.2.66:5070>;expires=0',
  ]);
  const same = { host: '192.0.2.1', port: 5070 };
  assert.equal(contactsOf(start({ former: same }).world.takeRequest()).length, 1);
});
