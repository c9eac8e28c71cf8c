/** A script applied to a running gateway: what it adds to, what it replaces, what it leaves alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toScript } from '../../../src/domain/script.ts';
import { wholeMark } from '../../../src/domain/whole-script.ts';
import { applyScript } from '../../../src/gateway/changes/script-change.ts';
import { createFakeGateway, type FakeGateway } from '../../support/fake-gateway.ts';

const key = (digit: string) => `key:${digit.repeat(64)}`;

const installed = [
  'voip ep sip create desk login desk password planted-1',
  'voip sip user create alice address 1001 password planted-2',
  'web user create ann role configure password planted-3',
  'snmp set engine-id 80001f8805aabbccddeeff0011',
  `snmp user create noc auth sha256 ${key('a')} priv aes128 ${key('b')} access read`,
  'cwmp set username gateway-7',
];

async function gatewayWith(...lines: readonly string[]): Promise<FakeGateway> {
  const gateway = createFakeGateway();
  await applyScript(gateway.context, lines.join('\n'), 'install');
  return gateway;
}

function scriptOf(gateway: FakeGateway, secrets = false): readonly string[] {
  return toScript(gateway.configuration(), { secrets });
}

const names = (gateway: FakeGateway) => gateway.configuration().users.map(({ name }) => name);

test('a script adds to what there is', async () => {
  const gateway = await gatewayWith(...installed);
  await applyScript(gateway.context, 'voip sip user create bob address 1002', 'more');
  assert.deepEqual(names(gateway), ['alice', 'bob']);
  assert.equal(gateway.configuration().web.users.length, 1);
});

test('a script that was applied before is refused, and takes nothing away', async () => {
  const gateway = await gatewayWith(...installed);
  const before = gateway.configuration();
  await assert.rejects(
    applyScript(gateway.context, 'voip sip user create alice address 1001', 'again'),
    { code: 'E-NAME-TAKEN', message: /^line 1: / },
  );
  assert.equal(gateway.configuration(), before);
});

test('the configuration as it is shown may be applied again, and loses no password', async () => {
  const gateway = await gatewayWith(...installed);
  const before = scriptOf(gateway, true);
  const shown = scriptOf(gateway).map((line) => line.replace('1001', '1009'));
  await applyScript(gateway.context, shown.join('\n'), 'restored');
  assert.deepEqual(
    scriptOf(gateway, true),
    before.map((line) => line.replace('1001', '1009')),
  );
});

test('a script that is marked as the whole takes away what it does not name', async () => {
  const gateway = await gatewayWith(...installed);
  const backup = [wholeMark, ...scriptOf(gateway)].join('\n');
  const before = scriptOf(gateway, true);
  await applyScript(gateway.context, 'voip sip user create bob address 1002', 'more');
  await applyScript(gateway.context, backup, 'restored');
  assert.deepEqual(scriptOf(gateway, true), before);
  await applyScript(gateway.context, `${wholeMark}\n`, 'emptied');
  assert.deepEqual(scriptOf(gateway), ['cwmp set username gateway-7']);
});

test('a key of another algorithm or engine is not kept', async () => {
  const gateway = await gatewayWith(...installed);
  const backup = [wholeMark, ...scriptOf(gateway)].join('\n');
  await applyScript(gateway.context, backup.replace('sha256', 'sha512'), 'another algorithm');
  const [noc] = gateway.configuration().snmp.users;
  assert.deepEqual([noc?.authKey, noc?.privKey], [undefined, undefined]);
});
