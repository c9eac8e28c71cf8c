/**
 * What is always there: services of users, interfaces, parameters, numbering; and rows that are
 * never out of service.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { setting } from '../../../src/domain/protocol.ts';
import { servicesOf } from '../../../src/domain/services.ts';
import { configured, phone, softPort, user } from '../../support/configured.ts';
import { runTool, skipWithoutTools, v3Arguments } from '../../support/net-snmp.ts';
import { startSnmpWorld } from './snmp-world.ts';
import { gauge, instance, int, openStore, rowStatus, text } from './store-world.ts';

const twoUsers = configured(
  user('alice', '100'),
  user('bob', '200'),
  softPort('p1'),
  phone('desk'),
);

const servicesOfAlice = ({ users }: Configuration) => {
  const alice = users.find(({ name }) => name === 'alice');
  return alice && servicesOf(alice);
};

test('services of a user are set, all of a PDU as one change, and read back', async () => {
  const { gateway, set, read } = openStore({ configuration: twoUsers });
  const error = await set([
    ['offhookServiceForwardNoAnswer.alice', text('200')],
    ['offhookServiceNoAnswerSeconds.alice', gauge(15)],
    ['offhookServiceDoNotDisturb.alice', int(1)],
    ['offhookServiceDeniedPrefixes.alice', text('0900,00')],
  ]);
  assert.equal(error, 'noError');
  const services = servicesOfAlice(gateway.configuration());
  assert.equal(services?.forwardNoAnswer, '200');
  assert.equal(services?.forwardNoAnswerSeconds, 15);
  assert.equal(services?.doNotDisturb, true);
  assert.deepEqual(services?.deniedPrefixes, ['0900', '00']);
  assert.equal(await read('offhookServiceDeniedPrefixes.alice'), '0900,00');
  assert.equal(await read('offhookServiceDoNotDisturb.bob'), 2);
  assert.equal(await read('offhookServiceForwardAlways.bob'), '');
  assert.equal((await gateway.commands.revisions()).length, 1);
});

test('a service that the rules refuse is refused whole, and who is to blame is named', async () => {
  const { gateway, set } = openStore({ configuration: twoUsers });
  const error = await set([
    ['offhookServiceDoNotDisturb.alice', int(1)],
    ['offhookServiceForwardBusy.alice', text('not a number')],
  ]);
  assert.equal(error, 'wrongValue 2');
  assert.equal(servicesOfAlice(gateway.configuration())?.doNotDisturb, false);
});

test('no row of services, interfaces or parameters can be made', async () => {
  const { set } = openStore({ configuration: twoUsers });
  for (const [name, value] of [
    ['offhookServiceCallsMax.carol', gauge(1)],
    ['offhookInterfaceAddress.dmz', text('127.0.0.1')],
    ['offhookParameterValue.no-such-thing', text('1')],
  ] as const) {
    assert.equal(await set([[name, value]]), 'noCreation 1', name);
  }
});

test('interfaces and parameters are set where they are, by the rules of every face', async () => {
  const { gateway, set, read } = openStore({ configuration: twoUsers });
  assert.equal(await set([['offhookInterfacePort.wan', gauge(5099)]]), 'noError');
  assert.equal(gateway.configuration().interfaces.wan.port, 5099);
  assert.equal(await set([['offhookInterfaceAddress.wan', text('nowhere')]]), 'wrongValue 1');
  assert.equal(await set([['offhookParameterValue.register-expires', text('1800')]]), 'noError');
  assert.equal(setting(gateway.configuration(), 'register-expires'), '1800');
  assert.equal(await read('offhookParameterValue.register-expires'), '1800');
  assert.equal(
    await set([['offhookParameterValue.register-expires', text('soon')]]),
    'wrongValue 1',
  );
  assert.equal(await set([['offhookParameterValue.register-expires', text('default')]]), 'noError');
  assert.notEqual(setting(gateway.configuration(), 'register-expires'), '1800');
});

test('numbering can be set only while no user exists', async () => {
  const empty = openStore();
  assert.equal(await empty.set([['offhookAdminCountryCode', text('49')]]), 'noError');
  assert.equal(empty.gateway.configuration().e164CountryCode, '49');
  const used = openStore({ configuration: twoUsers });
  assert.equal(await used.set([['offhookAdminCountryCode', text('49')]]), 'wrongValue 1');
});

test('hotline and call waiting are columns of a port', async () => {
  const { gateway, set, read } = openStore({ configuration: twoUsers });
  assert.equal(await set([['offhookPortHotline.p1', text('200')]]), 'noError');
  assert.equal(await set([['offhookPortCallWaiting.desk', int(1)]]), 'noError');
  assert.equal(await read('offhookPortHotline.p1'), '200');
  assert.equal(gateway.configuration().ports[1]?.callWaiting, true);
});

test('a prefix replacement is made whole or piece by piece, is then active, and destroyed', async () => {
  const { gateway, set, read } = openStore({ configuration: twoUsers });
  const whole = [
    ['offhookPrefixDigits.intl', text('00')],
    ['offhookPrefixReplacement.intl', text('+')],
    ['offhookPrefixRowStatus.intl', rowStatus.createAndGo],
  ] as const;
  assert.equal(await set(whole), 'inconsistentValue 3');
  assert.equal(await set([...whole.slice(0, 1), [whole[1][0], text('+49')], whole[2]]), 'noError');
  assert.equal(await read('offhookPrefixRowStatus.intl'), 1);
  assert.equal(await set([['offhookPrefixRowStatus.slow', rowStatus.createAndWait]]), 'noError');
  assert.equal(await set([['offhookPrefixDigits.slow', text('9')]]), 'noError');
  assert.equal(await read('offhookPrefixRowStatus.slow'), 3);
  assert.equal(await set([['offhookPrefixReplacement.slow', text('0')]]), 'noError');
  assert.equal(await read('offhookPrefixRowStatus.slow'), 1);
  assert.equal(await set([['offhookPrefixRowStatus.slow', rowStatus.active]]), 'noError');
  assert.equal(
    await set([['offhookPrefixRowStatus.slow', rowStatus.notInService]]),
    'wrongValue 1',
  );
  assert.equal(await set([['offhookPrefixDigits.slow', text('8')]]), 'notWritable 1');
  assert.equal(await set([['offhookPortPrefixReplacements.p1', text('slow intl')]]), 'noError');
  assert.equal(await read('offhookPrefixPorts.slow'), 'p1');
  assert.equal(await set([['offhookPrefixRowStatus.slow', rowStatus.destroy]]), 'noError');
  assert.deepEqual(
    gateway.configuration().prefixReplacements.map(({ name }) => name),
    ['intl'],
  );
});

test('settings are walked in the order of their names, and only who may write sets them', async () => {
  const { next, set } = openStore({ configuration: twoUsers });
  const [first, second] = (
    await next([instance('offhookParameterValue.t1'), instance('offhookParameterValue.t4')])
  ).varbinds;
  assert.deepEqual(first?.oid, instance('offhookParameterValue.t2'));
  // Shorter names come first.
  assert.deepEqual(second?.oid, instance('offhookParameterValue.dtmf'));
  const refused = await set([['offhookParameterValue.t1', text('600')]], { access: 'read' });
  assert.equal(refused, 'noAccess 1');
});

test('the tools of Net-SNMP set and show them by name', { skip: skipWithoutTools }, async () => {
  await using world = await startSnmpWorld({ configuration: twoUsers });
  const at = `127.0.0.1:${world.port}`;
  const writer = v3Arguments({ user: 'writer' });
  const outcome = await runTool('snmpset', [
    ...writer,
    at,
    ...['OFFHOOK-MIB::offhookServiceForwardBusy."alice"', 's', '200'],
    ...['OFFHOOK-MIB::offhookServiceHideIdentity."alice"', 'i', 'true'],
    ...['OFFHOOK-MIB::offhookParameterValue."register-expires"', 's', '1800'],
    ...['OFFHOOK-MIB::offhookPrefixDigits."intl"', 's', '00'],
    ...['OFFHOOK-MIB::offhookPrefixReplacement."intl"', 's', '+49'],
    ...['OFFHOOK-MIB::offhookPrefixRowStatus."intl"', 'i', 'createAndGo'],
  ]);
  assert.equal(outcome.code, 0, outcome.text);
  const configuration = world.gateway.configuration();
  assert.equal(servicesOfAlice(configuration)?.forwardBusy, '200');
  assert.equal(servicesOfAlice(configuration)?.hideIdentity, true);
  assert.equal(setting(configuration, 'register-expires'), '1800');
  assert.equal(configuration.prefixReplacements[0]?.replacement, '+49');
  const shown = await runTool('snmptable', ['-Ci', '-CB', ...writer, at, 'offhookServiceTable']);
  assert.match(shown.text, /"alice".*200.*true/);
  const prefixes = await runTool('snmpwalk', ['-OQ', ...writer, at, 'offhookPrefixTable']);
  assert.match(prefixes.text, /offhookPrefixRowStatus\."intl" = active/);
});
