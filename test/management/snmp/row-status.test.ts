/** RFC 2579, RowStatus: the table of actions and states, cell by cell, as the RFC prints it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decideRow,
  type RowAction,
  type RowState,
} from '../../../src/management/snmp/row-status.ts';

const states: readonly RowState[] = ['absent', 'notReady', 'notInService', 'active'];

/**
 * For each action what comes of it in A, B, C and D; in A and B for an incomplete and a complete
 * row.
 */
const table: readonly (readonly [action: RowAction, ...cells: readonly string[]])[] = [
  [
    'createAndGo',
    'inconsistentValue | active',
    'inconsistentValue',
    'inconsistentValue',
    'inconsistentValue',
  ],
  [
    'createAndWait',
    'wait | notInService',
    'inconsistentValue',
    'inconsistentValue',
    'inconsistentValue',
  ],
  ['active', 'inconsistentValue', 'inconsistentValue | active', 'active', 'active'],
  [
    'notInService',
    'inconsistentValue',
    'inconsistentValue | notInService',
    'notInService',
    'notInService',
  ],
  ['destroy', 'nothing', 'forget', 'remove', 'remove'],
  ['columns', 'inconsistentName', 'wait | notInService', 'set', 'set'],
  ['notReady', 'wrongValue', 'wrongValue', 'wrongValue', 'wrongValue'],
];

function outcome(state: RowState, action: RowAction, isComplete: boolean): string {
  const step = decideRow(state, action, isComplete);
  if (step.kind === 'refuse') return step.status;
  if (step.kind === 'create') return step.isEnabled ? 'active' : 'notInService';
  if (step.kind === 'set' && step.isEnabled !== undefined) {
    return step.isEnabled ? 'active' : 'notInService';
  }
  return step.kind;
}

for (const [action, ...cells] of table) {
  for (const [at, state] of states.entries()) {
    const [incomplete = '', complete = incomplete] = (cells[at] ?? '').split(' | ');
    test(`${action} of a row that is ${state}: ${cells[at]}`, () => {
      assert.equal(outcome(state, action, false), incomplete);
      assert.equal(outcome(state, action, true), complete);
    });
  }
}
