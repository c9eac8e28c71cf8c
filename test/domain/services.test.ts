/**
 * Services of users: what becomes of calls to them, what they may call, what their codes ask for.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setProtocol } from '../../src/domain/administration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { type Delivery, deliver } from '../../src/domain/incoming.ts';
import { denialOf } from '../../src/domain/permission.ts';
import { createPort } from '../../src/domain/ports.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { resolveCall } from '../../src/domain/resolve.ts';
import { toScript } from '../../src/domain/script.ts';
import { createServer } from '../../src/domain/servers.ts';
import {
  type ServiceFields,
  type Services,
  servicesOf,
  setServices,
} from '../../src/domain/services.ts';
import { addUserPort, createUser } from '../../src/domain/users.ts';

/** alice 200 on p1, bob 201 on p2, one proxy. */
function world(services: Readonly<Record<string, ServiceFields>> = {}): Configuration {
  let configuration = createServer(emptyConfiguration, {
    kind: 'proxy',
    name: 'out',
    contact: '127.0.0.1',
  });
  for (const [name, address, port] of [
    ['alice', '200', 'p1'],
    ['bob', '201', 'p2'],
  ] as const) {
    configuration = createPort(configuration, 'soft', { name: port });
    configuration = addUserPort(createUser(configuration, { name, address }), name, port);
  }
  return Object.entries(services).reduce(
    (next, [name, fields]) => setServices(next, name, fields),
    configuration,
  );
}

function call(configuration: Configuration, number: string, isAnonymous = false): Delivery {
  const route = resolveCall(configuration, number, 'network');
  return deliver(configuration, route, { isAnonymous, forwardedBy: [] });
}

/** `ring alice`, `proxies 555 by alice`, or the cause of a refusal. */
function said(delivery: Delivery | undefined): string | undefined {
  if (delivery === undefined) return undefined;
  if (delivery.kind === 'refuse') return delivery.cause;
  if (delivery.kind === 'ring') return `ring ${delivery.route.user.name}`;
  const { route, forwardedBy } = delivery;
  const number = 'number' in route ? route.number : '';
  return `${route.kind} ${number} by ${forwardedBy.join(', ')}`;
}

test('forwarded to an address that two users have, a call goes to the one in the same area', () => {
  let configuration = world();
  for (const [name, address, areaCode, port] of [
    ['near', '300', '02', 'p3'],
    ['far', '300', '06', 'p4'],
    ['eve', '301', '06', 'p5'],
  ] as const) {
    configuration = createPort(configuration, 'soft', { name: port });
    const user = { name, address, areaCode };
    configuration = addUserPort(createUser(configuration, user), name, port);
  }
  configuration = setServices(configuration, 'eve', { forwardAlways: '300' });
  assert.equal(said(call(configuration, '301')), 'ring far');
});

test('a user without services has its ports rung', () => {
  const delivery = call(world(), '200');
  assert.equal(said(delivery), 'ring alice');
  assert.ok(delivery.kind === 'ring');
  assert.equal(delivery.onBusy, undefined);
  assert.equal(delivery.onNoAnswer, undefined);
});

test('forwarding always goes on to a user, or out by the line of who forwards', () => {
  assert.equal(said(call(world({ alice: { forwardAlways: '201' } }), '200')), 'ring bob');
  assert.equal(
    said(call(world({ alice: { forwardAlways: '5551234' } }), '200')),
    'proxies 5551234 by alice',
  );
});

test('forwarding on busy and on no answer wait beside the ringing', () => {
  const delivery = call(
    world({
      alice: { forwardBusy: '201', forwardNoAnswer: '5551234', forwardNoAnswerSeconds: '15' },
    }),
    '200',
  );
  assert.ok(delivery.kind === 'ring');
  assert.equal(said(delivery.onBusy), 'ring bob');
  assert.equal(said(delivery.onNoAnswer), 'proxies 5551234 by alice');
  assert.equal(delivery.noAnswerSeconds, 15);
});

test('two users who forward to each other end the call, and do not go round', () => {
  const configuration = world({ alice: { forwardAlways: '201' }, bob: { forwardAlways: '200' } });
  assert.equal(said(call(configuration, '200')), 'forwarded-too-often');
});

test('do not disturb refuses, or forwards as busy does', () => {
  assert.equal(said(call(world({ alice: { doNotDisturb: true } }), '200')), 'do-not-disturb');
  const forwarded = world({ alice: { doNotDisturb: true, forwardBusy: '201' } });
  assert.equal(said(call(forwarded, '200')), 'ring bob');
});

test('calls without a number are refused where the user wants it so, before any forwarding', () => {
  const configuration = world({ alice: { rejectAnonymous: true, forwardAlways: '201' } });
  assert.equal(said(call(configuration, '200', true)), 'anonymous-rejected');
  assert.equal(said(call(configuration, '200')), 'ring bob');
});

test('a call that was forwarded ends at no emergency centre', () => {
  assert.equal(said(call(world({ alice: { forwardAlways: '112' } }), '200')), 'not-permitted');
});

test('an emergency centre that calls back meets no service', () => {
  const configuration = world({
    alice: { forwardAlways: '201', doNotDisturb: true, rejectAnonymous: true },
  });
  const route = resolveCall(configuration, '200', 'network');
  const facts = { isAnonymous: true, isCallBack: true, forwardedBy: [] };
  assert.equal(said(deliver(configuration, route, facts)), 'ring alice');
});

test('an emergency number goes before users and rules, from inside only', () => {
  const configuration = createUser(world(), { name: 'shadow', address: '112' });
  assert.equal(resolveCall(configuration, '112', 'local').kind, 'emergency');
  assert.equal(resolveCall(configuration, '112', 'network').kind, 'local');
  const others = setProtocol(configuration, 'emergency-numbers', '110');
  assert.equal(resolveCall(others, '112', 'local').kind, 'local');
  assert.equal(resolveCall(others, '110', 'local').kind, 'emergency');
});

const unused = { calls: 0, callsLastHour: 0, minutesLastDay: 0 };

function denial(configuration: Configuration, number: string, usage = unused) {
  const [alice] = configuration.users;
  assert.ok(alice);
  return denialOf(configuration, alice, number, usage);
}

test('international and premium numbers are denied until a user is allowed to call them', () => {
  const configuration = world();
  for (const number of ['0039022414', '+39022414', '0900123456']) {
    assert.equal(denial(configuration, number), 'denied-prefix', number);
  }
  assert.equal(denial(configuration, '0301234567'), undefined);
  const allowed = world({ alice: { allowedPrefixes: '0039,+39' } });
  assert.equal(denial(allowed, '0039022414'), undefined);
  assert.equal(denial(allowed, '0044022414'), 'denied-prefix');
});

test('the longest prefix decides: what is allowed may hold what is denied', () => {
  const configuration = world({ alice: { allowedPrefixes: '00', deniedPrefixes: '0053,0301' } });
  assert.equal(denial(configuration, '0039022414'), undefined);
  assert.equal(denial(configuration, '0053022414'), 'denied-prefix');
  assert.equal(denial(configuration, '0301234567'), 'denied-prefix');
});

test('the home country is not abroad', () => {
  const configuration: Configuration = { ...world(), e164CountryCode: '49' };
  assert.equal(denial(configuration, '+49301234567'), undefined);
  assert.equal(denial(configuration, '+39022414'), 'denied-prefix');
});

test('an operator may deny nothing', () => {
  assert.equal(denial(setProtocol(world(), 'denied-prefixes', ''), '0039022414'), undefined);
});

test('limits of a user: calls at a time, in an hour, minutes in a day', () => {
  const configuration = world({
    alice: { callsMax: '2', callsPerHour: '10', minutesPerDay: '60' },
  });
  assert.equal(denial(configuration, '5551234', { ...unused, calls: 1 }), undefined);
  assert.equal(denial(configuration, '5551234', { ...unused, calls: 2 }), 'calls-max');
  assert.equal(
    denial(configuration, '5551234', { ...unused, callsLastHour: 10 }),
    'calls-per-hour',
  );
  assert.equal(
    denial(configuration, '5551234', { ...unused, minutesLastDay: 60 }),
    'minutes-per-day',
  );
});

function refused(fields: ServiceFields) {
  return () => setServices(world(), 'alice', fields);
}

test('what is no number, no prefix or out of range is refused with the rule', () => {
  assert.throws(refused({ forwardAlways: 'not a number' }), { code: 'E-DIGITS' });
  assert.throws(refused({ allowedPrefixes: '00,abc' }), { code: 'E-DIGITS' });
  assert.throws(refused({ forwardNoAnswerSeconds: '601' }), { code: 'E-VALUE' });
  assert.throws(refused({ forwardNoAnswerSeconds: '0' }), { code: 'E-VALUE' });
  assert.throws(() => setServices(world(), 'nobody', {}), Refusal);
});

function servicesOfAlice({ users: [alice] }: Configuration): Services {
  assert.ok(alice);
  return servicesOf(alice);
}

test('an empty text takes a service away; what is left out stays', () => {
  const set = setServices(world(), 'alice', { forwardAlways: '201', callsMax: '3' });
  const taken = servicesOfAlice(setServices(set, 'alice', { forwardAlways: '' }));
  assert.equal(taken.forwardAlways, undefined);
  assert.equal(taken.callsMax, 3);
});

test('switched off a forwarding keeps its number, and counts no more', () => {
  const set = world({ alice: { forwardAlways: '201', forwardBusy: '5551234' } });
  const off = setServices(set, 'alice', {
    forwardAlwaysEnabled: false,
    forwardBusyEnabled: false,
  });
  assert.equal(said(call(off, '200')), 'ring alice');
  assert.equal(servicesOfAlice(off).forwardAlways, '201');
  const changed = setServices(off, 'alice', { forwardAlways: '5550000' });
  assert.equal(said(call(changed, '200')), 'ring alice', 'another number changes no switch');
  const on = setServices(changed, 'alice', { forwardAlwaysEnabled: true });
  assert.equal(said(call(on, '200')), 'proxies 5550000 by alice');
});

test('a number that is taken away leaves nothing to switch on; the next one is on', () => {
  const off = setServices(world({ alice: { forwardAlways: '201' } }), 'alice', {
    forwardAlwaysEnabled: false,
  });
  const erased = setServices(off, 'alice', { forwardAlways: '' });
  const on = () => setServices(erased, 'alice', { forwardAlwaysEnabled: true });
  assert.throws(on, { code: 'E-NO-NUMBER' });
  const again = setServices(erased, 'alice', { forwardAlways: '201' });
  assert.equal(said(call(again, '200')), 'ring bob');
});

test('services as they were stored before numbers could be switched off are on', () => {
  const before = world({ alice: { forwardAlways: '201' } });
  const users = before.users.map((user) => {
    const { forwardAlwaysEnabled: _, ...services } = servicesOf(user);
    return { ...user, services: services as Services };
  });
  assert.equal(said(call({ ...before, users }, '200')), 'ring bob');
});

test('the script holds the services that are set, and nothing of the others', () => {
  const lines = toScript(
    world({
      alice: {
        forwardBusy: '201',
        forwardBusyEnabled: false,
        doNotDisturb: true,
        allowedPrefixes: '0039,+39',
      },
    }),
    { secrets: false },
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('service')),
    ['voip sip service set alice forwardbusy 201 allowedprefixes 0039,+39 forwardbusyoff dnd'],
  );
});
