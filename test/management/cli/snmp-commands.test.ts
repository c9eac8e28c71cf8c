/** `snmp …` at the command line: who may ask, with keys and without passphrases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toScript } from '../../../src/domain/script.ts';
import { allCommands } from '../../../src/management/cli/all-commands.ts';
import { createSession } from '../../../src/management/cli/session.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';

function openSession() {
  const gateway = createFakeGateway();
  const session = createSession({
    grammar: allCommands,
    view: gateway.view,
    commands: gateway.commands,
    events: gateway.events,
    author: { face: 'cli', name: 'test' },
    onFault: (error) => assert.fail(String(error)),
  });
  const run = async (line: string) => {
    const outcome = await session.execute(line);
    return outcome.ok ? 'ok' : outcome.error.code;
  };
  const json = async (line: string) => {
    const outcome = await session.execute(line);
    return outcome.ok ? outcome.answer.json : outcome.error.code;
  };
  return { gateway, session, run, json };
}

const createAlice =
  'snmp user create alice auth sha256 authentic-pass priv aes128 private-pass access write';

test('a user is kept with keys that are localized to our engine, its passphrases are not', async () => {
  const { gateway, run } = openSession();
  assert.equal(await run(createAlice), 'ok');
  const { snmp } = gateway.configuration();
  assert.match(snmp.engineId, /^80001f8805[0-9a-f]{16}$/);
  assert.match(snmp.users[0]?.authKey?.localized.reveal() ?? '', /^[0-9a-f]{64}$/);
  const script = toScript(gateway.configuration(), { secrets: true }).join('\n');
  assert.doesNotMatch(script, /authentic-pass|private-pass/);
  assert.doesNotMatch(JSON.stringify(gateway.configuration()), /authentic-pass|private-pass/);
});

test('what other engines’ keys are made of is never written', async () => {
  const { gateway, run } = openSession();
  await run(createAlice);
  const master = gateway.configuration().snmp.users[0]?.authKey?.master?.() ?? '';
  assert.match(master, /^[0-9a-f]{64}$/);
  const script = toScript(gateway.configuration(), { secrets: true }).join('\n');
  assert.ok(!script.includes(master));
  assert.ok(!JSON.stringify(gateway.configuration()).includes(master));
});

test('the revision names the command without its passphrases', async () => {
  const { gateway, run } = openSession();
  await run(createAlice);
  const [revision] = await gateway.commands.revisions();
  assert.match(
    revision?.summary ?? '',
    /^snmp user create alice auth sha256 \*\*\* priv aes128 \*\*\*/,
  );
});

test('the script of all settings makes them again', async () => {
  const first = openSession();
  for (const line of [
    'snmp set listen 127.0.0.1:2161',
    'snmp set agentx tcp:127.0.0.1:705',
    'snmp set contact "ops <ops@example.net>"',
    'snmp set notify registration,call',
    'snmp set notify-interval 30',
    'snmp set authentication-traps on',
    'snmp view create ours include 1.3.6.1.4.1.8072,1.3.6.1.2.1.1 exclude 1.3.6.1.2.1.1.4',
    createAlice,
    'snmp user create bob auth sha512 another-pass priv aes256 private-pass access read view ours',
    'snmp community create public source 10.0.0.0/8 view no-calls',
    'snmp target create nms host 10.0.0.1:162 version 2c community traps events server,call',
    'snmp target create noc host [::1]:162 version 3 user alice inform',
  ]) {
    assert.equal(await first.run(line), 'ok', line);
  }
  const second = openSession();
  const script = toScript(first.gateway.configuration(), { secrets: true });
  for (const line of script) assert.equal(await second.run(line), 'ok', line);
  assert.deepEqual(toScript(second.gateway.configuration(), { secrets: true }), script);
});

const refusals: readonly (readonly [line: string, code: string])[] = [
  [
    'snmp user create a auth sha256 short priv aes128 private-pass access read',
    'E-SNMP-PASSPHRASE',
  ],
  [
    'snmp user create a auth md5 authentic-pass priv aes128 private-pass access read',
    'E-COMMAND-UNKNOWN',
  ],
  ['snmp user create a auth sha256 key:00 priv aes128 private-pass access read', 'E-VALUE'],
  [
    'snmp user create a auth sha256 authentic-pass priv aes128 private-pass access read view x',
    'E-NOT-FOUND',
  ],
  ['snmp community create public', 'E-COMMAND-MISSING'],
  ['snmp community create public source 10.0.0.0/33', 'E-VALUE'],
  ['snmp community create public source everywhere', 'E-VALUE'],
  ['snmp target create t host 10.0.0.1:162 version 3 user nobody', 'E-NOT-FOUND'],
  ['snmp target create t host 10.0.0.1:162 version 2c', 'E-COMMAND-MISSING'],
  ['snmp target create t host 10.0.0.1:162 version 2c community c events weather', 'E-VALUE'],
  ['snmp view create all include 1.3.6.1', 'E-NAME-TAKEN'],
  ['snmp view create mine include iso', 'E-VALUE'],
  ['snmp set listen 1161', 'E-LISTEN'],
  ['snmp set agentx localhost', 'E-VALUE'],
  ['snmp set engine-id 00001f88', 'E-VALUE'],
  ['snmp set notify-interval soon', 'E-VALUE'],
  ['snmp user delete nobody', 'E-NOT-FOUND'],
];

for (const [line, code] of refusals) {
  test(`"${line}" is refused with ${code}`, async () => {
    assert.equal(await openSession().run(line), code);
  });
}

test('a user that a target speaks as stays, and its engine id with it', async () => {
  const { run } = openSession();
  await run(createAlice);
  await run('snmp target create noc host 127.0.0.1:162 version 3 user alice');
  assert.equal(await run('snmp user delete alice'), 'E-NOT-FOUND');
  assert.equal(await run('snmp set engine-id 80001f8805aabbccdd'), 'E-SNMP-ENGINE');
  assert.equal(await run('snmp target delete noc'), 'ok');
  assert.equal(await run('snmp user delete alice'), 'ok');
  assert.equal(await run('snmp set engine-id 80001f8805aabbccdd'), 'ok');
});

test('lists show who may do what, and no key', async () => {
  const { run, json } = openSession();
  await run(createAlice);
  assert.deepEqual(await json('snmp user list'), [
    { name: 'alice', auth: 'sha256', priv: 'aes128', access: 'write', view: 'all', hasKeys: true },
  ]);
});

test('without an agent there is still something to show', async () => {
  const { run, json } = openSession();
  await run(createAlice);
  const shown = (await json('snmp show')) as { listen: string; users: readonly string[] };
  assert.equal(shown.listen, 'off');
  assert.deepEqual(shown.users, ['alice']);
});
