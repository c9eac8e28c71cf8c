/**
 * The order of both walks: the master first, wherever it stands, then the list, each server once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Configuration, Server } from '../../src/domain/configuration.ts';
import { formatContact } from '../../src/domain/contact.ts';
import {
  emergencyOrder,
  huntOrder,
  movedServers,
  planWalk,
  registrationServers,
  roundOrder,
  walkOrder,
} from '../../src/domain/server-order.ts';
import { createServer } from '../../src/domain/servers.ts';
import { type Change, configured, location, proxy } from '../support/configured.ts';

/** `a b* c-`: a star for the master, a minus for a disabled one. */
function serversFrom(text: string): readonly Server[] {
  return text.split(' ').map((word) => {
    const name = word.replace(/[*-]/g, '');
    return {
      name,
      kind: 'proxy',
      contact: { host: `${name}.example`, port: undefined, transport: 'udp' },
      master: word.includes('*'),
      enabled: !word.includes('-'),
    };
  });
}

function namesOf(servers: readonly Server[]): string {
  return servers.map(({ name }) => name).join(' ');
}

function serverNamed(servers: readonly Server[], name: string): Server {
  const found = servers.find((server) => server.name === name);
  assert.ok(found);
  return found;
}

test('a round starts at the master; without one it starts where the binding is', () => {
  const table: readonly (readonly [list: string, current: string | undefined, order: string])[] = [
    ['a b c', undefined, 'a b c'],
    ['a b c', 'c', 'c a b'],
    ['a b c', 'gone', 'a b c'],
    ['a b* c', undefined, 'b a c'],
    ['a b* c', 'c', 'b a c'],
    ['a b* c', 'b', 'b a c'],
    ['a* b c', 'a', 'a b c'],
    // A disabled master is no master for now.
    ['a b*- c', 'c', 'c a'],
    ['a b- c', 'b', 'a c'],
    ['a- b-', undefined, ''],
  ];
  for (const [list, current, order] of table) {
    assert.equal(namesOf(roundOrder(serversFrom(list), current)), order, `${list} at ${current}`);
  }
});

test('where lines never go back to a master, a round starts where the binding is, and there alone', () => {
  for (const [current, order] of [
    ['c', 'c b a'],
    ['b', 'b a c'],
    // Who is nowhere starts at the master.
    [undefined, 'b a c'],
  ] as const) {
    const round = roundOrder(serversFrom('a b* c'), current, { goesBack: false });
    assert.equal(namesOf(round), order);
  }
});

test('a server has moved when its name stands for another contact', () => {
  const proxied = proxy('a', '192.0.2.1');
  const before = configured(location('a', '192.0.2.1'), location('b', '192.0.2.2'), proxied);
  const moved = (...changes: readonly Change[]) =>
    movedServers(before, configured(...changes)).map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(moved(location('a', '192.0.2.1', true), proxied), [], 'one is gone');
  assert.deepEqual(moved(location('b', '192.0.2.1'), proxy('a', '192.0.2.9')), [
    'location b',
    'proxy a',
  ]);
});

test('a hunt goes master, then list; it may prefer the server of the registration, never before a master', () => {
  const table: readonly (readonly [
    list: string,
    registeredOn: string | undefined,
    order: string,
  ])[] = [
    ['a b c', undefined, 'a b c'],
    ['a b c', 'b', 'b a c'],
    ['a b c*', 'b', 'c a b'],
    ['a b- c', 'b', 'a c'],
  ];
  for (const [list, registeredOn, order] of table) {
    const servers = serversFrom(list);
    const on = registeredOn === undefined ? undefined : serverNamed(servers, registeredOn);
    assert.equal(namesOf(huntOrder(servers, on)), order, list);
  }
});

test('the server of the registration is known among the proxies by its contact, not by its name', () => {
  const servers = serversFrom('a b');
  const [, second] = servers;
  assert.ok(second);
  const { contact } = second;
  const elsewhere: Server = { ...second, kind: 'location', name: 'registrar' };
  assert.equal(namesOf(huntOrder(servers, elsewhere)), 'b a');
  const upper = { ...elsewhere, contact: { ...contact, host: 'B.Example' } };
  assert.equal(namesOf(huntOrder(servers, upper)), 'b a');
  const otherPort = { ...elsewhere, contact: { ...contact, port: 5061 } };
  assert.equal(namesOf(huntOrder(servers, otherPort)), 'a b');
});

test('lines register at the proxies only where no location server is defined, even a disabled one', () => {
  const proxies = configured(proxy('p', 'p.example'));
  assert.equal(namesOf(registrationServers(proxies)), 'p');
  const both = location('l', 'l.example')(proxies);
  assert.equal(namesOf(registrationServers(both)), 'l');
  const off = {
    ...both,
    locationServers: both.locationServers.map((one) => ({ ...one, enabled: false })),
  };
  assert.equal(namesOf(walkOrder(registrationServers(off))), '');
});

test('every walk starts at an enabled master, and asks each enabled server exactly once', () => {
  const flags = fc.record({ enabled: fc.boolean(), master: fc.boolean() });
  fc.assert(
    fc.property(fc.array(flags, { maxLength: 8 }), fc.nat(8), (rows, at) => {
      const master = rows.findIndex((row) => row.master);
      const servers = rows.map(({ enabled }, index) => {
        const word = `s${index}${index === master ? '*' : ''}${enabled ? '' : '-'}`;
        return serversFrom(word)[0] ?? assert.fail();
      });
      const expected = servers.filter(({ enabled }) => enabled).map(({ name }) => name);
      for (const walk of [roundOrder(servers, `s${at}`), huntOrder(servers, servers[at])]) {
        assert.deepEqual(walk.map(({ name }) => name).toSorted(), expected.toSorted());
        if (rows[master]?.enabled) assert.equal(walk[0]?.name, `s${master}`);
      }
    }),
  );
});

test('a plan asks health for each server, says where it is, and keeps the order', () => {
  const plan = planWalk(serversFrom('a b'), ({ name }) => ({
    attemptMs: name === 'a' ? 0 : 8000,
    note: name === 'a' ? 'down' : undefined,
  }));
  assert.deepEqual(plan, [
    { server: 'a', place: 'a.example', attemptMs: 0, note: 'down' },
    { server: 'b', place: 'b.example', attemptMs: 8000, note: undefined },
  ]);
});

function calling(name: string, kind: 'location' | 'proxy') {
  return (before: Configuration) =>
    createServer(before, { kind, name, contact: `${name}.example`, registers: false });
}

test('a server that takes no registrations is no registrar; as a location server it only calls in', () => {
  const configuration = configured(
    calling('agent', 'location'),
    calling('trunk', 'proxy'),
    proxy('out', 'out.example'),
  );
  assert.equal(namesOf(registrationServers(configuration)), 'out');
  assert.equal(namesOf(emergencyOrder(configuration)), 'trunk out');
  const none = configured(calling('trunk', 'proxy'));
  assert.equal(namesOf(registrationServers(none)), '');
});

test('an emergency call is offered to every server, at last without TLS, whatever media it asks for', () => {
  const secure = { codecs: 'opus', srtp: 'required' };
  const configuration = configured(
    proxy('out', 'out.example'),
    (before: Configuration) =>
      createServer(before, {
        ...{ kind: 'proxy', name: 'safe', contact: 's.example:5099;transport=tls', ...secure },
        master: true,
      }),
    location('home', 'h.example;transport=tls'),
    location('same', 'OUT.example'),
  );
  assert.deepEqual(
    emergencyOrder(configuration).map(({ name, contact, codecs, srtp }) => [
      name,
      formatContact(contact),
      codecs,
      srtp,
    ]),
    [
      ['safe', 's.example:5099;transport=tls', undefined, 'preferred'],
      ['out', 'out.example', undefined, undefined],
      ['home (location)', 'h.example;transport=tls', undefined, undefined],
      ['safe (plain)', 's.example', undefined, 'preferred'],
      ['home (location, plain)', 'h.example', undefined, undefined],
    ],
  );
});
