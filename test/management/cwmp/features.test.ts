/** What a user's calls do, spread over two objects: its Client has the limit, its Set the rest. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { applyEdits } from '../../../src/management/cwmp/model/apply-edits.ts';
import { editsOf } from '../../../src/management/cwmp/tree/edits.ts';
import { readLeaf } from '../../../src/management/cwmp/tree/tree.ts';
import { startCpe } from '../../support/acs-cpe.ts';
import { ask, faultIn, parameterFaultsIn, textAt, valuesIn } from '../../support/acs-requests.ts';
import { createSample, sampleConfiguration, voice } from './sample.ts';

const client = `${voice}SIP.Client.1.`;
const features = `${voice}CallControl.Line.1.CallingFeatures`;
const sets = `${voice}CallControl.CallingFeatures.Set.`;

test('a limit of calls is set on the Client, and a Set that comes later leaves it', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [limited, , given, taken, read] = await cpe.acs.play([
    ask.set([[`${client}MaxSessions`, '3', 'xsd:unsignedInt']]),
    ask.add(sets),
    ask.set([[features, `${sets}2`]]),
    ask.set([[`${client}MaxSessions`, '99999', 'xsd:unsignedInt']]),
    ask.values(`${client}MaxSessions`, features),
  ]);
  assert.equal(textAt(limited, 'Status'), '0');
  assert.equal(faultIn(given), '');
  assert.deepEqual(parameterFaultsIn(taken), [`${client}MaxSessions 9007`]);
  assert.deepEqual(Object.values(valuesIn(read)), ['3', `${sets}2`]);
  assert.equal(cpe.gateway.configuration().users[0]?.services?.callsMax, 3);
});

test('a limit that a user has anyway makes no Set', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [set] = await cpe.acs.play([
    ask.set([
      [`${client}MaxSessions`, '0', 'xsd:unsignedInt'],
      [`${client}AuthUserName`, 'other'],
    ]),
  ]);
  assert.equal(textAt(set, 'Status'), '0');
  assert.equal(cpe.gateway.configuration().users[0]?.services, undefined);
  assert.equal(cpe.gateway.configuration().users[0]?.login, 'other');
});

test('a user that is begun keeps its limit until it is enabled', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const begun = `${voice}SIP.Client.3.`;
  const [, , read, enabled] = await cpe.acs.play([
    ask.add(`${voice}SIP.Client.`),
    ask.set([
      [`${begun}MaxSessions`, '4', 'xsd:unsignedInt'],
      [`${begun}X_OFFHOOK_UserName`, 'carol'],
      [`${begun}X_OFFHOOK_Address`, '1033'],
    ]),
    ask.values(`${begun}MaxSessions`),
    ask.set([[`${begun}Enable`, '1', 'xsd:boolean']]),
  ]);
  assert.deepEqual(Object.values(valuesIn(read)), ['4']);
  assert.equal(faultIn(enabled), '');
  const carol = cpe.gateway.configuration().users.find(({ name }) => name === 'carol');
  assert.equal(carol?.services?.callsMax, 4);
});

test('codecs and encryption of a server are read and set', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const server = `${voice}SIP.Network.1.X_OFFHOOK_ProxyServer.2.`;
  const [set, read, refused] = await cpe.acs.play([
    ask.set([
      [`${server}Codecs`, 'pcma,g722'],
      [`${server}SRTP`, 'Preferred'],
    ]),
    ask.values(`${server}Codecs`, `${server}SRTP`),
    ask.set([
      [`${server}Codecs`, 'pcma,pcma'],
      [`${server}SRTP`, 'Sometimes'],
    ]),
  ]);
  assert.equal(faultIn(set), '');
  assert.deepEqual(Object.values(valuesIn(read)), ['pcma,g722', 'Preferred']);
  assert.equal(faultIn(refused), '9003');
  assert.deepEqual(cpe.gateway.configuration().proxyServers[1]?.codecs, ['pcma', 'g722']);
});

test('the list of servers as the standard has it shows the master first', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const list = `${voice}SIP.Network.1.FQDNServer.`;
  const [read, fixed, added] = await cpe.acs.play([
    ask.values(list),
    ask.set([[`${list}1.Domain`, 'elsewhere.example']]),
    ask.add(list),
  ]);
  const values = valuesIn(read);
  assert.equal(values[`${list}1.Domain`], 'east.example');
  assert.equal(values[`${list}1.Priority`], '1');
  assert.equal(values[`${list}2.Priority`], '0');
  assert.equal(values[`${list}2.Port`], '5080');
  assert.deepEqual(parameterFaultsIn(fixed), [`${list}1.Domain 9007`]);
  assert.equal(faultIn(added), '9005');
});

test('rows have no aliases: what would need them is refused', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const server = 'Device.ManagementServer.';
  const [byAlias, mode, created, read] = await cpe.acs.play([
    ask.values(`${voice}SIP.Client.[u1].Enable`),
    ask.set([[`${server}InstanceMode`, 'InstanceAlias']]),
    ask.set([[`${server}AutoCreateInstances`, '1', 'xsd:boolean']]),
    ask.values(`${server}AliasBasedAddressing`, `${server}InstanceMode`),
  ]);
  assert.equal(faultIn(byAlias), '9005');
  assert.deepEqual(parameterFaultsIn(mode), [`${server}InstanceMode 9007`]);
  assert.deepEqual(parameterFaultsIn(created), [`${server}AutoCreateInstances 9007`]);
  assert.deepEqual(Object.values(valuesIn(read)), ['0', 'InstanceNumber']);
});

/** Without what is there but undefined. */
function plain(users: Configuration['users']): unknown {
  return JSON.parse(JSON.stringify(users));
}

for (const issue of [1, 2] as const) {
  test(`every writable parameter of issue ${issue} takes the value that it has`, async () => {
    const { gateway, tree, world, instances } = await createSample(sampleConfiguration(), issue);
    // What is shown while it is registered is not what was set.
    const u1 = { server: 'west', expiresSeconds: 9, effectiveDomain: 'west.example' };
    gateway.setView({ users: { u1 } });
    const now = await world();
    const writable = [...(tree.leaves(now, '') ?? [])].filter(
      ({ name, column }) => column.access.startsWith('W') && !name.endsWith('Password'),
    );
    const assigned = writable.map((leaf) => ({
      name: leaf.name,
      value: readLeaf(now, leaf),
      xsiType: undefined,
    }));
    assert.ok(assigned.length > 50);
    const { configuration } = applyEdits(
      now.configuration,
      editsOf(tree, now, assigned),
      instances,
    );
    assert.deepEqual(plain(configuration.users), plain(now.configuration.users));
    assert.deepEqual(configuration.locationServers, now.configuration.locationServers);
    assert.deepEqual(configuration.forwardingRules, now.configuration.forwardingRules);
  });
}

test('what has one value here is set to that value, and to no other', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const order = `${voice}CallControl.IncomingMap.1.Order`;
  const plan = `${voice}CallControl.Extension.1.NumberingPlan`;
  const [kept, refused] = await cpe.acs.play([
    ask.set([
      [`${client}RegisterMode`, 'RFC3261'],
      [`${client}QuiescentMode`, '0', 'xsd:boolean'],
      [order, '1', 'xsd:unsignedInt'],
      [plan, ''],
    ]),
    ask.set([
      [`${client}RegisterMode`, 'STATIC'],
      [`${client}QuiescentMode`, '1', 'xsd:boolean'],
      [`${client}Origin`, 'Static'],
      [order, '2', 'xsd:unsignedInt'],
      [plan, `${voice}CallControl.NumberingPlan.1`],
    ]),
  ]);
  assert.equal(textAt(kept, 'Status'), '0');
  assert.deepEqual(parameterFaultsIn(refused), [
    `${client}RegisterMode 9007`,
    `${client}QuiescentMode 9007`,
    `${client}Origin 9008`,
    `${order} 9007`,
    `${plan} 9007`,
  ]);
});
