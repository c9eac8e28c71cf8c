/** Where calls go: local users, forwarding rules, proxies; from inside and from the network. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setRule } from '../../src/domain/forwarding-rules.ts';
import { setPort } from '../../src/domain/ports.ts';
import { resolveCall, resolveIncoming, routeText } from '../../src/domain/resolve.ts';
import { setServer } from '../../src/domain/servers.ts';
import { setUser, userAt } from '../../src/domain/users.ts';
import { attached, configured, phone, proxy, rule, softPort, user } from '../support/configured.ts';

const home = configured(
  softPort('p1'),
  phone('p2'),
  user('bob', '100', { pseudonym: 'Bobby' }),
  attached('bob', 'p2'),
  attached('bob', 'p1'),
  user('idle', '101'),
  proxy('main', 'proxy.example'),
);

function routeOf(configuration: typeof home, number: string): string {
  return routeText(resolveCall(configuration, number, 'local'));
}

test('a local user rings on its ports in the order of attachment', () => {
  const route = resolveCall(home, '100', 'local');
  assert.ok(route.kind === 'local');
  assert.deepEqual(route.ports, ['p2', 'p1']);
});

test('neither a disabled port rings, nor any port of a disabled user, and the call goes nowhere else', () => {
  const portsOf = (configuration: typeof home) => {
    const route = resolveCall(configuration, '100', 'local');
    assert.ok(route.kind === 'local');
    return route.ports;
  };
  assert.deepEqual(portsOf(setPort(home, { name: 'p2', enabled: false })), ['p1']);
  assert.deepEqual(portsOf(setUser(home, { name: 'bob', enabled: false })), []);
  assert.equal(routeOf(rule('catch', 'x.')(home), '101'), 'user idle');
});

test('rules are taken by priority, 7 first, equal ones in entry order', () => {
  const configuration = configured(
    rule('first', '1x', { priority: '0' }),
    rule('second', '12', { priority: '3' }),
    rule('third', '12', { priority: '3' }),
    rule('fourth', '129', { priority: '7' }),
  );
  assert.equal(routeOf(configuration, '12'), 'rule second');
  assert.equal(routeOf(configuration, '13'), 'rule first');
  assert.equal(routeOf(configuration, '129'), 'rule fourth');
  const raised = setRule(configuration, { name: 'third', priority: '4' });
  assert.equal(routeOf(raised, '12'), 'rule third');
  const off = setRule(raised, { name: 'third', enabled: false });
  assert.equal(routeOf(off, '12'), 'rule second');
});

test('a rule replaces the number by its fwaddress', () => {
  const configuration = configured(rule('short', '01', { fwaddress: '00390224141121' }));
  const route = resolveCall(configuration, '01', 'network');
  assert.ok(route.kind === 'rule');
  assert.equal(route.number, '00390224141121');
});

test('a local call that nobody takes has no route without an enabled proxy', () => {
  assert.equal(routeOf(home, '555'), 'proxies');
  const off = setServer(home, { kind: 'proxy', name: 'main', enabled: false });
  assert.equal(routeOf(off, '555'), 'no-route');
  assert.equal(routeOf(configured(), '555'), 'no-route');
});

test('a call from the network goes by To first, then by its Request-URI', () => {
  const configuration = rule('far', '2xx')(home);
  const table: readonly (readonly [to: string, uri: string, number: string, route: string])[] = [
    ['100', '100', '100', 'user bob'],
    ['100', '101', '100', 'user bob'],
    ['200', '100', '200', 'rule far'],
    ['555', '100', '100', 'user bob'],
    ['555', '201', '201', 'rule far'],
    ['Bobby', 'x', 'Bobby', 'user bob'],
    ['anonymous', 'Bobby', 'Bobby', 'user bob'],
    ['555', '556', '555', 'unallocated-number'],
    ['', '', '', 'unallocated-number'],
    // Visual separators and parameters of telephone numbers (RFC 3966).
    ['1-0.0', 'x', '100', 'user bob'],
    ['(100);phone-context=+39', 'x', '100', 'user bob'],
    ['Bob-by', '100', '100', 'user bob'],
  ];
  for (const [to, requestUri, number, route] of table) {
    const found = resolveIncoming(configuration, { to, requestUri });
    assert.deepEqual(
      [found.number, routeText(found.route)],
      [number, route],
      `${to} ${requestUri}`,
    );
  }
});

test('the first enabled user of a port calls from it', () => {
  const shared = configured(
    softPort('p1'),
    user('one', '1'),
    user('two', '2'),
    attached('two', 'p1'),
    attached('one', 'p1'),
  );
  assert.equal(userAt(shared, 'p1')?.name, 'one');
  assert.equal(userAt(setUser(shared, { name: 'one', enabled: false }), 'p1')?.name, 'two');
  assert.equal(userAt(shared, 'p2'), undefined);
});

test('one hundred entries are searched in microseconds, compiled once', () => {
  const entries = [
    ...Array.from({ length: 60 }, (_, n) => user(`u${n}`, `${1000 + n}`, { areaCode: '02' })),
    ...Array.from({ length: 40 }, (_, n) => rule(`r${n}`, `9${n % 10}[0-4]x.${n}`)),
  ];
  const configuration = configured(...entries);
  const before = process.cpuUsage();
  for (let n = 0; n < 5000; n += 1) resolveCall(configuration, '021059', 'local');
  for (let n = 0; n < 5000; n += 1) resolveCall(configuration, '9912345678', 'local');
  const { user: cpuMicroseconds } = process.cpuUsage(before);
  assert.ok(cpuMicroseconds / 10_000 < 100, `${cpuMicroseconds / 10_000} µs a call`);
});
