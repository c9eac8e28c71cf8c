/** Every profile that SupportedDataModel claims is there whole. TR-106 Annex B */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createGatewayTree } from '../../../src/management/cwmp/model/gateway-tree.ts';
import { createSample } from './sample.ts';

const models = join(import.meta.dirname, '../../../../shared/bbf');
const skip = existsSync(models) ? false : 'the models of the Broadband Forum are not here';

interface Demand {
  readonly path: string;
  readonly isWritten: boolean;
}

/** What a profile asks for itself; of Device Baseline that is the set of the ManagementServer. */
function demandsOf(file: string, profile: string): readonly Demand[] {
  const text = readFileSync(join(models, file), 'utf8');
  const start = text.indexOf(`<profile name="${profile}"`);
  const body = text.slice(start, text.indexOf('</profile>', start));
  const pattern = /<(object|parameter)\s+ref="([^"]+)"\s+requirement="(\w+)"/g;
  let object = '';
  const demands = [...body.matchAll(pattern)].map(([, kind, path = '', requirement]): Demand => {
    if (kind === 'object') object = path;
    const isWritten = requirement === 'readWrite' || requirement === 'createDelete';
    return { path: kind === 'object' ? path : `${object}${path}`, isWritten };
  });
  assert.ok(start > 0 && demands.length > 0, `${profile} is in ${file}`);
  return demands;
}

test('what a claimed profile asks for is there, and may be written where it says so', async (t) => {
  if (skip) return t.skip(skip);
  const { read } = await createSample();
  const columns = new Map(
    [...createGatewayTree(2, 'OFFHOOK').described()].map(({ path, column }) => [path, column]),
  );
  for (const [row, file, prefix] of [
    [1, 'tr-181-2-17-0-cwmp-full.xml', ''],
    [2, 'tr-104-2-0-2-cwmp-full.xml', 'Device.Services.'],
  ] as const) {
    const claimed = await read(`Device.DeviceInfo.SupportedDataModel.${row}.Features`);
    for (const profile of (claimed ?? '').split(',')) {
      for (const { path, isWritten } of demandsOf(file, profile)) {
        const full = `${prefix}${path}`;
        assert.ok(columns.has(full), `${profile}: ${full}`);
        if (isWritten) assert.match(columns.get(full)?.access ?? 'W', /^W/, full);
      }
    }
  }
});
