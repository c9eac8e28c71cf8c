/**
 * The manual's rules about registrations and calls, by their numbers in its list: 7 to 11 and 13 to
 * 16.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Caller,
  proxyAddressing,
  registerAddressing,
  ruleAddressing,
} from '../../src/domain/addressing.ts';
import { setCountryCode } from '../../src/domain/administration.ts';
import type { Configuration, ForwardingRule } from '../../src/domain/configuration.ts';
import { calledNumber, dialledSoFar } from '../../src/domain/dialled-number.ts';
import { judgeInviteFailure, judgeInviteRefusal } from '../../src/domain/invite-outcome.ts';
import { callingUser } from '../../src/domain/numbers.ts';
import { resolveCall, routeText } from '../../src/domain/resolve.ts';
import { huntOrder, registrationServers, roundOrder } from '../../src/domain/server-order.ts';
import {
  attached,
  type Change,
  configured,
  location,
  proxy,
  rule,
  softPort,
  user,
} from '../support/configured.ts';

function first<T>(all: readonly T[]): T {
  const [one] = all;
  assert.ok(one !== undefined);
  return one;
}

function callerIn(configuration: Configuration): Caller {
  return { kind: 'user', user: first(configuration.users), registeredOn: undefined };
}

test('rule 7: REGISTER carries area code and address, or the pseudonym', () => {
  const server = location('reg', 'reg.example.com:5080;transport=tcp');
  const userOf = (...changes: readonly Change[]) => {
    const configuration = configured(server, ...changes);
    return registerAddressing(
      configuration,
      first(configuration.users),
      first(configuration.locationServers),
    );
  };
  assert.equal(userOf(user('bob', '12345', { areaCode: '02' })).addressOfRecord.user, '0212345');
  assert.equal(userOf(user('bob', '12345')).addressOfRecord.user, '12345');
  const charlie = userOf(user('bob', '12345', { areaCode: '02', pseudonym: 'Charlie' }));
  assert.equal(charlie.addressOfRecord.user, 'Charlie');
  assert.deepEqual(charlie.contact, { user: 'Charlie', transport: 'tcp' });
  assert.deepEqual(charlie.requestUri, {
    user: undefined,
    host: 'reg.example.com',
    port: 5080,
    transport: 'tcp',
  });
});

test('rule 8: the master in the middle of the list is asked first, then the list', () => {
  const { locationServers } = configured(
    location('a', 'a.example'),
    location('b', 'b.example', true),
    location('c', 'c.example'),
  );
  assert.deepEqual(
    roundOrder(locationServers, 'c').map(({ name }) => name),
    ['b', 'a', 'c'],
  );
});

test('rule 9: without location servers the lines register at the proxy list, its master first', () => {
  const configuration = configured(proxy('p', 'p.example'), proxy('q', 'q.example', true));
  const servers = registrationServers(configuration);
  assert.deepEqual(
    roundOrder(servers, undefined).map(({ name }) => name),
    ['q', 'p'],
  );
  const [only] = registrationServers(location('l', 'l.example')(configuration));
  assert.equal(only?.name, 'l');
});

test('rule 10: 404 and 486 of a proxy end the walk, silence goes on to the next', () => {
  const policies = [
    { invitePolicy: 'rfc3263', also: [] },
    { invitePolicy: 'manual', also: [] },
  ] as const;
  for (const policy of policies) {
    for (const status of [404, 486, 480, 500, 600, 603]) {
      assert.equal(judgeInviteRefusal({ status, hadRung: false }, policy).kind, 'stop');
    }
  }
  assert.equal(judgeInviteFailure('none').kind, 'next');
  const { proxyServers } = configured(proxy('p', 'p.example'), proxy('q', 'q.example'));
  assert.deepEqual(
    huntOrder(proxyServers, undefined).map(({ name }) => name),
    ['p', 'q'],
  );
});

test('rule 11: user, then rule, then proxy; a call from the network ends with the rules', () => {
  const configuration = configured(
    softPort('p1'),
    user('bob', '100'),
    attached('bob', 'p1'),
    rule('hundreds', '1xx'),
    proxy('p', 'p.example'),
  );
  const table: readonly (readonly [number: string, local: string, network: string])[] = [
    ['100', 'user bob', 'user bob'],
    ['101', 'rule hundreds', 'rule hundreds'],
    ['201', 'proxies', 'unallocated-number'],
  ];
  for (const [number, local, network] of table) {
    assert.equal(routeText(resolveCall(configuration, number, 'local')), local);
    assert.equal(routeText(resolveCall(configuration, number, 'network')), network);
  }
});

function ruleCall(more: Partial<Record<'domain' | 'fwaddress', string>> & { proxy?: boolean }) {
  const configuration = configured(
    user('bob', '100', { domain: 'home.example' }),
    rule('short', '01', { contact: 'peer.example:5080', ...more }),
  );
  const route = resolveCall(configuration, '01', 'local');
  assert.ok(route.kind === 'rule');
  const known: { readonly number: string; readonly rule: ForwardingRule } = route;
  const { requestUri, from, to, nextHop } = ruleAddressing(
    configuration,
    callerIn(configuration),
    known,
  );
  assert.equal(nextHop.host, 'peer.example');
  const at =
    requestUri.port === undefined ? requestUri.host : `${requestUri.host}:${requestUri.port}`;
  return [`${requestUri.user}@${at}`, `${from.user}@${from.host}`, `${to.user}@${to.host}`];
}

test('rule 13: the proxy flag, DOMAIN and FWADDRESS decide Request-URI, From and To', () => {
  const far = '00390224141121';
  const domain = 'call.example';
  const table = [
    [{}, '01@peer.example:5080', '100@peer.example', '01@peer.example'],
    [{ proxy: true }, '01@peer.example:5080', '100@peer.example', '01@peer.example'],
    [{ domain }, '01@call.example', '100@call.example', '01@call.example'],
    [{ domain, proxy: true }, '01@peer.example:5080', '100@call.example', '01@call.example'],
    [{ fwaddress: far }, `${far}@peer.example:5080`, '100@peer.example', `${far}@peer.example`],
    [
      { fwaddress: far, domain, proxy: true },
      `${far}@peer.example:5080`,
      '100@call.example',
      `${far}@call.example`,
    ],
  ] as const;
  for (const [fields, ...expected] of table) {
    assert.deepEqual(ruleCall(fields), expected, JSON.stringify(fields));
  }
});

test('rule 14: a map of 129 characters is refused, and the number loses its # * and T', () => {
  assert.throws(() => configured(softPort('p1', { digitMap: '1'.repeat(129) })), {
    code: 'E-DIGIT-MAP',
  });
  const configuration = configured(softPort('p1', { digitMap: `${'1'.repeat(127)}T` }));
  const port = first(configuration.ports);
  assert.equal(calledNumber(configuration, port, '234#'), '234');
  assert.equal(calledNumber(configuration, port, '*12#34T'), '1234');
});

test('rule 15: the dial mask takes digits away before the map sees the number', () => {
  const configuration = configured(softPort('p1', { digitMap: '[2-4]xx', dialMask: '2' }));
  const port = first(configuration.ports);
  for (const [dialled, match] of [
    ['', 'partial'],
    ['9', 'partial'],
    ['99', 'partial'],
    ['992', 'partial'],
    ['99234', 'complete'],
    ['991', 'impossible'],
  ] as const) {
    assert.equal(dialledSoFar(port, dialled), match, dialled);
  }
  assert.equal(calledNumber(configuration, port, '99234'), '234');
  assert.equal(calledNumber(configuration, port, '99'), undefined);
});

test('rule 16: the country code stands in From, with user=phone, and longer spellings ring the user', () => {
  const plain = configured(user('bob', '1234', { areaCode: '02' }), proxy('p', 'p.example'));
  const coded = configured(
    (configuration) => setCountryCode(configuration, '39'),
    user('bob', '1234', { areaCode: '02' }),
    proxy('p', 'p.example'),
  );
  const fromOf = (configuration: Configuration) =>
    proxyAddressing(configuration, callerIn(configuration), {
      number: '5',
      proxy: first(configuration.proxyServers),
    }).from;
  assert.deepEqual(fromOf(plain), {
    displayName: '021234',
    user: '021234',
    host: 'p.example',
    isPhone: false,
  });
  assert.deepEqual(fromOf(coded), {
    displayName: '+39021234',
    user: '+39021234',
    host: 'p.example',
    isPhone: true,
  });
  assert.equal(callingUser(coded, first(coded.users)), '+39021234');
  assert.equal(resolveCall(coded, '+39021234', 'network').kind, 'local');
  assert.equal(resolveCall(plain, '+39021234', 'network').kind, 'none');
});
