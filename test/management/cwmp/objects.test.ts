/** AddObject, DeleteObject and attributes over sessions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setServices } from '../../../src/domain/services.ts';
import { startCpe } from '../../support/acs-cpe.ts';
import {
  ask,
  eventsIn,
  faultIn,
  parameterFaultsIn,
  textAt,
  valuesIn,
} from '../../support/acs-requests.ts';
import { sampleConfiguration, voice } from './sample.ts';

const client = `${voice}SIP.Client.`;

test('a row is added, set, enabled and read back in one session', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [added, set, read] = await cpe.acs.play([
    ask.add(client, 'k'),
    ask.set([
      [`${client}3.X_OFFHOOK_Address`, '1003'],
      [`${client}3.X_OFFHOOK_UserName`, 'carol'],
      [`${client}3.Enable`, '1', 'xsd:boolean'],
    ]),
    ask.values(`${client}3.`),
  ]);
  assert.equal(textAt(added, 'InstanceNumber'), '3');
  assert.equal(textAt(added, 'Status'), '0');
  assert.equal(textAt(set, 'Status'), '0');
  assert.equal(valuesIn(read)[`${client}3.X_OFFHOOK_UserName`], 'carol');
  assert.equal(cpe.gateway.configuration().users[2]?.name, 'carol');
  const [revision] = await cpe.gateway.commands.revisions();
  assert.equal(revision?.author, 'cwmp acs');
});

test('the entry after the hundredth is fault 9004, whatever else holds the places', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration(59, 40) });
  const rules = `${voice}CallControl.X_OFFHOOK_ForwardingRule.`;
  const [last, user, rule, server] = await cpe.acs.play([
    ask.add(client),
    ask.add(client),
    ask.add(rules),
    ask.add(`${voice}SIP.Network.1.X_OFFHOOK_ProxyServer.`),
  ]);
  assert.equal(textAt(last, 'InstanceNumber'), '60');
  assert.deepEqual([user, rule].map(faultIn), ['9004', '9004']);
  assert.equal(textAt(server, 'InstanceNumber'), '3');
});

test('a number is not given again after its row was deleted, nor after a refusal', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [first, , second] = await cpe.acs.play([
    ask.add(client),
    ask.remove(`${client}3.`),
    ask.add(client),
  ]);
  assert.deepEqual([textAt(first, 'InstanceNumber'), textAt(second, 'InstanceNumber')], ['3', '4']);
});

test('rows are deleted with what refers to them; what is fixed is fault 9005', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const map = `${voice}CallControl.IncomingMapNumberOfEntries`;
  const [removed, read, fixedRow, fixedTable, table, unknown, noDot] = await cpe.acs.play([
    ask.remove(`${client}1.`),
    ask.values(map, `${voice}CallControl.LineNumberOfEntries`),
    ask.remove(`${voice}POTS.FXS.1.`),
    ask.add(`${voice}POTS.FXS.`),
    ask.remove(client),
    ask.remove(`${client}77.`),
    ask.add(client.slice(0, -1)),
  ]);
  assert.equal(removed?.name, 'DeleteObjectResponse');
  assert.deepEqual(Object.values(valuesIn(read)), ['1', '1']);
  const faults = [fixedRow, fixedTable, table, unknown, noDot].map(faultIn);
  assert.deepEqual(faults, ['9005', '9005', '9005', '9005', '9005']);
});

test('an attachment is deleted as a row of the incoming map', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  await cpe.acs.play([ask.remove(`${voice}CallControl.IncomingMap.2.`)]);
  assert.deepEqual(
    cpe.gateway.configuration().users.map(({ ports }) => ports.length),
    [1, 0],
  );
});

test('a SetParameterValues that is refused names each parameter and changes nothing', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const before = cpe.gateway.configuration();
  const [fault] = await cpe.acs.play([
    ask.set([
      [`${client}1.AuthUserName`, 'new'],
      [`${client}1.Status`, 'Up'],
      [`${client}1.X_OFFHOOK_Address`, '1002'],
      ['Device.Nothing', '1'],
    ]),
  ]);
  assert.equal(faultIn(fault), '9003');
  assert.deepEqual(parameterFaultsIn(fault), [`${client}1.Status 9008`, 'Device.Nothing 9005']);
  assert.equal(cpe.gateway.configuration(), before);
});

test('a disk that is full is an internal error, and nothing has changed', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  cpe.gateway.failNextChange('E-STORE-FULL');
  const [fault, set] = await cpe.acs.play([
    ask.set([[`${client}1.AuthUserName`, 'new']]),
    ask.set([[`${client}1.AuthUserName`, 'new']]),
  ]);
  assert.equal(faultIn(fault), '9002');
  assert.equal(set?.name, 'SetParameterValuesResponse');
});

test('attributes: forced ones are active, others off, a partial path sets all below', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const [forced, , read] = await cpe.acs.play([
    ask.attributes('Device.DeviceInfo.SoftwareVersion', `${client}1.Status`),
    ask.notify(`${client}1.`, 1),
    ask.attributes(`${client}1.`),
  ]);
  const levels = (element: typeof read) =>
    element?.children[0]?.children.map((one) => textAt(one, 'Notification'));
  assert.deepEqual(levels(forced), ['2', '0']);
  assert.deepEqual([...new Set(levels(read))], ['1']);
});

test('active notification of counters is fault 9009, and so is forgetting what is forced', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const answers = await cpe.acs.play([
    ask.notify('Device.DeviceInfo.UpTime', 2),
    ask.notify(`${client}1.`, 2),
    ask.notify('Device.DeviceInfo.ProvisioningCode', 0),
    ask.notify('Device.DeviceInfo.UpTime', 1),
    ask.notify(`${client}1.Status`, 4),
    ask.notify('Device.Nothing', 1),
    ask.notify('Device.DeviceInfo.', 0, false),
  ]);
  assert.deepEqual(answers.map(faultIn), ['9009', '9009', '9009', '', '9003', '9005', '']);
  cpe.face.inform();
  const [read] = await cpe.acs.play([ask.attributes(`${client}1.Status`)]);
  assert.equal(textAt(read?.children[0]?.children[0], 'Notification'), '0');
});

test('InformParameter rows add values to the Informs of their events', async () => {
  await using cpe = await startCpe({ configuration: sampleConfiguration() });
  const row = 'Device.ManagementServer.InformParameter.';
  await cpe.acs.play([
    ask.add(row),
    ask.set([
      [`${row}1.ParameterName`, `${client}1.Status`],
      [`${row}1.EventList`, '2 PERIODIC'],
      [`${row}1.Enable`, 'true'],
    ]),
  ]);
  await cpe.idle();
  cpe.face.inform();
  await cpe.acs.play([]);
  const inform = cpe.acs.informs().at(-1);
  assert.deepEqual(eventsIn(inform), ['2 PERIODIC']);
  assert.equal(valuesIn(inform)[`${client}1.Status`], 'Initializing');
});

test('a request that breaks a rule of the whole names the parameters that break it', async () => {
  const configuration = setServices(sampleConfiguration(), 'u2', { forwardBusy: '4711' });
  await using cpe = await startCpe({ configuration });
  const [refused] = await cpe.acs.play([
    ask.set([
      [`${client}1.AuthUserName`, 'other'],
      [`${voice}X_OFFHOOK_Parameters.EmergencyNumbers`, '112,4711'],
    ]),
  ]);
  assert.equal(faultIn(refused), '9003');
  assert.deepEqual(parameterFaultsIn(refused), [
    `${voice}X_OFFHOOK_Parameters.EmergencyNumbers 9007`,
  ]);
  assert.equal(cpe.gateway.configuration().users[0]?.login, 'l1');
});
