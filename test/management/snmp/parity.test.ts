/** The model and the MIB hold the same objects; labels are the words of the model. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { model } from '../../../src/management/model.ts';
import { mibObjects } from '../../../src/management/snmp/mib.ts';

const placed = [...model.tables, ...model.groups].flatMap(({ objects }) =>
  objects.flatMap((object) =>
    object.snmp === undefined ? [] : [{ ...object, snmp: object.snmp }],
  ),
);

/** The agent's own: how rows are kept, its notifications, and what it counts. */
function isOfTheAgent(name: string): boolean {
  return /StorageType$|^offhookNotify|^offhookSysCounterDiscontinuity$/.test(name);
}

test('every object of the model that has a descriptor is in the MIB', () => {
  assert.deepEqual(
    placed.map(({ snmp }) => snmp).filter((name) => !mibObjects.has(name)),
    [],
  );
});

test('every object of the MIB is one of the model, or the agent’s own', () => {
  const names = new Set(placed.map(({ snmp }) => snmp));
  assert.deepEqual(
    [...mibObjects.keys()].filter((name) => !names.has(name) && !isOfTheAgent(name)),
    [],
  );
});

test('no descriptor is given twice', () => {
  const names = placed.map(({ snmp }) => snmp);
  assert.equal(new Set(names).size, names.length);
});

test('what may be written in the model may be written in the MIB, and nothing else', () => {
  for (const { snmp, access } of placed) {
    const expected = { index: 'notAccessible', create: 'readCreate', write: 'readCreate' };
    const found = mibObjects.get(snmp)?.access;
    assert.equal(found, access === 'read' ? 'readOnly' : expected[access], snmp);
  }
});

test('every choice of the model is a label of the MIB', () => {
  for (const { snmp, type } of placed) {
    const syntax = mibObjects.get(snmp)?.syntax;
    if (type.kind !== 'choice' || syntax?.kind !== 'enumeration') continue;
    const labels = [...syntax.labels.keys()].filter((label) => label !== 'none');
    assert.deepEqual(labels.toSorted(), [...type.choices].toSorted(), snmp);
  }
});
