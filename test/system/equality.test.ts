/**
 * One model, five faces: every managed object says the same everywhere, and is changed and refused
 * alike.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ManagedGroup,
  type ManagedObject,
  type ManagedTable,
  model,
  type Value,
} from '../../src/management/model.ts';
import { mibObject } from '../../src/management/snmp/mib.ts';
import { rowKey } from '../../src/management/snmp/row-key.ts';
import { ask, faultIn } from '../support/acs-requests.ts';
import { type FiveFaces, type SnmpValues, startFiveFaces } from '../support/five-faces.ts';
import { skipWithoutTools } from '../support/net-snmp.ts';
import { deskAccount } from '../support/peers/call-world.ts';

type Row = Readonly<Record<string, Value>>;

const voice = 'Device.Services.VoiceService.1.';

const house = [
  'voip sip locationserver create spare contact 127.0.0.1:9;transport=tcp disable position 1',
  'voip sip proxyserver create spare contact [::1]:9 emergency-uri sos disable',
  'voip sip fdb create branch address 77x contact branch.example.com:5070;transport=tcp proxy priority 7',
  'voip sip fdb create hotel address 88x contact 192.0.2.7 domain hotel.example.com fwaddress 9000 disable',
  'voip ep soft create door',
  'voip ep set door hotline 201 hotlineoff digitmap xxx dialmask 1',
  'voip ep set desk callwaiting',
  'voip admin prefix-replacement create intl prefix 00 replacement +49',
  'voip admin prefix-replacement create office prefix 9 replacement 0',
  'voip ep code create busy service forward-busy port door on-prefix *9[01] on-suffix none',
  'voip sip alertinfo create external cadence-type Bellcore-dr2',
  'voip sip alertinfo create vip cadence-type Bellcore-dr5 caller 555xxxx number 200 server out',
  'voip sip user create carol address 202 areacode 030 login carol password wrong-of-carol domain example.com pseudonym caz',
  'voip sip user add carol port door',
  'voip sip service set alice forwardbusy 201 forwardnoanswer 202 forwardnoansweroff forwardnoanswerseconds 15 rejectanonymous callsmax 3',
  'voip sip service set bob dnd callsperhour 60 minutesperday 90 deniedprefixes 0900,00 allowedprefixes 0039',
  'voip sip protocol set register-expires 1800',
  'voip sip protocol set user-agent "A house"',
];

/**
 * Rows of tables and the one row of each group, by the name of the part; '' names the row of a
 * group.
 */
type Snapshot = ReadonlyMap<string, ReadonlyMap<string, Row>>;

const parts: readonly (ManagedTable | ManagedGroup)[] = [...model.tables, ...model.groups];

const isTable = (part: ManagedTable | ManagedGroup): part is ManagedTable => 'cli' in part;

function indexOf({ objects }: ManagedTable): string {
  return objects.find(({ access }) => access === 'index')?.name ?? '';
}

async function restSnapshot(faces: FiveFaces): Promise<Snapshot> {
  const found = new Map<string, ReadonlyMap<string, Row>>();
  for (const part of parts) {
    const { json } = await faces.rest('GET', part.name);
    const rows: readonly Row[] = isTable(part) ? json : [json];
    const nameOf = (row: Row) => (isTable(part) ? lineOf(row[indexOf(part)] ?? null) : '');
    found.set(part.name, new Map(rows.map((row) => [nameOf(row), row])));
  }
  return found;
}

/** The command that shows a row or a group. */
function showCommand(part: ManagedTable | ManagedGroup, row: string): string | undefined {
  if (isTable(part)) return `${part.cli.join(' ')} show ${row}`;
  if (part.name === 'administration') return 'voip admin show';
  return part.name === 'parameters' ? undefined : `system ${part.name}`;
}

async function cliRow(
  faces: FiveFaces,
  part: ManagedTable | ManagedGroup,
  row: string,
): Promise<Row> {
  const command = showCommand(part, row);
  if (command !== undefined) return await faces.cli(command);
  const settings: readonly { name: string; value: string }[] =
    await faces.cli('voip sip protocol show');
  return Object.fromEntries(
    part.objects.map(({ name, cli, type }) => {
      const keyword = cli && 'keyword' in cli ? cli.keyword : '';
      const value = settings.find((one) => one.name === keyword)?.value ?? '';
      return [name, type.kind === 'integer' ? Number(value) : value];
    }),
  );
}

/** Structured facts and lists in one line, as SNMP has them. */
function lineOf(value: Value): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (!Array.isArray(value)) {
    return Object.values(value)
      .filter((one) => one !== null && one !== '')
      .join(' ');
  }
  const isNames = value.every((part) => typeof part === 'string' && !part.includes(' '));
  return value.map(lineOf).join(isNames ? ' ' : '; ');
}

/**
 * The value of a row as its column in the MIB must have it; undefined: it is told in another form.
 */
function expectedInSnmp(value: Value, object: ManagedObject): string | number | undefined {
  const { syntax } = mibObject(object.snmp?.split('.')[0] ?? '');
  if (object.type.kind === 'instant') return undefined;
  switch (syntax.kind) {
    case 'octets': {
      const max = syntax.ranges.at(-1)?.[1] ?? 255;
      return Buffer.from(lineOf(value)).subarray(0, max).toString();
    }
    case 'truth':
    case 'rowStatus':
      return value === true ? 1 : 2;
    case 'enumeration':
      return syntax.labels.get(lineOf(value)) ?? [...syntax.labels.values()][0];
    default:
      return typeof value === 'number' ? value : value === null ? 0 : undefined;
  }
}

function snmpValue(
  walk: SnmpValues,
  object: ManagedObject,
  row: string,
): string | number | undefined {
  const [descriptor = '', setting] = object.snmp?.split('.') ?? [];
  const key = setting !== undefined ? rowKey(setting) : row === '' ? [0] : rowKey(row);
  const found = walk.get([...mibObject(descriptor).oid, ...key].join('.'));
  return typeof found === 'number' || found === undefined ? found : found.toString();
}

type Parameters = Readonly<Record<string, string>>;

/** The place of the row in its table of the tree. */
function instanceOf(table: ManagedTable, row: string, all: Parameters): string | undefined {
  if (table.name === 'user-services') {
    const user = model.tables.find(({ name }) => name === 'users');
    const line = user && instanceOf(user, row, all);
    return /Set\.([0-9]+)$/.exec(
      all[`${voice}CallControl.Line.${line}.CallingFeatures`] ?? '',
    )?.[1];
  }
  const index = table.objects.find(({ access }) => access === 'index');
  const path = `${table.tr104}${index?.tr104}`
    .replaceAll('<VID>', 'OFFHOOK')
    .replace('Network.{i}', 'Network.1');
  const [before = '', after = ''] = `${voice}${path}`.split('{i}');
  const name = Object.keys(all).find(
    (one) => one.startsWith(before) && one.endsWith(after) && all[one] === row,
  );
  return name?.slice(before.length).split('.')[0];
}

function pathOf(
  part: ManagedTable | ManagedGroup,
  object: ManagedObject,
  row: string,
  all: Parameters,
): string | undefined {
  if (object.tr104 === undefined) return undefined;
  const vendored = object.tr104.replaceAll('<VID>', 'OFFHOOK');
  if (vendored.startsWith('Device.')) return vendored;
  if (!isTable(part)) return `${voice}${vendored.replace('{i}', '1')}`;
  const instance = instanceOf(part, row, all);
  if (instance === undefined) return undefined;
  const whole = vendored.includes('{i}')
    ? vendored
    : `${part.tr104}${vendored}`.replaceAll('<VID>', 'OFFHOOK');
  return `${voice}${whole.replace('Network.{i}', 'Network.1').replace('{i}', instance)}`;
}

/** Told in another form there: references, phases of a call, the standard’s own few words. */
const otherWords = /RegisteredServer$|CallStatus$|ExpireTime$|FXS\.[0-9]+\.Status$/;

function expectedInCwmp(value: Value, { type }: ManagedObject, found: string): string {
  if (type.kind === 'instant') {
    return typeof value === 'string' ? `${value.slice(0, 19)}Z` : '0001-01-01T00:00:00Z';
  }
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value === null) return /^[0-9]+$/.test(found) ? '0' : '';
  if (type.kind === 'names' && Array.isArray(value)) return value.join(',');
  return lineOf(value);
}

const plain = (word: string) => word.replaceAll('_', '').toLowerCase();

/** The sum of the series that a metric of the model names. */
function metricValue(text: string, metric: string): number | undefined {
  const [name = '', inside = ''] = metric.split(/[{}]/);
  const labels = inside.split(',').filter((label) => label !== '');
  const values = text.split('\n').flatMap((line) => {
    const [, own, shown = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const has = own === name && labels.every((label) => shown.split(',').includes(label));
    return has ? [Number(value)] : [];
  });
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

function expectedMetric(value: Value, { name, type }: ManagedObject): number | undefined {
  if (type.kind === 'instant')
    return typeof value === 'string' ? Date.parse(value) / 1000 : undefined;
  if (name === 'status') return value === 'disabled' ? undefined : Number(value === 'up');
  if (name === 'health') {
    return value === 'disabled' ? undefined : Number(value !== 'down' && value !== 'quarantined');
  }
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : undefined;
}

interface Answers {
  readonly cli: ReadonlyMap<string, Row>;
  readonly walk: SnmpValues;
  readonly parameters: Parameters;
  readonly metrics: string;
}

interface Comparison {
  readonly face: 'cli' | 'snmp' | 'cwmp' | 'metrics';
  readonly place: string;
  readonly expected: string | number;
  readonly found: string | number | undefined;
}

/** One value of the model, as REST told it, beside what each other face says of it. */
function* comparisons(
  part: ManagedTable | ManagedGroup,
  row: string,
  values: Row,
  object: ManagedObject,
  { cli, walk, parameters, metrics }: Answers,
): Generator<Comparison> {
  const value = values[object.name] ?? null;
  const place = `${part.name} ${row} ${object.name}`;
  const shown = cli.get(`${part.name} ${row}`)?.[object.name];
  if (shown !== undefined) {
    yield { face: 'cli', place, expected: JSON.stringify(value), found: JSON.stringify(shown) };
  }
  if (object.snmp !== undefined && object.access !== 'index') {
    const expected = expectedInSnmp(value, object);
    const found = snmpValue(walk, object, row);
    if (expected !== undefined) yield { face: 'snmp', place, expected, found };
  }
  const path = pathOf(part, object, row, parameters);
  if (path !== undefined && !otherWords.test(path)) {
    const found = parameters[path];
    const expected = plain(expectedInCwmp(value, object, found ?? ''));
    yield { face: 'cwmp', place: path, expected, found: found && plain(found) };
  }
  // Nobody waits for what is disabled: it has no series.
  const isMeasured = object.metric !== undefined && values['enabled'] !== false;
  const series = isMeasured ? object.metric.replace('<row>', row) : '';
  const expected = isMeasured ? expectedMetric(value, object) : undefined;
  if (expected !== undefined) {
    yield { face: 'metrics', place: series, expected, found: metricValue(metrics, series) };
  }
}

async function answersOf(faces: FiveFaces, rows: Snapshot): Promise<Answers> {
  const cli = new Map<string, Row>();
  for (const part of parts) {
    for (const row of rows.get(part.name)?.keys() ?? []) {
      cli.set(`${part.name} ${row}`, await cliRow(faces, part, row));
    }
  }
  const walk = await faces.walk();
  const parameters = await faces.parameters('Device.');
  return { cli, walk, parameters, metrics: await faces.metrics() };
}

/** All that did not move while it was read: REST said the same before and after. */
function compared(before: Snapshot, after: Snapshot, answers: Answers) {
  const found: Comparison[] = [];
  const moving: string[] = [];
  for (const part of parts) {
    for (const [row, values] of before.get(part.name) ?? []) {
      const later = after.get(part.name)?.get(row) ?? {};
      for (const object of part.objects) {
        const { name } = object;
        const isMoved = JSON.stringify(values[name]) !== JSON.stringify(later[name]);
        if (isMoved) moving.push(`${part.name} ${row} ${name}`);
        else found.push(...comparisons(part, row, values, object, answers));
      }
    }
  }
  return { found, moving };
}

/** Alice is registered; the others have no login there, or a wrong one. */
function isSettled(users: readonly { readonly status: string }[]): boolean {
  return users.every(({ status }, at) => (at === 0 ? status === 'up' : status.startsWith('error')));
}

test('every managed object reads the same over every face, in the middle of a call', {
  skip: skipWithoutTools,
}, async () => {
  await using faces = await startFiveFaces({ script: house });
  const { desk, gateway, lan, provider } = faces.calls;
  await gateway.until('voip sip user list', isSettled);
  const rings = provider.nextCall();
  const calling = desk.call('5551234', lan, deskAccount);
  const [call] = await Promise.all([calling.connected, (await rings).answer()]);
  const before = await restSnapshot(faces);
  const answers = await answersOf(faces, before);
  const after = await restSnapshot(faces);
  const { found, moving } = compared(before, after, answers);
  assert.deepEqual(
    found.filter((one) => one.found !== one.expected),
    [],
  );
  const count = (face: Comparison['face']) => found.filter((one) => one.face === face).length;
  assert.ok(count('cli') > 400 && count('snmp') > 350 && count('cwmp') > 300);
  assert.ok(count('metrics') > 30);
  assert.ok(moving.length < 20, moving.join(', '));
  assert.equal(before.get('calls')?.size, 1);
  assert.ok([...before].every(([, rows]) => rows.size > 0));
  await call.hangUp();
});

interface Reading {
  readonly cli: Value;
  readonly rest: Value;
  readonly snmp: string | number | undefined;
  readonly cwmp: string | undefined;
}

const tableOf = (name: string) => model.tables.find((table) => table.name === name);

/** One object of one row, as the four faces that may change it read it. */
async function read(faces: FiveFaces, of: string, row: string, name: string): Promise<Reading> {
  const table = tableOf(of);
  const object = table?.objects.find((one) => one.name === name);
  assert.ok(table && object, `${of} ${name}`);
  const { json } = await faces.rest('GET', `${of}/${row}`);
  const parameters = await faces.parameters(voice);
  return {
    cli: (await cliRow(faces, table, row))[name] ?? null,
    rest: json[name],
    snmp: snmpValue(await faces.walk(), object, row),
    cwmp: parameters[pathOf(table, object, row, parameters) ?? ''],
  };
}

function everywhere(value: string): Reading {
  return { cli: value, rest: value, snmp: value, cwmp: value };
}

test('a change made through any face is seen through all of them', {
  skip: skipWithoutTools,
}, async () => {
  await using faces = await startFiveFaces({ script: house });
  const forward = () => read(faces, 'user-services', 'alice', 'forwardBusy');
  assert.deepEqual(await forward(), everywhere('201'));
  await faces.cli('voip sip service set alice forwardbusy 301');
  assert.deepEqual(await forward(), everywhere('301'));
  const patched = await faces.rest('PATCH', 'user-services/alice', { forwardBusy: '302' });
  assert.equal(patched.status, 200);
  assert.deepEqual(await forward(), everywhere('302'));
  await faces.snmpset('OFFHOOK-MIB::offhookServiceForwardBusy."alice"', 's', '303');
  assert.deepEqual(await forward(), everywhere('303'));
  const all = await faces.parameters(voice);
  const services = tableOf('user-services');
  const instance = services && instanceOf(services, 'alice', all);
  const set = `${voice}CallControl.CallingFeatures.Set.${instance}.`;
  const [answer] = await faces.cwmp(ask.set([[`${set}CallForwardOnBusyNumber`, '304']]));
  assert.equal(faultIn(answer), '');
  assert.deepEqual(await forward(), everywhere('304'));
  const isOn = async () => {
    const { cli, rest, cwmp } = await read(faces, 'user-services', 'alice', 'forwardBusyEnabled');
    return [cli, rest, cwmp];
  };
  assert.deepEqual(await isOn(), [true, true, '1']);
  await faces.cwmp(ask.set([[`${set}CallForwardOnBusyEnable`, 'false']]));
  assert.deepEqual(await isOn(), [false, false, '0']);
  assert.deepEqual(await forward(), everywhere('304'), 'the number is kept');
  await faces.snmpset('OFFHOOK-MIB::offhookServiceForwardBusyOn."alice"', 'i', '1');
  assert.deepEqual(await isOn(), [true, true, '1']);
  await faces.rest('PATCH', 'user-services/alice', { forwardBusyEnabled: false });
  await faces.cli('voip sip service set alice forwardbusyon');
  assert.deepEqual(await isOn(), [true, true, '1']);
  const revisions: readonly { author: string }[] = await faces.cli('system config revisions');
  const authors = revisions.map(({ author }) => author.split(/[ :]/)[0]);
  assert.deepEqual(authors.toReversed().slice(-8), [
    ...['cli', 'web', 'snmp', 'cwmp'],
    ...['cwmp', 'snmp', 'web', 'cli'],
  ]);
});

function late(column: string): string {
  return `OFFHOOK-MIB::offhook${column}."late"`;
}

test('the entry after the last is refused by every face in its own words', {
  skip: skipWithoutTools,
}, async () => {
  const more = Array.from(
    { length: 95 },
    (_, at) => `voip sip user create f${at} address ${4000 + at}`,
  );
  await using faces = await startFiveFaces({ script: [...house, ...more] });
  const { gateway } = faces.calls;
  const entries = await faces.cli('system entries');
  assert.deepEqual([entries.used, entries.limit], [100, 100]);
  for (const line of [
    'voip sip user create late address 9998',
    'voip sip fdb create late address 9999 contact 192.0.2.1',
  ]) {
    const outcome = await gateway.tryExec(line);
    assert.equal(outcome.ok ? 'accepted' : outcome.error.code, 'E-ENTRY-LIMIT');
  }
  for (const [path, body] of [
    ['users', { name: 'late', address: '9998' }],
    ['forwarding-rules', { name: 'late', address: '9999', contact: '192.0.2.1' }],
  ] as const) {
    const { status, json } = await faces.rest('POST', path, body);
    assert.deepEqual([status, json.code], [409, 'E-ENTRY-LIMIT']);
  }
  const user = await faces.snmpset(
    ...[late('UserAddress'), 's', '9998', late('UserRowStatus'), 'i', 'createAndGo'],
  );
  assert.match(user, /resourceUnavailable/);
  const rule = await faces.snmpset(
    ...[late('ForwardAddress'), 's', '9999', late('ForwardHost'), 's', '192.0.2.1'],
    ...[late('ForwardRowStatus'), 'i', 'createAndGo'],
  );
  assert.match(rule, /resourceUnavailable/);
  const added = await faces.cwmp(
    ask.add(`${voice}SIP.Client.`),
    ask.add(`${voice}CallControl.X_OFFHOOK_ForwardingRule.`),
  );
  assert.deepEqual(added.map(faultIn), ['9004', '9004']);
  const metrics = await faces.metrics();
  for (const kind of ['user', 'forward']) {
    assert.equal(metricValue(metrics, `offhook_entries_rejected_total{kind="${kind}"}`), 4, kind);
  }
  assert.equal((await faces.cli('system entries')).used, 100);
});
