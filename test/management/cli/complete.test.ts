/** TAB and `?`: what may come next. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { createFakeSession } from '../../support/fake-session.ts';

async function session() {
  const fake = createFakeSession();
  await fake.all(
    'voip ep soft create p1',
    'voip ep soft create "front desk"',
    'voip sip user create Alice address 200',
    'voip sip user create bob address 201',
  );
  const words = (line: string) => fake.session.complete(line).map(({ word }) => word);
  return { ...fake, words };
}

test('an empty line offers the first words, each with what follows it', async () => {
  const { session: one, words } = await session();
  assert.ok(words('').includes('voip'));
  assert.deepEqual(
    one.complete('').find(({ word }) => word === 'system'),
    { word: 'system', help: 'status, entries, totals, drill, events, incident, config' },
  );
});

test('where a command takes a value or a longer one a word, both are offered', async () => {
  const { words } = await session();
  assert.deepEqual(words('voip drill '), ['list', 'show', 'stop', 'schedule', '<server>']);
  assert.deepEqual(words('voip drill east '), ['down']);
  assert.deepEqual(words('voip drill east down 60 '), ['Alice', 'bob']);
  assert.deepEqual(words('voip drill schedule '), ['create', 'delete', 'list']);
});

test('a word that is begun is continued, a finished one is followed', async () => {
  const { words } = await session();
  assert.deepEqual(words('voip sip u'), ['user']);
  assert.deepEqual(words('VOIP SIP U'), ['user']);
  assert.deepEqual(words('voip sip user '), [
    'create',
    'set',
    'delete',
    'list',
    'show',
    'add',
    'remove',
    'try',
  ]);
});

test('words before may be shortened', async () => {
  const { words } = await session();
  assert.deepEqual(words('v s loc l'), ['list']);
  assert.deepEqual(words('v s loc s'), ['set', 'show']);
});

test('names of rows are offered where a row is meant, quoted when they must be', async () => {
  const { words } = await session();
  assert.deepEqual(words('voip sip user show '), ['Alice', 'bob']);
  assert.deepEqual(words('voip sip user show a'), ['Alice']);
  assert.deepEqual(words('voip sip user add bob port '), ['p1', '"front desk"']);
  assert.deepEqual(words('voip ep soft dial p'), ['p1']);
});

test('a value that only the operator knows shows as a stand-in', async () => {
  const { words } = await session();
  assert.deepEqual(words('voip sip user create '), ['<name>']);
  assert.deepEqual(words('voip sip user create carol address '), ['<digit-map>']);
});

test('keywords and flags that are left are offered, those used are not', async () => {
  const { words } = await session();
  assert.deepEqual(words('voip sip locationserver create east '), [
    'contact',
    'master',
    'disable',
    'position',
    'codecs',
    'srtp',
    'trusted',
    'identity',
    'numbers',
    'emergency-uri',
    'noregister',
    'expires',
    'keepalive',
  ]);
  assert.deepEqual(words('voip sip locationserver create east master contact x '), [
    'disable',
    'position',
    'codecs',
    'srtp',
    'trusted',
    'identity',
    'numbers',
    'emergency-uri',
    'noregister',
    'expires',
    'keepalive',
  ]);
  assert.deepEqual(words('voip sip locationserver create east m'), ['master']);
});

test('choices are offered with their meaning', async () => {
  const { session: one, words } = await session();
  assert.deepEqual(words('voip sip interface set '), ['lan', 'wan']);
  const [candidate] = one.complete('voip sip protocol set register-exp');
  assert.equal(candidate?.word, 'register-expires');
  assert.match(candidate.help, /lease asked of a registrar \(60 to 86400 s; 3600\)/);
});

test('nothing is offered behind a wrong word or a whole command', async () => {
  const { words } = await session();
  assert.deepEqual(words('nonsense '), []);
  assert.deepEqual(words('voip sip user list '), []);
  assert.deepEqual(words('voip sip user show bob '), []);
  assert.deepEqual(words('voip sip user create x colour '), []);
});

test('every word of every command is offered where it may stand', async () => {
  const { words } = await session();
  for (const { path } of allCommands) {
    for (const [depth, word] of path.entries()) {
      const line = path
        .slice(0, depth)
        .map((one) => `${one} `)
        .join('');
      assert.ok(words(line).includes(word), `${line}: ${word}`);
    }
  }
});
