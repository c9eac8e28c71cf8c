/**
 * The catalogue of coded errors against the sources that throw them and the document that lists
 * them.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { errors } from '../src/errors.ts';
import { assertGenerated, markdownTable } from './support/generated.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function codesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => /\.tsx?$/.test(name) && !/src\/errors\b/.test(parentPath))
    .flatMap(({ name, parentPath }) => {
      const text = readFileSync(join(parentPath, name), 'utf8');
      return [...text.matchAll(/['"`](E-[A-Z0-9-]*[A-Z0-9])['"`]/g)].map(([, code = '']) => code);
    });
}

const used = new Set(['src', 'machines'].flatMap(codesIn));

test('every code in the sources is in the catalogue', () => {
  assert.deepEqual([...used].filter((code) => !Object.hasOwn(errors, code)).toSorted(), []);
});

test('every code of the catalogue is in the sources', () => {
  assert.deepEqual(
    Object.keys(errors).filter((code) => !used.has(code)),
    [],
  );
});

test('every error says in a few words what it means and what to do', () => {
  for (const [code, { meaning, action }] of Object.entries(errors)) {
    assert.match(code, /^E-[A-Z]+(-[A-Z]+)*$/);
    for (const text of [meaning, action]) {
      assert.ok(text.length > 4 && text.length <= 100, `${code}: ${text}`);
      assert.doesNotMatch(text, /\.$/, code);
    }
  }
});

test('docs/errors.md lists the catalogue, and nothing else', () => {
  const rows = Object.entries(errors)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { meaning, action }]) => [`\`${code}\``, meaning, action]);
  const table = markdownTable(['code', 'meaning', 'what to do'], rows);
  assertGenerated(new URL('../docs/errors.md', import.meta.url), 'errors', table);
});
