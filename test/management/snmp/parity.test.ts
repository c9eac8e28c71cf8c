/** The model and the MIB hold the same objects; labels are the words of the model. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { model } from '../../../src/management/model.ts';
import { mibObject, mibObjects } from '../../../src/management/snmp/mib.ts';

const all = [...model.tables, ...model.groups, ...model.logs].flatMap((part) =>
  part.objects.map((object) => ({
    ...object,
    place: `${part.name} ${object.name}`,
    isCreated: 'acts' in part && part.acts?.create !== undefined,
  })),
);

const sound = 'it changes by the second; the command line and the page show it';

/** What SNMP does not show, and why. */
const unplaced: ReadonlyMap<string, string> = new Map([
  ['users registerUri', 'it is made of the number and the domain, which are there'],
  ['users lineStatus', 'it is offhookUserRegState in fewer words'],
  ['location-servers contact', 'it is there in pieces: host, port and transport'],
  ['location-servers calls', 'calls go through proxy servers'],
  ['proxy-servers contact', 'it is there in pieces: host, port and transport'],
  ['forwarding-rules contact', 'it is there in pieces: host, port and transport'],
  ['ports tone', sound],
  ['ports digits', sound],
  ['status uptimeSeconds', 'it is sysUpTime'],
  ['entries free', 'it is offhookEntriesLimit less offhookEntriesUsed'],
  ['call-records reasons', 'offhookCallLogTries says what came of each'],
]);

const placed = all.flatMap((object) => {
  const [descriptor, row] = object.snmp?.split('.') ?? [];
  return descriptor === undefined ? [] : [{ ...object, descriptor, row }];
});

/** The agent's own: how rows are kept, its notifications, and what it counts. */
function isOfTheAgent(name: string): boolean {
  return /StorageType$|^offhookNotify|^offhookSysCounterDiscontinuity$/.test(name);
}

/** The index of a table of settings, and the status of rows that cannot be out of service. */
const ofTables = [
  'offhookParameterName',
  'offhookPrefixRowStatus',
  'offhookRingRowStatus',
  'offhookCodeRowStatus',
];

test('every object of the model has a place in SNMP, or a reason to have none', () => {
  const without = all.filter(({ snmp }) => snmp === undefined).map(({ place }) => place);
  assert.deepEqual(without, [...unplaced.keys()]);
});

test('every object of the model that has a descriptor is in the MIB', () => {
  assert.deepEqual(
    placed.map(({ descriptor }) => descriptor).filter((name) => !mibObjects.has(name)),
    [],
  );
});

test('every object of the MIB is one of the model, or the agent’s own', () => {
  const names = new Set([...placed.map(({ descriptor }) => descriptor), ...ofTables]);
  assert.deepEqual(
    [...mibObjects.keys()].filter((name) => !names.has(name) && !isOfTheAgent(name)),
    [],
  );
});

test('no place is given twice', () => {
  const places = placed.map(({ snmp }) => snmp);
  assert.equal(new Set(places).size, places.length);
});

test('what may be written in the model may be written in the MIB, and nothing else', () => {
  for (const { descriptor, access, isCreated } of placed) {
    const written = isCreated ? 'readCreate' : 'readWrite';
    const expected = { index: 'notAccessible', create: written, write: written, read: 'readOnly' };
    assert.equal(mibObjects.get(descriptor)?.access, expected[access], descriptor);
  }
});

test('a text of the model fits into its column', () => {
  for (const { descriptor, type } of placed) {
    if (type.kind !== 'text' || descriptor.startsWith('offhookParameter')) continue;
    const [, max = 0] = mibObject(descriptor).syntax.ranges.at(-1) ?? [];
    assert.ok(max >= Math.min(type.max, 255), `${descriptor} has ${max}, not ${type.max}`);
  }
});

test('every choice of the model is a label of the MIB', () => {
  for (const { descriptor, type } of placed) {
    const syntax = mibObjects.get(descriptor)?.syntax;
    if (type.kind !== 'choice' || syntax?.kind !== 'enumeration') continue;
    const labels = [...syntax.labels.keys()].filter(
      (label) => label !== 'none' || type.choices.includes(label),
    );
    assert.deepEqual(labels.toSorted(), [...type.choices].toSorted(), descriptor);
  }
});
