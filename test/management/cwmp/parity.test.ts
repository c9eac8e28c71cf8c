/**
 * The model and the parameter tree: every object has a parameter or a reason, and says where it is.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGatewayTree } from '../../../src/management/cwmp/model/gateway-tree.ts';
import { model } from '../../../src/management/model.ts';

const below = 'Device.Services.VoiceService.{i}.';

/** 7,000 parameters are what a hundred users have to share. */
const budget = 'it is in SNMP and REST; a hundred users have 7,000 parameters to share';

function ofPort(name: string): readonly [string, string] {
  return [`ports ${name}`, 'phones inside are set up on the gateway'];
}

/** What TR-069 does not show, and why. */
const unplaced: ReadonlyMap<string, string> = new Map([
  ['users ports', 'they are the rows of CallControl.IncomingMap'],
  ['users serverKind', 'it is the table that X_<VID>_RegisteredServer refers to'],
  ['users since', budget],
  ['users serviceRoute', budget],
  ['users lastRefusal', 'X_<VID>_LastRegisterResponse tells of it'],
  ['users next', 'it is a sentence for people'],
  ['users calls', 'CallStatus of the Line says it'],
  ['users tries', budget],
  ['users newMessages', budget],
  ['users oldMessages', 'who has heard them does not wait for them'],
  ['users callsFailed', 'it is the sum of four counters that are there'],
  ['user-services name', 'a set belongs to the Line that refers to it'],
  ['location-servers contact', 'it is there in pieces: host, port and transport'],
  ['proxy-servers contact', 'it is there in pieces: host, port and transport'],
  ['forwarding-rules contact', 'it is there in pieces: host, port and transport'],
  ...['kind', 'login', 'password', 'contact', 'dialMask', 'prefixReplacements'].map(ofPort),
  ['ports hotlineEnabled', `${budget}; X_<VID>_Hotline that is emptied and written again is on`],
  ...['codecs', 'srtp', 'reachedAt'].map(ofPort),
  ['ports ring', 'it rings for seconds; a session reads what lasts'],
  ['ports users', 'they are the rows of CallControl.IncomingMap'],
  ['ports tone', 'it changes by the second'],
  ['ports digits', 'they may be what somebody typed into a bank'],
]);

/** A session reads what lasts: calls in progress are counted, ended ones are in the call log. */
const unplacedTables = ['calls'];

/** Of ended calls the standard has its own few words. */
const unplacedLogs = ['call-records'];

const all = [...model.tables, ...model.groups].flatMap((part) =>
  part.objects.map((object) => ({ part, object, place: `${part.name} ${object.name}` })),
);

const tree = [...createGatewayTree(2, 'OFFHOOK').described()];
const columns = new Map(tree.flatMap(({ path, column }) => (column ? [[path, column]] : [])));

/** The place of an object in the tree, as the tree writes it. */
function pathOf(table: string | undefined, tr104: string): string {
  const path = tr104.includes('{i}') || table === undefined ? tr104 : `${table}${tr104}`;
  const full = path.startsWith('Device.') ? path : `${below}${path}`;
  return full.replaceAll('<VID>', 'OFFHOOK').replace('Contact.1', 'Contact.{i}');
}

const placed = [
  ...all,
  ...model.logs.flatMap((part) =>
    part.objects.map((object) => ({ part, object, place: `${part.name} ${object.name}` })),
  ),
].flatMap(({ part, object, place }) => {
  if (object.tr104 === undefined) return [];
  return [{ object, place, path: pathOf('tr104' in part ? part.tr104 : undefined, object.tr104) }];
});

test('every object of the model has a parameter, or a reason to have none', () => {
  const without = all
    .filter(({ part, object }) => !unplacedTables.includes(part.name) && !object.tr104)
    .map(({ place }) => place);
  assert.deepEqual(without, [...unplaced.keys()]);
  assert.deepEqual(
    model.logs.map(({ name }) => name),
    unplacedLogs,
  );
});

test('every path that the model names is a parameter of the tree, and is named once', () => {
  assert.deepEqual(
    placed.filter(({ path }) => !columns.has(path)).map(({ place, path }) => `${place}: ${path}`),
    [],
  );
  assert.equal(new Set(placed.map(({ path }) => path)).size, placed.length);
});

test('what may be written in the model may be written by an ACS, but for what is made whole', () => {
  const readOnly = placed.filter(
    ({ object, path }) => object.access === 'write' && columns.get(path)?.access === 'R',
  );
  assert.deepEqual(
    readOnly.map(({ place }) => place),
    [],
  );
});

test('every parameter of ours is an object of the model', () => {
  const named = new Set(placed.map(({ path }) => path));
  const ours = [...columns.keys()].filter(
    (path) => path.includes('X_OFFHOOK_') && !path.endsWith('NumberOfEntries'),
  );
  assert.deepEqual(
    ours.filter((path) => !named.has(path)),
    [],
  );
});
