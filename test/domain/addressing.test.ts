/** The parts of URIs and headers on each way that a call or a registration takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Caller,
  domainOf,
  emergencyAddressing,
  phoneAddressing,
  proxyAddressing,
  registerAddressing,
  ruleAddressing,
} from '../../src/domain/addressing.ts';
import { setCountryCode } from '../../src/domain/administration.ts';
import type { Configuration, Server, User } from '../../src/domain/configuration.ts';
import { type Change, configured, location, proxy, rule, user } from '../support/configured.ts';

interface World {
  readonly configuration: Configuration;
  readonly bob: User;
  readonly registrar: Server;
  readonly main: Server;
}

function world(bobs: Change, ...changes: readonly Change[]): World {
  const configuration = configured(
    ...changes,
    bobs,
    location('reg', 'reg.example:5080'),
    proxy('main', 'proxy.example:5090;transport=tls'),
  );
  const [bob] = configuration.users;
  const [registrar] = configuration.locationServers;
  const [main] = configuration.proxyServers;
  assert.ok(bob && registrar && main);
  return { configuration, bob, registrar, main };
}

const outside: Caller = { kind: 'outside', user: '+41551', displayName: 'Zoe' };

test('the domain is the configured one, else that of the server the user is registered on', () => {
  const { bob, registrar } = world(user('bob', '100'));
  assert.equal(domainOf(bob, undefined), undefined);
  assert.equal(domainOf(bob, registrar), 'reg.example');
  assert.equal(domainOf({ ...bob, domain: 'home.example' }, registrar), 'home.example');
});

test('REGISTER without a domain goes to the server by its own name', () => {
  const { configuration, bob, registrar } = world(user('bob', '100'));
  assert.deepEqual(registerAddressing(configuration, bob, registrar), {
    requestUri: { user: undefined, host: 'reg.example', port: 5080, transport: 'udp' },
    addressOfRecord: { displayName: '100', user: '100', host: 'reg.example', isPhone: false },
    contact: { user: '100', transport: 'udp' },
    nextHop: { host: 'reg.example', port: 5080, transport: 'udp' },
  });
});

test('a configured domain is kept, whichever server is asked: only the next hop changes', () => {
  const { configuration, bob, registrar, main } = world(
    user('bob', '100', { domain: 'home.example;transport=tcp' }),
  );
  for (const server of [registrar, main]) {
    const { requestUri, addressOfRecord, contact, nextHop } = registerAddressing(
      configuration,
      bob,
      server,
    );
    assert.deepEqual(requestUri, {
      user: undefined,
      host: 'home.example',
      port: undefined,
      transport: 'udp',
    });
    assert.equal(addressOfRecord.host, 'home.example');
    // Never less than the server's own TLS.
    assert.equal(contact.transport, server === main ? 'tls' : 'tcp');
    assert.equal(nextHop, server.contact);
  }
});

test('a user without a transport of its own is contacted as its server is', () => {
  const { configuration, bob, main } = world(user('bob', '100'));
  assert.equal(registerAddressing(configuration, bob, main).contact.transport, 'tls');
});

test('through a proxy: the domain of the user, else the proxy itself; From by registration', () => {
  const table = [
    [undefined, false, '5@proxy.example:5090', '100@proxy.example', '5@proxy.example'],
    [undefined, true, '5@proxy.example:5090', '100@reg.example', '5@proxy.example'],
    ['home.example', true, '5@home.example', '100@home.example', '5@home.example'],
  ] as const;
  for (const [domain, isRegistered, requested, caller, called] of table) {
    const { configuration, bob, registrar, main } = world(user('bob', '100', { domain }));
    const registeredOn = isRegistered ? registrar : undefined;
    const { requestUri, from, to, nextHop } = proxyAddressing(
      configuration,
      { kind: 'user', user: bob, registeredOn },
      { number: '5', proxy: main },
    );
    const port = requestUri.port === undefined ? '' : `:${requestUri.port}`;
    assert.equal(`${requestUri.user}@${requestUri.host}${port}`, requested);
    assert.equal(`${from.user}@${from.host}`, caller);
    assert.equal(`${to.user}@${to.host}`, called);
    assert.equal(nextHop, main.contact);
  }
});

test('a caller from outside keeps number and name at the domain of the rule', () => {
  const configuration = configured(rule('far', '01', { domain: 'call.example' }));
  const [far] = configuration.forwardingRules;
  assert.ok(far);
  const { from, to } = ruleAddressing(configuration, outside, { number: '01', rule: far });
  assert.deepEqual(from, {
    displayName: 'Zoe',
    user: '+41551',
    host: 'call.example',
    isPhone: true,
  });
  assert.deepEqual(to, {
    displayName: undefined,
    user: '01',
    host: 'call.example',
    isPhone: false,
  });
});

test('an IPv6 domain and an IPv6 contact stand without brackets in the parts', () => {
  const configuration = configured(
    rule('far', '01', { contact: '[2001:DB8::1]:5080', domain: '[::2]' }),
  );
  const [far] = configuration.forwardingRules;
  assert.ok(far);
  const { requestUri, from } = ruleAddressing(configuration, outside, { number: '01', rule: far });
  assert.deepEqual([requestUri.host, from.host, far.contact.host], ['::2', '::2', '2001:db8::1']);
});

test('a phone of ours sees everybody at the host of the gateway', () => {
  const { configuration, bob } = world(user('bob', '100', { areaCode: '02' }), (before) =>
    setCountryCode(before, '39'),
  );
  const seen = phoneAddressing(configuration, outside, { callee: bob, host: '10.0.0.1' });
  assert.deepEqual(seen.from, {
    displayName: 'Zoe',
    user: '+41551',
    host: '10.0.0.1',
    isPhone: true,
  });
  assert.equal(`${seen.to.user}@${seen.to.host}`, '+3902100@10.0.0.1');
  const inside: Caller = { kind: 'user', user: bob, registeredOn: undefined };
  const back = phoneAddressing(configuration, inside, { callee: bob, host: '10.0.0.1' });
  assert.equal(back.from.user, '+3902100');
});

test('a pseudonym is no telephone number', () => {
  const { configuration, bob, main } = world(
    user('bob', '100', { pseudonym: 'Charlie' }),
    (before) => setCountryCode(before, '39'),
  );
  const { from } = proxyAddressing(
    configuration,
    { kind: 'user', user: bob, registeredOn: undefined },
    { number: '5', proxy: main },
  );
  assert.deepEqual([from.user, from.displayName, from.isPhone], ['Charlie', 'Charlie', false]);
});

test('an emergency number is nobody’s to rewrite; as a service it has none, and goes by the server', () => {
  const made = world(user('bob', '301234', { areaCode: '030' }));
  const configuration = setCountryCode({ ...made.configuration, users: [] }, '49');
  const caller: Caller = { kind: 'user', user: made.bob, registeredOn: undefined };
  const called = (server: Server) =>
    emergencyAddressing(configuration, caller, { number: '112', server });
  const byNumber = called({ ...made.main, numbers: 'e164' });
  assert.deepEqual([byNumber.requestUri.user, byNumber.to.user], ['112', '112']);
  assert.match(byNumber.from.user, /^\+49/, 'who calls is written as the server wants it');
  assert.equal(byNumber.service, undefined);
  const byService = called({ ...made.main, emergencyUri: 'sos' });
  assert.equal(byService.service, 'urn:service:sos');
  assert.equal(byService.nextHop.host, 'proxy.example');
});
