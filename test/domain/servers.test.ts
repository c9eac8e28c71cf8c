/** The two lists of servers: order, master, limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import { createServer, deleteServer, setServer } from '../../src/domain/servers.ts';
import { type Change, configured, location, proxy } from '../support/configured.ts';

const three: readonly Change[] = [
  location('a', 'a.example'),
  location('b', 'b.example', true),
  location('c', 'c.example'),
];

/** The names in list order, the master with a star. */
function listOf({ locationServers }: Configuration): string {
  return locationServers.map(({ name, master }) => `${name}${master ? '*' : ''}`).join(' ');
}

function change(name: string, fields: Partial<Parameters<typeof setServer>[1]>): Change {
  return (configuration) => setServer(configuration, { kind: 'location', name, ...fields });
}

test('servers stand in the order of entry, and one may be placed', () => {
  assert.equal(listOf(configured(...three)), 'a b* c');
  assert.equal(listOf(configured(...three, change('c', { position: '1' }))), 'c a b*');
  assert.equal(listOf(configured(...three, change('a', { position: '3' }))), 'b* c a');
  const first = createServer(configured(...three), {
    kind: 'location',
    name: 'd',
    contact: 'd.example',
    position: '1',
  });
  assert.equal(listOf(first), 'd a b* c');
  for (const position of ['0', '4', '-1', '', 'x', '1.5']) {
    assert.throws(() => configured(...three, change('a', { position })), { code: 'E-VALUE' });
  }
});

test('setting a master moves the mark, taking it away leaves none', () => {
  assert.equal(listOf(configured(...three, change('c', { master: true }))), 'a b c*');
  assert.equal(listOf(configured(...three, change('b', { master: false }))), 'a b c');
  assert.equal(listOf(configured(...three, change('a', { master: false }))), 'a b* c');
  assert.equal(listOf(configured(...three, location('d', 'd.example', true))), 'a b c d*');
  assert.equal(listOf(configured(...three, change('a', { contact: 'z.example' }))), 'a b* c');
});

test('deleting the master leaves none, and the order of the others', () => {
  const left = deleteServer(configured(...three), { kind: 'location', name: 'b' });
  assert.equal(listOf(left), 'a c');
});

test('the two lists know nothing of each other', () => {
  const configuration = configured(...three, proxy('a', 'p.example', true));
  assert.equal(listOf(configuration), 'a b* c');
  assert.equal(configuration.proxyServers[0]?.master, true);
  const gone = deleteServer(configuration, { kind: 'proxy', name: 'a' });
  assert.equal(listOf(gone), 'a b* c');
});

test('what is wrong is refused and changes nothing', () => {
  const configuration = configured(...three);
  const table: readonly (readonly [Change, string])[] = [
    [location('a', 'x.example'), 'E-NAME-TAKEN'],
    [location('1a', 'x.example'), 'E-NAME'],
    [location('d', ''), 'E-CONTACT'],
    [change('a', { contact: 'x.example:0' }), 'E-CONTACT'],
    [change('z', { enabled: false }), 'E-NOT-FOUND'],
    [(before) => deleteServer(before, { kind: 'proxy', name: 'a' }), 'E-NOT-FOUND'],
  ];
  for (const [act, code] of table) assert.throws(() => act(configuration), { code });
  assert.equal(listOf(configuration), 'a b* c');
});

test('a list holds 32 servers', () => {
  const full = configured(...Array.from({ length: 32 }, (_, n) => proxy(`p${n}`, `p${n}.example`)));
  assert.throws(() => proxy('more', 'm.example')(full), { code: 'E-SERVER-LIMIT' });
  assert.doesNotThrow(() => location('more', 'm.example')(full));
});

/** Of the first server after these changes. */
function policyOf(...fields: readonly Parameters<typeof change>[1][]) {
  const [server] = configured(...three, ...fields.map((one) => change('a', one))).locationServers;
  return [server?.expires, server?.keepAlive];
}

test('a lease and keep-alives of its own: what is the default again is not kept', () => {
  const own = { expires: '600', keepAlive: 'options' };
  assert.deepEqual(policyOf(own), [600, 'options']);
  assert.deepEqual(policyOf(own, { master: true }), [600, 'options']);
  for (const expires of ['', '0']) {
    assert.deepEqual(policyOf(own, { expires, keepAlive: 'gateway' }), [undefined, undefined]);
  }
  for (const wrong of [{ expires: '59' }, { expires: '86401' }, { expires: 'x' }]) {
    assert.throws(() => policyOf(wrong), { code: 'E-VALUE' });
  }
  assert.throws(() => policyOf({ keepAlive: 'stun' }), { code: 'E-VALUE' });
});
