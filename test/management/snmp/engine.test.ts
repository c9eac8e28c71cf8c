/** What the engine remembers, which keys it has for whom, and who may ask from where. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccessView } from '../../../src/management/snmp/access-view.ts';
import { EngineState } from '../../../src/management/snmp/engine-state.ts';
import { type ForeignKeys, Keyring } from '../../../src/management/snmp/keyring.ts';
import { limits } from '../../../src/management/snmp/limits.ts';
import { createSourceList } from '../../../src/management/snmp/source-list.ts';
import { Strangers } from '../../../src/management/snmp/strangers.ts';
import { localizedKey, masterKey } from '../../../src/management/snmp-keys.ts';
import { createFakeGateway, createFakeState } from '../../support/fake-gateway.ts';
import { fakeSealing } from './snmp-world.ts';

const ours = Buffer.from('80001f880501', 'hex');
const theirs = Buffer.from('80001f880502', 'hex');

test('boots rise with every boot and begin anew with another engine', async () => {
  const state = createFakeState();
  assert.equal(await new EngineState(state, fakeSealing).boot('aa'), 1);
  assert.equal(await new EngineState(state, fakeSealing).boot('aa'), 2);
  assert.equal(await new EngineState(state, fakeSealing).boot('bb'), 1);
});

test('boots latch at their highest value: then nothing is in the time window any more', async () => {
  const state = createFakeState();
  await state.put('snmp/engine-boots', 'aa 2147483647');
  assert.equal(await new EngineState(state, fakeSealing).boot('aa'), 2_147_483_647);
});

test('a state that cannot be read is none', async () => {
  const state = createFakeState();
  await state.put('snmp/engine-boots', 'aa minus one');
  await state.put('snmp/foreign-keys', 'rubbish\n\nmore rubbish');
  assert.equal(await new EngineState(state, fakeSealing).boot('aa'), 1);
  assert.deepEqual(await new EngineState(state, fakeSealing).foreignKeys(), {});
});

function openKeyring(known: ForeignKeys = {}, master: string | undefined = 'a1'.repeat(32)) {
  const learnt: ForeignKeys[] = [];
  const keyring = new Keyring(ours, known, (keys) => void learnt.push(keys));
  keyring.add('alice/auth', 'sha256', { localized: '0b'.repeat(32), master });
  return { keyring, learnt };
}

test('for our engine the key is the one that is kept', () => {
  const { keyring, learnt } = openKeyring();
  assert.equal(keyring.keyFor('alice/auth', ours).toString('hex'), '0b'.repeat(32));
  assert.deepEqual(learnt, []);
});

test('for another engine it is made of the master key once, and kept', async () => {
  const { keyring, learnt } = openKeyring();
  const expected = localizedKey('sha256', Buffer.from('a1'.repeat(32), 'hex'), theirs);
  assert.deepEqual(keyring.keyFor('alice/auth', theirs), expected);
  assert.deepEqual(keyring.keyFor('alice/auth', theirs), expected);
  assert.equal(learnt.length, 1);
  const state = createFakeState();
  await new EngineState(state, fakeSealing).keepForeignKeys(learnt[0] ?? {});
  const again = openKeyring(await new EngineState(state, fakeSealing).foreignKeys(), '');
  assert.deepEqual(again.keyring.keyFor('alice/auth', theirs), expected);
});

test('keys for other engines cannot be read where they are kept', async () => {
  const state = createFakeState();
  await new EngineState(state, fakeSealing).keepForeignKeys({ 'alice/auth 80': 'c0ffee' });
  assert.doesNotMatch((await state.get('snmp/foreign-keys')) ?? '', /c0ffee|alice/);
  const known = await new EngineState(state, fakeSealing).foreignKeys();
  assert.deepEqual(known, { 'alice/auth 80': 'c0ffee' });
});

test('learnt keys go with the user that they are of', () => {
  const { keyring, learnt } = openKeyring();
  keyring.keyFor('alice/auth', theirs);
  keyring.prune();
  assert.equal(learnt.length, 1);
  keyring.forget();
  keyring.prune();
  assert.deepEqual(learnt.at(-1), {});
});

test('a receiver that is another engine with every answer has the oldest keys forgotten', () => {
  const { keyring, learnt } = openKeyring();
  for (let n = 0; n < limits.foreignKeysMax + 20; n += 1) {
    keyring.keyFor('alice/auth', Buffer.from(`80001f88${String(n).padStart(4, '0')}`, 'hex'));
  }
  const places = Object.keys(learnt.at(-1) ?? {});
  assert.equal(places.length, limits.foreignKeysMax);
  assert.ok(!places.includes('alice/auth 80001f880000'));
});

test('without a master key, and for strangers, there is a key that fits nobody', () => {
  const keyring = new Keyring(ours, {}, () => assert.fail('nothing to learn'));
  assert.deepEqual(keyring.keyFor('nobody/auth', theirs), Buffer.alloc(64));
});

test('keys of one passphrase differ by engine and by digest', () => {
  const keys = (['sha256', 'sha384', 'sha512'] as const).flatMap((auth) => {
    const master = masterKey(auth, 'maplesyrup');
    return [ours, theirs].map((engine) => localizedKey(auth, master, engine).toString('hex'));
  });
  assert.equal(new Set(keys).size, 6);
});

const sources: readonly (readonly [range: string, inside: string, outside: string])[] = [
  ['10.0.0.0/8', '10.255.0.1', '11.0.0.1'],
  ['192.0.2.7', '192.0.2.7', '192.0.2.8'],
  ['2001:db8::/32', '2001:db8:1::5', '2001:db9::1'],
  ['127.0.0.0/8', '::ffff:127.0.0.1', '::1'],
];

for (const [range, inside, outside] of sources) {
  test(`${range} includes ${inside} and not ${outside}`, () => {
    const list = createSourceList([range]);
    assert.equal(list.includes(inside), true);
    assert.equal(list.includes(outside), false);
  });
}

test('in a view the longest subtree decides', () => {
  const view = createAccessView({
    name: 'v',
    include: ['1.3.6.1', '1.3.6.1.4.1.9.9'],
    exclude: ['1.3.6.1.4'],
  });
  assert.equal(view.includes([1, 3, 6, 1, 2]), true);
  assert.equal(view.includes([1, 3, 6, 1, 4, 1]), false);
  assert.equal(view.includes([1, 3, 6, 1, 4, 1, 9, 9, 1]), true);
  assert.deepEqual(
    [view.covers([1, 3, 6, 1, 2]), view.covers([1, 3, 6, 1, 4]), view.covers([1, 3, 6, 1, 4, 2])],
    ['all', 'some', 'none'],
  );
});

test('a source that fails to authenticate is one event a minute, however often it tries', async () => {
  const { events, clock } = createFakeGateway();
  const strangers = new Strangers(events, () => clock.now());
  for (let at = 0; at < 100; at += 1) strangers.hear('192.0.2.1', 'wrongDigests');
  strangers.hear('192.0.2.2', 'wrongDigests');
  clock.advance(60_000);
  strangers.hear('192.0.2.1', 'wrongDigests');
  const told = await events.query({ code: 'security.authentication-failed', limit: 10 });
  assert.deepEqual(
    told.map(({ subject }) => subject.name),
    ['192.0.2.1', '192.0.2.2', '192.0.2.1'],
  );
});
