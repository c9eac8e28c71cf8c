/**
 * SetParameterValues, AddObject and DeleteObject on the configuration: all or nothing, faults by
 * parameter.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfiguration } from '../../../src/domain/check-configuration.ts';
import type { Configuration } from '../../../src/domain/configuration.ts';
import { createDraft } from '../../../src/domain/drafts.ts';
import { emptyConfiguration } from '../../../src/domain/empty-configuration.ts';
import { setting } from '../../../src/domain/protocol.ts';
import { deleteUser } from '../../../src/domain/users.ts';
import { applyEdits } from '../../../src/management/cwmp/model/apply-edits.ts';
import { CwmpFault } from '../../../src/management/cwmp/soap/fault.ts';
import { editsOf } from '../../../src/management/cwmp/tree/edits.ts';
import { createSample, type Sample, sampleConfiguration, voice } from './sample.ts';

const client = `${voice}SIP.Client.`;
const rule = `${voice}CallControl.X_OFFHOOK_ForwardingRule.`;
const location = `${voice}SIP.Network.1.X_OFFHOOK_LocationServer.`;
const network = `${voice}SIP.Network.1.`;

type Pairs = readonly (readonly [name: string, value: string, xsiType?: string])[];

async function set(sample: Sample, pairs: Pairs): Promise<Configuration> {
  const world = await sample.world();
  const assigned = pairs.map(([name, value, xsiType]) => ({ name, value, xsiType }));
  const edits = editsOf(sample.tree, world, assigned);
  const { configuration, renames } = applyEdits(world.configuration, edits, sample.instances);
  checkConfiguration(configuration);
  await sample.instances.expect(renames);
  const author = { face: 'cwmp', name: 'test' };
  await sample.gateway.commands.submit(() => configuration, author, 'set');
  sample.instances.settle();
  return configuration;
}

async function faultsOf(sample: Sample, pairs: Pairs): Promise<readonly (readonly unknown[])[]> {
  const before = sample.gateway.configuration();
  const error = await set(sample, pairs).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CwmpFault, String(error));
  assert.equal(error.code, 9003);
  assert.equal(sample.gateway.configuration(), before, 'nothing has changed');
  return error.parameters.map(({ name, code }) => [name, code]);
}

async function draft(
  sample: Sample,
  kind: Parameters<typeof createDraft>[1],
  table: string,
): Promise<number> {
  await sample.world();
  let name = '';
  const number = await sample.instances.allocate(table, (n) => `*${(name = `${kind[0]}${n}`)}`);
  const author = { face: 'cwmp', name: 'test' };
  await sample.gateway.commands.submit((before) => createDraft(before, kind, name), author, 'add');
  sample.instances.settle();
  return number;
}

test('values of several rows are set in one change', async () => {
  const sample = await createSample();
  const next = await set(sample, [
    [`${client}1.AuthUserName`, 'alice', 'xsd:string'],
    [`${client}1.AuthPassword`, 'secret'],
    [`${client}2.X_OFFHOOK_AreaNumber`, '0211'],
    [`${rule}1.Priority`, '7', 'xsd:unsignedInt'],
    [`${network}TimerT1`, '600'],
    [`${location}1.Enable`, '0', 'xsd:boolean'],
  ]);
  assert.equal(next.users[0]?.login, 'alice');
  assert.equal(next.users[0]?.password?.reveal(), 'secret');
  assert.equal(next.users[1]?.areaCode, '0211');
  assert.equal(next.forwardingRules[0]?.priority, 7);
  assert.equal(setting(next, 't1'), '600');
  assert.equal(next.locationServers[0]?.enabled, false);
});

test('one bad value refuses all and every bad parameter is named', async () => {
  const sample = await createSample();
  const faults = await faultsOf(sample, [
    [`${client}1.AuthUserName`, 'alice'],
    [`${client}1.NoSuchThing`, '1'],
    [`${client}9.Enable`, '1'],
    [`${client}1.Status`, 'Up'],
    [`${client}1.Enable`, 'perhaps'],
    [`${client}2.Enable`, '1', 'xsd:dateTime'],
    [`${rule}1.Priority`, '8'],
  ]);
  assert.deepEqual(faults, [
    [`${client}1.NoSuchThing`, 9005],
    [`${client}9.Enable`, 9005],
    [`${client}1.Status`, 9008],
    [`${client}1.Enable`, 9007],
    [`${client}2.Enable`, 9006],
    [`${rule}1.Priority`, 9007],
  ]);
});

test('a rule of the domain that refuses is told of the parameter at fault', async () => {
  const sample = await createSample();
  const faults = await faultsOf(sample, [
    [`${client}1.AuthUserName`, 'alice'],
    [`${client}1.X_OFFHOOK_Address`, '1002'],
    [`${location}2.Host`, 'no host'],
    [`${location}2.Port`, '5070'],
    [`${network}RegisterExpires`, '1'],
  ]);
  assert.deepEqual(faults, [
    [`${client}1.X_OFFHOOK_Address`, 9007],
    [`${location}2.Host`, 9007],
    [`${network}RegisterExpires`, 9007],
  ]);
});

test('the same parameter twice is refused as a whole', async () => {
  const sample = await createSample();
  const name = `${client}1.AuthUserName`;
  assert.deepEqual(
    await faultsOf(sample, [
      [name, 'a'],
      [name, 'b'],
    ]),
    [],
  );
});

test('the resulting set counts: two users may swap their numbers, in any order', async () => {
  const sample = await createSample();
  const next = await set(sample, [
    [`${client}1.X_OFFHOOK_Address`, '1002'],
    [`${voice}CallControl.Line.2.DirectoryNumber`, '1001'],
  ]);
  assert.deepEqual(
    next.users.map(({ address }) => address),
    ['1002', '1001'],
  );
});

test('setting a master clears the other; two masters in one request are refused', async () => {
  const sample = await createSample();
  const moved = await set(sample, [[`${location}1.Master`, '1']]);
  assert.deepEqual(
    moved.locationServers.map(({ master }) => master),
    [true, false],
  );
  const faults = await faultsOf(sample, [
    [`${location}1.Master`, '1'],
    [`${location}2.Master`, '1'],
  ]);
  assert.deepEqual(faults, [[`${location}2.Master`, 9007]]);
});

test('what this gateway cannot change takes only the value that it has', async () => {
  const sample = await createSample();
  await set(sample, [[`${network}OutboundProxy`, '']]);
  const faults = await faultsOf(sample, [[`${network}OutboundProxy`, 'proxy.example']]);
  assert.deepEqual(faults, [[`${network}OutboundProxy`, 9007]]);
});

test('the standard server parameters change the master, or make the first server', async () => {
  const sample = await createSample();
  const changed = await set(sample, [
    [`${network}ProxyServer`, 'new.example'],
    [`${network}ProxyServerPort`, '5090'],
    [`${network}ProxyServerTransport`, 'TCP'],
  ]);
  assert.deepEqual(changed.proxyServers.find(({ master }) => master)?.contact, {
    host: 'new.example',
    port: 5090,
    transport: 'tcp',
  });
  const bare = await createSample(emptyConfiguration);
  const made = await set(bare, [[`${network}RegistrarServer`, 'reg.example']]);
  assert.equal(made.locationServers[0]?.contact.host, 'reg.example');
  assert.equal(made.locationServers[0]?.master, true);
});

test('a register URI is taken apart into number, pseudonym and domain', async () => {
  const sample = await createSample();
  const next = await set(sample, [
    [`${client}1.RegisterURI`, 'sip:4711@sip.example'],
    [`${client}2.RegisterURI`, 'sip:bob@sip.example'],
  ]);
  const [first, second] = next.users;
  assert.deepEqual([first?.address, first?.domain], ['4711', 'sip.example']);
  assert.deepEqual([second?.address, second?.pseudonym], ['1002', 'bob']);
  const faults = await faultsOf(sample, [[`${client}1.RegisterURI`, 'not a uri']]);
  assert.deepEqual(faults, [[`${client}1.RegisterURI`, 9007]]);
});

test('a row is added, written and enabled; it keeps its number when it becomes real', async () => {
  const sample = await createSample();
  const number = await draft(sample, 'user', 'users');
  assert.equal(number, 3);
  assert.equal(await sample.read(`${client}3.Enable`), '0');
  assert.equal(await sample.read(`${voice}SIP.ClientNumberOfEntries`), '3');
  await set(sample, [
    [`${client}3.X_OFFHOOK_Address`, '1003'],
    [`${client}3.AuthUserName`, 'carol'],
    [`${client}3.AuthPassword`, 'hidden'],
  ]);
  assert.equal(sample.gateway.configuration().users.length, 2);
  assert.equal(await sample.read(`${client}3.AuthPassword`), '');
  const next = await set(sample, [[`${client}3.Enable`, '1']]);
  assert.deepEqual(next.drafts, []);
  const carol = next.users[2];
  assert.deepEqual(
    [carol?.name, carol?.login, carol?.password?.reveal()],
    ['user3', 'carol', 'hidden'],
  );
  assert.equal(await sample.read(`${client}3.AuthUserName`), 'carol');
  assert.equal(await sample.read(`${voice}CallControl.Line.3.DirectoryNumber`), '1003');
});

test('two rows that are only begun do not collide; enabling one that is incomplete is refused', async () => {
  const sample = await createSample();
  const one = await draft(sample, 'user', 'users');
  const other = await draft(sample, 'user', 'users');
  assert.notEqual(one, other);
  assert.deepEqual(await faultsOf(sample, [[`${client}${one}.Enable`, '1']]), [
    [`${client}${one}.Enable`, 9007],
  ]);
});

test('a server is begun and enabled, with what is written in between', async () => {
  const sample = await createSample();
  const number = await draft(sample, 'locationServer', 'locationServers');
  const next = await set(sample, [
    [`${location}${number}.Name`, 'north'],
    [`${location}${number}.Host`, 'north.example'],
    [`${location}${number}.Transport`, 'TCP'],
    [`${location}${number}.Master`, '1'],
    [`${location}${number}.Enable`, 'true'],
  ]);
  const north = next.locationServers.at(-1);
  assert.equal(north?.name, 'north');
  assert.equal(north?.contact.transport, 'tcp');
  assert.equal(next.locationServers.filter(({ master }) => master).length, 1);
});

test('a user and its port are joined through the incoming map, in one request with the user', async () => {
  const sample = await createSample();
  const user = await draft(sample, 'user', 'users');
  const map = await draft(sample, 'attachment', 'attachments');
  const next = await set(sample, [
    [`${voice}CallControl.IncomingMap.${map}.Line`, `${voice}CallControl.Line.${user}`],
    [`${voice}CallControl.IncomingMap.${map}.Extension`, `${voice}CallControl.Extension.1`],
    [`${voice}CallControl.IncomingMap.${map}.Enable`, '1'],
    [`${client}${user}.X_OFFHOOK_Address`, '1003'],
    [`${client}${user}.Enable`, '1'],
  ]);
  assert.deepEqual(next.users[2]?.ports, ['p1']);
  const line = await sample.read(`${voice}CallControl.IncomingMap.${map}.Line`);
  assert.equal(line, `${voice}CallControl.Line.${user}`);
});

test('a user that is renamed keeps its number and those of its attachments', async () => {
  const sample = await createSample();
  await sample.world();
  const next = await set(sample, [[`${client}1.X_OFFHOOK_UserName`, 'alicia']]);
  assert.equal(next.users[0]?.name, 'alicia');
  assert.equal(await sample.read(`${client}1.X_OFFHOOK_UserName`), 'alicia');
  const line = await sample.read(`${voice}CallControl.IncomingMap.1.Line`);
  assert.equal(line, `${voice}CallControl.Line.1`);
  const faults = await faultsOf(sample, [[`${client}1.X_OFFHOOK_UserName`, 'u2']]);
  assert.deepEqual(faults, [[`${client}1.X_OFFHOOK_UserName`, 9007]]);
  const invalid = await faultsOf(sample, [
    [`${client}1.AuthUserName`, 'x'],
    [`${client}1.X_OFFHOOK_UserName`, '1.2'],
  ]);
  assert.deepEqual(invalid, [[`${client}1.X_OFFHOOK_UserName`, 9007]]);
});

test('instance numbers are never given again and are kept over a restart', async () => {
  const sample = await createSample(sampleConfiguration(3, 0));
  await sample.world();
  const author = { face: 'cli', name: 'test' };
  await sample.gateway.commands.submit((before) => deleteUser(before, 'u3'), author, 'delete');
  await sample.world();
  const number = await draft(sample, 'user', 'users');
  assert.equal(number, 4);
  const { Instances } = await import('../../../src/management/cwmp/model/instances.ts');
  const again = await Instances.load(sample.gateway.state);
  assert.equal(again.number('users', 'u2'), 2);
  assert.equal(again.number('users', 'u3'), undefined);
});

test('whenever the process ends around an enabling, the row has one number afterwards', async () => {
  for (const isCommitted of [false, true]) {
    const sample = await createSample();
    const number = await draft(sample, 'user', 'users');
    const world = await sample.world();
    const edits = editsOf(sample.tree, world, [
      { name: `${client}${number}.X_OFFHOOK_Address`, value: '77', xsiType: undefined },
      { name: `${client}${number}.Enable`, value: '1', xsiType: undefined },
    ]);
    const applied = applyEdits(world.configuration, edits, sample.instances);
    await sample.instances.expect(applied.renames);
    const { Instances } = await import('../../../src/management/cwmp/model/instances.ts');
    const { keysOf } = await import('../../../src/management/cwmp/model/row-keys.ts');
    const restarted = await Instances.load(sample.gateway.state);
    const stored = isCommitted ? applied.configuration : world.configuration;
    await restarted.sync(keysOf(stored, undefined));
    assert.equal(restarted.number('users', 'user3'), isCommitted ? number : undefined);
    assert.equal(restarted.number('users', '*u3'), isCommitted ? undefined : number);
  }
});

test('a set of calling features is begun, written and given to a line', async () => {
  const sample = await createSample();
  const sets = `${voice}CallControl.CallingFeatures.Set.`;
  const number = await draft(sample, 'callingFeatures', 'userServices');
  const given = await set(sample, [
    [`${voice}CallControl.Line.2.CallingFeatures`, `${sets}${number}`],
    [`${sets}${number}.CallForwardUnconditionalNumber`, '4711'],
    [`${sets}${number}.DoNotDisturbEnable`, '1'],
  ]);
  assert.equal(given.users[1]?.services?.forwardAlways, '4711');
  assert.equal(given.users[1]?.services?.doNotDisturb, true);
  assert.deepEqual(given.drafts, []);
  assert.equal(await sample.read(`${sets}${number}.CallForwardUnconditionalEnable`), '1');
  const reference = `${voice}CallControl.Line.2.CallingFeatures`;
  assert.equal(await sample.read(reference), `${sets}${number}`);
  const forwarding = `${sets}${number}.CallForwardUnconditional`;
  const off = await set(sample, [[`${forwarding}Enable`, '0']]);
  assert.equal(off.users[1]?.services?.forwardAlways, '4711', 'the number is kept');
  assert.equal(await sample.read(`${forwarding}Enable`), '0');
  await set(sample, [[`${forwarding}Number`, '4712']]);
  assert.equal(await sample.read(`${forwarding}Enable`), '0', 'another number changes no switch');
  await set(sample, [[`${forwarding}Enable`, '1']]);
  assert.equal(await sample.read(`${forwarding}Enable`), '1');
  const early = await set(sample, [[`${sets}${number}.CallForwardOnBusyEnable`, '1']]);
  assert.equal(early.users[1]?.services?.forwardBusy, undefined, 'its number may come later');
  const renamed = await set(sample, [[`${client}2.X_OFFHOOK_UserName`, 'bob']]);
  assert.equal(renamed.users[1]?.services?.doNotDisturb, true);
  assert.equal(await sample.read(reference), `${sets}${number}`);
  const faults = await faultsOf(sample, [
    [`${voice}CallControl.Line.1.CallingFeatures`, `${sets}${number}`],
  ]);
  assert.deepEqual(faults, [[`${voice}CallControl.Line.1.CallingFeatures`, 9007]]);
  const taken = await set(sample, [[reference, '']]);
  assert.equal(taken.users[1]?.services, undefined);
  assert.equal(await sample.read(`${voice}CallControl.CallingFeatures.SetNumberOfEntries`), '0');
});

test('a script of issue 1 sets up a line through the view of issue 1', async () => {
  const sample = await createSample(sampleConfiguration(1, 0), 1);
  const line = `${voice}VoiceProfile.1.Line.`;
  const number = await draft(sample, 'user', 'users');
  const next = await set(sample, [
    [`${line}${number}.DirectoryNumber`, '300'],
    [`${line}${number}.SIP.AuthUserName`, 'x'],
    [`${line}${number}.SIP.URI`, 'sip:300@sip.example'],
    [`${line}${number}.PhyReferenceList`, '1'],
    [`${line}${number}.Enable`, 'Enabled'],
  ]);
  const user = next.users[1];
  assert.deepEqual([user?.address, user?.domain, user?.ports], ['300', 'sip.example', ['p1']]);
  assert.equal(await sample.read(`${voice}VoiceProfile.1.NumberOfLines`), '2');
  assert.equal(await sample.read(`${line}${number}.Status`), 'Initializing');
  assert.equal(await sample.read(`${line}${number}.PhyReferenceList`), '1');
});

test('what is always on says so, and an ACS may say so too', async () => {
  const sample = await createSample();
  const always = [
    `${network}Enable`,
    `${voice}VoIPProfile.1.Enable`,
    `${voice}CodecProfile.1.Enable`,
  ];
  for (const name of always) assert.equal(await sample.read(name), '1', name);
  await set(
    sample,
    always.map((name) => [name, 'true', 'xsd:boolean'] as const),
  );
  assert.deepEqual(await faultsOf(sample, [[`${network}Enable`, '0']]), [
    [`${network}Enable`, 9007],
  ]);
});
