/** The catalogue of events says nothing of what never happens. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventCodes } from '../../src/management/event-codes.ts';

const root = fileURLToPath(new URL('../../src', import.meta.url));

test('every code of the catalogue is reported somewhere', () => {
  const text = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/event-codes|notifications\.ts|page/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const silent = Object.keys(eventCodes).filter((code) => !text.includes(`'${code}'`));
  assert.deepEqual(silent, []);
});
