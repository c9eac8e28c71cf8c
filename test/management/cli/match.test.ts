/** The grammar: words shortened, parameters read, secrets masked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, usage } from '../../../src/management/cli/grammar.ts';
import { matchCommand } from '../../../src/management/cli/match.ts';

function command(path: string, params: Command<null>['params'] = []): Command<null> {
  return { path: path.split(' '), params, help: path, run: () => ({ text: '', json: path }) };
}

const grammar: readonly Command<null>[] = [
  command('voip user create', [
    { kind: 'position', name: 'name', help: '' },
    { kind: 'keyword', name: 'address', value: '<map>', help: '', required: true },
    { kind: 'keyword', name: 'password', value: '<p>', help: '', isSecret: true },
    { kind: 'keyword', name: 'pseudonym', value: '<p>', help: '' },
    { kind: 'flag', name: 'master', help: '' },
  ]),
  command('voip user show', [{ kind: 'position', name: 'name', help: '' }]),
  command('voip user set', [{ kind: 'position', name: 'name', help: '' }]),
  command('voip users'),
  command('system log', [{ kind: 'position', name: 'count', help: '', optional: true }]),
  command('cwmp set', [
    { kind: 'position', name: 'setting', help: '', choices: ['url', 'password'] },
    { kind: 'position', name: 'value', help: '', secretAfter: ['password'] },
  ]),
  command('help', [{ kind: 'rest', name: 'words', help: '' }]),
  command('drill', [
    { kind: 'position', name: 'server', help: '' },
    { kind: 'position', name: 'act', help: '', choices: ['down'] },
  ]),
  command('drill list'),
  command('drill stop', [{ kind: 'position', name: 'name', help: '' }]),
];

function match(line: string) {
  return matchCommand(grammar, line.split(' '));
}

function refused(line: string, code: string, message?: RegExp): void {
  assert.throws(
    () => matchCommand(grammar, line === '' ? [] : line.split(' ')),
    (error) => {
      assert.ok(error instanceof Error && 'code' in error);
      assert.equal(error.code, code);
      if (message) assert.match(error.message, message);
      return true;
    },
  );
}

test('words may be shortened while they are unambiguous, in any case', () => {
  for (const line of ['voip user show x', 'VOIP USER SHOW x', 'v user sh x', 'V User Sho x']) {
    assert.equal(match(line).command.help, 'voip user show', line);
  }
  refused('v u sh x', 'E-COMMAND-AMBIGUOUS', /"u" may be user or users/);
  refused('v user s x', 'E-COMMAND-AMBIGUOUS', /show or set/);
});

test('a value may stand where a longer command has a word; the word wins', () => {
  const drilled = match('drill east down');
  assert.equal(drilled.command.help, 'drill');
  assert.equal(drilled.args.required('server'), 'east');
  assert.equal(match('drill l').command.help, 'drill list');
  assert.equal(match('drill stop 1').command.help, 'drill stop');
  refused('drill east', 'E-COMMAND-MISSING', /act is missing: drill <server> down/);
  refused('drill', 'E-COMMAND-MISSING', /server is missing/);
});

test('the exact word wins over longer ones that it begins', () => {
  assert.equal(match('voip user show x').command.help, 'voip user show');
  assert.equal(match('voip users').command.help, 'voip users');
});

test('a word that is unknown is refused with those that may stand there', () => {
  refused('voice', 'E-COMMAND-UNKNOWN', /expected voip, system, cwmp, help, drill/);
  refused('voip user frob x', 'E-COMMAND-UNKNOWN', /word after "voip user"; expected create, show/);
});

test('a line that ends too early says how it goes on', () => {
  refused('', 'E-COMMAND-INCOMPLETE', /voip, system/);
  refused('voip user', 'E-COMMAND-INCOMPLETE', /create, show, set/);
});

test('positions come first, keywords and flags in any order', () => {
  const { args } = match('voip user create bob master address 200');
  assert.equal(args.required('name'), 'bob');
  assert.equal(args.required('address'), '200');
  assert.equal(args.has('master'), true);
  assert.equal(args.optional('password'), undefined);
});

test('values keep their case and may look like keywords', () => {
  const { args } = match('voip user create Address addr Master');
  assert.equal(args.required('name'), 'Address');
  assert.equal(args.required('address'), 'Master');
});

test('what is missing, twice or too much is refused', () => {
  refused('voip user create', 'E-COMMAND-MISSING', /name is missing: voip user create <name> addr/);
  refused('voip user create bob', 'E-COMMAND-MISSING', /address is missing/);
  refused('voip user create bob address', 'E-COMMAND-MISSING', /address lacks its value/);
  refused('voip user create bob address 1 address 2', 'E-COMMAND-TWICE', /address is given twice/);
  refused('voip user create bob address 1 p x', 'E-COMMAND-AMBIGUOUS', /password or pseudonym/);
  refused('voip user show bob more', 'E-COMMAND-UNKNOWN', /expected nothing/);
});

test('an optional position may be left out', () => {
  assert.equal(match('system log').args.optional('count'), undefined);
  assert.equal(match('system log 5').args.optional('count'), '5');
});

test('a choice is shortened like a keyword', () => {
  assert.equal(match('cwmp set u x').args.required('setting'), 'url');
  refused('cwmp set colour x', 'E-COMMAND-UNKNOWN', /expected url, password/);
});

test('a rest takes every word that is left', () => {
  assert.deepEqual(match('help voip user').args.rest, ['voip', 'user']);
  assert.deepEqual(match('help').args.rest, []);
});

test('the summary is the line in full words, secrets masked', () => {
  const typed = match('v user cr bob pass geheim addr 200 mas');
  assert.equal(typed.summary, 'voip user create bob password *** address 200 master');
  assert.equal(typed.hasSecret, true);
  const plain = matchCommand(grammar, ['v', 'user', 'cr', 'bo b', 'addr', 'a"b']);
  assert.equal(plain.summary, 'voip user create "bo b" address "a\\"b"');
  assert.equal(plain.hasSecret, false);
});

test('a position is a secret after the words that say so', () => {
  assert.equal(match('cwmp set password geheim').summary, 'cwmp set password ***');
  assert.equal(match('cwmp set url http://x').summary, 'cwmp set url http://x');
});

test('usage shows what may be left out in brackets', () => {
  const [create, , , , log, cwmp, help] = grammar;
  assert.ok(create && log && cwmp && help);
  assert.equal(
    usage(create),
    'voip user create <name> address <map> [password <p>] [pseudonym <p>] [master]',
  );
  assert.equal(usage(log), 'system log [<count>]');
  assert.equal(usage(cwmp), 'cwmp set url|password <value>');
  assert.equal(usage(help), 'help [<words> …]');
});
