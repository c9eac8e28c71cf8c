/** The data model against the Broadband Forum's files, and its size. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CallRecord } from '../../../src/domain/call-record.ts';
import { setServices } from '../../../src/domain/services.ts';
import { createGatewayTree, type Issue } from '../../../src/management/cwmp/model/gateway-tree.ts';
import { readLeaf } from '../../../src/management/cwmp/tree/tree.ts';
import { createSample, sampleConfiguration, voice } from './sample.ts';

const models = join(import.meta.dirname, '../../../../shared/bbf');
const skip = existsSync(models) ? false : 'the models of the Broadband Forum are not here';

interface Described {
  readonly access: string;
  readonly type: string;
}

/**
 * The objects and parameters of a model, read line by line: the files are too large for our own
 * reader.
 */
function described(file: string): Map<string, Described> {
  const found = new Map<string, Described>();
  const text = readFileSync(join(models, file), 'utf8');
  let object = '';
  const start = text.indexOf('<model ');
  const pattern =
    /<object name="([^"]*)"[^>]*?access="(\w+)"|<parameter name="([^"]*)"[^>]*?access="(\w+)"[^>]*?(?:\/>|>([\s\S]*?)<\/parameter>)/g;
  for (const [, objectName, objectAccess, name, access, body] of text
    .slice(start)
    .matchAll(pattern)) {
    if (objectName !== undefined) {
      object = objectName;
      found.set(object, { access: objectAccess ?? '', type: 'object' });
    } else if (name !== undefined) {
      const type =
        /<syntax[^>]*>[\s\S]*?<(string|unsignedInt|int|boolean|dateTime|unsignedLong|dataType)\b/.exec(
          body ?? '',
        )?.[1] ?? '';
      found.set(`${object}${name}`, {
        access: access ?? '',
        type: type === 'dataType' ? 'string' : type,
      });
    }
  }
  return found;
}

function mismatches(issue: Issue, voiceFile: string): readonly string[] {
  const device = described('tr-181-2-17-0-cwmp-full.xml');
  const service = described(voiceFile);
  const wrong: string[] = [];
  for (const { path, column } of createGatewayTree(issue, 'OFFHOOK').described()) {
    if (path.includes('X_OFFHOOK_') || path === 'Device.') continue;
    const isVoice = path.startsWith('Device.Services.VoiceService.');
    const standard = isVoice
      ? service.get(path.slice('Device.Services.'.length))
      : device.get(path);
    if (path === 'Device.Services.VoiceServiceNumberOfEntries') continue;
    if (!standard) wrong.push(`${path}: not in the model`);
    if (!standard || !column) continue;
    const access = column.access.startsWith('W') ? 'readWrite' : 'readOnly';
    if (standard.access !== access) wrong.push(`${path}: ${access}, not ${standard.access}`);
    if (standard.type !== column.type.base) {
      wrong.push(`${path}: ${column.type.base}, not ${standard.type}`);
    }
  }
  return wrong;
}

test('every standard path, type and access of issue 2 is that of the models', { skip }, () => {
  assert.deepEqual(mismatches(2, 'tr-104-2-0-2-cwmp-full.xml'), []);
});

test('every standard path, type and access of issue 1 is that of the models', { skip }, () => {
  assert.deepEqual(mismatches(1, 'tr-104-1-1-0-full.xml'), []);
});

function record(n: number): CallRecord {
  return {
    id: `call${n}`,
    direction: 'outgoing',
    from: 'u1',
    to: '42',
    startedAt: '2026-01-01T00:00:00.123Z',
    connectedAt: undefined,
    endedAt: '2026-01-01T00:00:10.000Z',
    verdict: 'clientError',
    cause: 'busy',
    route: 'proxies',
    tries: [],
  };
}

/** One of each kind of service. */
const everything = {
  forwardAlways: '42',
  forwardBusy: '43',
  forwardNoAnswer: '44',
  forwardNoAnswerSeconds: '15',
  doNotDisturb: true,
  rejectAnonymous: true,
  hideIdentity: true,
  callsMax: '2',
  callsPerHour: '20',
  minutesPerDay: '60',
  allowedPrefixes: '0800',
  deniedPrefixes: '0900',
};

test('a hundred users, each with a port and with every feature, are at most 7,000 leaves', async () => {
  for (const [userCount, ruleCount] of [
    [100, 0],
    [60, 40],
  ] as const) {
    const bare = sampleConfiguration(userCount, ruleCount);
    const configuration = bare.users.reduce(
      (next, { name }) => setServices(next, name, everything),
      bare,
    );
    const { tree, world, gateway } = await createSample(configuration);
    const registered = Object.fromEntries(
      gateway
        .configuration()
        .users.map(({ name }) => [name, { server: 'west', expiresSeconds: 9 }]),
    );
    gateway.setView({
      users: registered,
      callLog: Array.from({ length: 50 }, (_, n) => record(n)),
    });
    const leaves = [...(tree.leaves(await world(), '') ?? [])];
    assert.ok(leaves.length > 4000 && leaves.length <= 7000, `${leaves.length} leaves`);
    assert.equal(new Set(leaves.map(({ name }) => name)).size, leaves.length);
  }
});

test('no secret can be read, and what is not set reads as the model says', async () => {
  const { tree, world, read } = await createSample();
  const now = await world();
  for (const leaf of tree.leaves(now, '') ?? []) {
    if (leaf.name.endsWith('Password')) assert.equal(readLeaf(now, leaf), '', leaf.name);
    assert.notEqual(readLeaf(now, leaf), 'pw', leaf.name);
  }
  assert.equal(await read(`${voice}SIP.Client.1.Status`), 'Initializing');
  assert.equal(await read(`${voice}SIP.Client.1.X_OFFHOOK_LastRegisterResponse`), '0');
  assert.equal(await read('Device.ManagementServer.URL'), '');
});

test('the single-server parameters show the master of each list', async () => {
  const { read } = await createSample();
  assert.equal(await read(`${voice}SIP.Network.1.RegistrarServer`), 'west.example');
  assert.equal(await read(`${voice}SIP.Network.1.RegistrarServerPort`), '5080');
  assert.equal(await read(`${voice}SIP.Network.1.ProxyServerTransport`), 'UDP');
});

test('an ended call is a row of the call log, in the words of TR-104', async () => {
  const { gateway, read } = await createSample();
  gateway.setView({ callLog: [record(1)] });
  assert.equal(await read(`${voice}CallLog.1.Start`), '2026-01-01T00:00:00Z');
  assert.equal(await read(`${voice}CallLog.1.CallTerminationCause`), 'RemoteBusy');
  assert.equal(await read(`${voice}CallLog.1.UsedLine`), `${voice}CallControl.Line.1`);
  gateway.setView({ callLog: [record(2)] });
  assert.equal(await read(`${voice}CallLog.1.Start`), undefined);
  assert.equal(await read(`${voice}CallLog.2.Direction`), 'Outgoing');
});
