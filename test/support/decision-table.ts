/** A decision table of `docs/failover.md`, and the check that every row of it has its test. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);

/** Where a row is tested: here, or by the named test of another file, which must be there. */
export type Coverage = (() => void) | readonly [file: string, title: string];

/** First cells of the table under the heading that starts so. */
export function rowsOf(heading: string): readonly string[] {
  const text = readFileSync(new URL('docs/failover.md', root), 'utf8');
  const [, section = ''] = text.split(`### ${heading}`);
  const lines = (section.split('\n###')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => (line.split('|')[1] ?? '').trim());
}

/** Declares one test a row, and one that no row is without. */
export function testTable(heading: string, rows: Readonly<Record<string, Coverage>>): void {
  void test(`every row of ${heading} is tested`, () => {
    assert.deepEqual(Object.keys(rows).sort(), [...rowsOf(heading)].sort());
  });
  for (const [row, coverage] of Object.entries(rows)) {
    if (typeof coverage === 'function') {
      void test(row, coverage);
      continue;
    }
    const [file, title] = coverage;
    void test(`${row}: ${file}`, () => assertTested(file, title));
  }
}

export function assertTested(file: string, title: string): void {
  const text = readFileSync(new URL(file, root), 'utf8');
  assert.ok(text.includes(title), `${file} has no test "${title}"`);
}
