/** The MIB is clean, and the object table is made from it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { findProgram } from '../../support/child.ts';
import { generateObjectTable, mibPath } from './generate-object-table.ts';

const sources = new URL('../../../src/management/snmp/', import.meta.url);
const skip = ['smidump', 'smilint'].some((name) => findProgram(name) === undefined)
  ? 'smitools is not installed'
  : false;

test('smilint has nothing to say about the MIB at its strictest level', { skip }, () => {
  // Its exit status is 0 even for errors: only its silence counts.
  const lint = spawnSync('smilint', ['-l', '6', '-s', 'OFFHOOK-MIB'], {
    env: { ...process.env, SMIPATH: mibPath },
  });
  assert.equal(lint.stdout.toString() + lint.stderr.toString(), '');
});

test('the tables of objects and columns are what the MIB says', { skip }, () => {
  const { objects, columns } = generateObjectTable();
  for (const [name, generated] of [
    ['object-table.ts', objects],
    ['column-table.ts', columns],
  ] as const) {
    const file = new URL(name, sources);
    if (process.env['UPDATE']) writeFileSync(file, generated);
    assert.equal(readFileSync(file, 'utf8'), generated);
  }
});
