/** The list of gateway concepts and their parameters, row by row, against the tree. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createGatewayTree } from '../../../src/management/cwmp/model/gateway-tree.ts';

const list = join(import.meta.dirname, '../../../../shared/spec/tr104-mapping.csv');
const skip = existsSync(list) ? false : 'the mapping to TR-104 is not here';

const below = 'Device.Services.VoiceService.{i}.';
const unaliased = 'rows are addressed by number: AliasBasedAddressing is false';

/** What the tree does not have as the list has it, and why. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['SIP.Client.{i}.Alias is missing', unaliased],
  ['SIP.Network.{i}.X_OFFHOOK_LocationServer.{i}.Alias is missing', unaliased],
  ['SIP.Network.{i}.X_OFFHOOK_ProxyServer.{i}.Alias is missing', unaliased],
  ['CallControl.X_OFFHOOK_ForwardingRule.{i}.Alias is missing', unaliased],
  [
    'CallControl.X_OFFHOOK_ForwardingRule.{i}.Order is R, not RW',
    'it follows from Priority and, of equal ones, from when they were entered',
  ],
]);

interface Listed {
  readonly path: string;
  readonly type: string;
  readonly access: string;
}

/** The second to fourth of the columns; a field in quotation marks may hold commas. RFC 4180 */
function listed(): readonly Listed[] {
  const lines = readFileSync(list, 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    const [, path = '', type = '', access = ''] = fields.map((field) => field[1] ?? field[2] ?? '');
    return { path: path.replaceAll('<VID>', 'OFFHOOK'), type, access };
  });
}

/** The base of a type as the tree keeps it: lists, aliases and addresses are strings. */
function baseOf(type: string): string {
  const [word = ''] = /^[A-Za-z]+/.exec(type) ?? [];
  return ['list', 'Alias', 'IPAddress', 'URL'].includes(word) ? 'string' : word;
}

test('every row of the mapping is in the tree, of its type, and writable where it says so', (t) => {
  if (skip) return t.skip(skip);
  const tree = new Map(
    [...createGatewayTree(2, 'OFFHOOK').described()].map(({ path, column }) => [path, column]),
  );
  const rows = listed();
  assert.ok(rows.length > 200, `${rows.length} rows`);
  const different = rows.flatMap(({ path, type, access }) => {
    const short = path.replace(below, '');
    if (!tree.has(path)) return [`${short} is missing`];
    const column = tree.get(path);
    if (!column) return [];
    const [wanted] = access.split(' ');
    const has = column.access.startsWith('W') ? 'RW' : 'R';
    const base = baseOf(type);
    return [
      ...(has === wanted ? [] : [`${short} is ${has}, not ${wanted}`]),
      ...(column.type.base === base ? [] : [`${short} is of ${column.type.base}, not ${base}`]),
    ];
  });
  assert.deepEqual(different.toSorted(), [...exceptions.keys()].toSorted());
});
