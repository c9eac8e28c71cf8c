/** The registrar for phones: RFC 3261 §10.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope } from '../../../src/sip/message/envelope.ts';
import { Registrar } from '../../../src/sip/ua/registrar.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { parsedRequest } from '../message/samples.ts';
import { flowOf, peer, requestText } from '../wire-world.ts';

function start() {
  const clock = new ManualClock();
  const registrar = new Registrar(clock);
  let cseq = 0;
  const register = (
    fields: readonly string[],
    { login = 'desk', number = (cseq += 1), callId = 'phone', at = flowOf(peer, 'lan') } = {},
  ) => {
    const text = requestText('REGISTER', { callId, cseq: number, fields });
    const request = parsedRequest(text.replace('Contact: <sip:alice@192.0.2.7>\r\n', ''));
    const read = readEnvelope(request);
    assert.ok(read.ok);
    return registrar.register(login, request, read.envelope, at);
  };
  return { clock, registrar, register };
}

const contact = (expires: number, host = '192.0.2.7') =>
  `Contact: <sip:desk@${host}>;expires=${expires}`;

test('a phone is bound for what it asks, at most an hour, and told what it has', () => {
  const { registrar, register, clock } = start();
  const response = register([contact(7200)]);
  assert.equal(response.status, 200);
  assert.equal(response.headers.first('Contact'), '<sip:desk@192.0.2.7>;expires=3600');
  const [binding] = registrar.bindings('desk');
  assert.equal(binding?.uri, 'sip:desk@192.0.2.7');
  assert.equal(binding.target.address, '192.0.2.7');
  clock.advance(3_600_000);
  assert.deepEqual(registrar.bindings('desk'), []);
});

test('the Expires header counts where the contact says nothing; without either it is an hour', () => {
  const { register } = start();
  const bare = 'Contact: <sip:desk@192.0.2.7>';
  assert.match(register([bare, 'Expires: 120']).headers.first('Contact') ?? '', /expires=120$/);
  assert.match(register([bare]).headers.first('Contact') ?? '', /expires=3600$/);
});

test('less than a minute is too brief, 0 takes the binding away', () => {
  const { registrar, register } = start();
  const brief = register([contact(59)]);
  assert.equal(brief.status, 423);
  assert.equal(brief.headers.first('Min-Expires'), '60');
  register([contact(60)]);
  assert.equal(registrar.bindings('desk').length, 1);
  register([contact(0)]);
  assert.deepEqual(registrar.bindings('desk'), []);
});

test('* with Expires 0 takes all away, any other * is malformed', () => {
  const { registrar, register } = start();
  register([contact(600), contact(600, '192.0.2.8')]);
  assert.equal(registrar.bindings('desk').length, 2);
  assert.equal(register(['Contact: *', 'Expires: 60']).status, 400);
  assert.equal(register(['Contact: *', 'Expires: 0']).status, 200);
  assert.deepEqual(registrar.bindings('desk'), []);
});

test('a query changes nothing and lists what is left', () => {
  const { register, clock } = start();
  register([contact(600)]);
  clock.advance(100_000);
  assert.equal(register([]).headers.first('Contact'), '<sip:desk@192.0.2.7>;expires=500');
});

test('a number that is not higher is refused, from the same Call-ID only', () => {
  const { register } = start();
  assert.equal(register([contact(600)], { number: 5 }).status, 200);
  assert.equal(register([contact(600)], { number: 5 }).status, 400);
  assert.equal(register([contact(600)], { number: 4 }).status, 400);
  assert.equal(register([contact(600)], { number: 1, callId: 'rebooted' }).status, 200);
});

test('the same contact is renewed, not doubled; the newest comes first', () => {
  const { registrar, register } = start();
  register([contact(600)]);
  register([contact(600, '192.0.2.8')]);
  register([contact(900)]);
  assert.deepEqual(
    registrar.bindings('desk').map(({ uri }) => uri),
    ['sip:desk@192.0.2.7', 'sip:desk@192.0.2.8'],
  );
});

test('more than ten contacts are refused, and the ten stay', () => {
  const { registrar, register } = start();
  for (let host = 1; host <= 10; host += 1) register([contact(600, `192.0.2.${host}`)]);
  assert.equal(register([contact(600, '192.0.2.11')]).status, 403);
  assert.equal(registrar.bindings('desk').length, 10);
});

test('logins do not see each other, and can be forgotten', () => {
  const { registrar, register } = start();
  register([contact(600)]);
  register([contact(600)], { login: 'hall', callId: 'hall' });
  registrar.forget('desk');
  assert.deepEqual(registrar.bindings('desk'), []);
  assert.equal(registrar.bindings('hall').length, 1);
});

test('headers hidden in a contact never become those of a call', () => {
  const { registrar, register } = start();
  register(['Contact: <sip:desk@192.0.2.7?Route=%3Csip:evil%3E>;expires=600']);
  assert.equal(registrar.bindings('desk')[0]?.uri, 'sip:desk@192.0.2.7');
});

/** A phone that has called from here, over TCP, at its address and the port of the moment. */
const calling = { ...peer, transport: 'tcp', port: 49_152 } as const;

for (const [name, uri, port] of [
  ['names the port that it has called from: gone', 'sip:desk@192.0.2.7:49152;transport=tcp', null],
  ['names another port: it listens there', 'sip:desk@192.0.2.7:5066;transport=tcp', 5066],
  ['names none: it listens at the usual one', 'sip:desk@192.0.2.7;transport=tcp', 5060],
  ['names another address: there is a NAT', 'sip:desk@10.0.0.7:5066;transport=tcp', null],
  ['names a host', 'sip:desk@phone.invalid:5066;transport=tcp', null],
  ['means another transport', 'sip:desk@192.0.2.7:5066', null],
] as const) {
  test(`RFC 5626 §5.3: its connection is lost, and its Contact ${name}`, () => {
    const { registrar, register } = start();
    register([`Contact: <${uri}>`], { at: flowOf(calling, 'lan') });
    register([contact(600)], { login: 'kitchen', callId: 'other' });
    registrar.failed({ ...calling, port: 49_153 }, 'lost');
    assert.equal(registrar.bindings('desk')[0]?.target.port, 49_152, 'another was lost');
    registrar.failed(calling, 'lost');
    const [left] = registrar.bindings('desk');
    assert.equal(left?.target.port ?? null, port);
    assert.equal(registrar.bindings('kitchen').length, 1);
    if (!left) return;
    assert.equal(left.uri, uri);
    // One of ours to there may come and go; one that cannot be had is the end.
    registrar.failed(left.target, 'lost');
    assert.equal(registrar.bindings('desk').length, 1);
    registrar.failed(left.target, 'refused');
    assert.deepEqual(registrar.bindings('desk'), []);
  });
}

test('a phone that calls from where it listens may be called there', () => {
  const { registrar, register } = start();
  const usual = { ...calling, port: 5060 };
  register(['Contact: <sip:desk@192.0.2.7;transport=tcp>'], { at: flowOf(usual, 'lan') });
  registrar.failed(usual, 'lost');
  assert.equal(registrar.bindings('desk').length, 1);
});
