/** docs/tr069.md has every setting and every parameter that there is. */
import { test } from 'node:test';
import { cwmpParameters } from '../../../src/domain/cwmp-parameters.ts';
import { createGatewayTree, type Issue } from '../../../src/management/cwmp/model/gateway-tree.ts';
import { assertGenerated, markdownTable } from '../../support/generated.ts';

const document = new URL('../../../docs/tr069.md', import.meta.url);

/** One table an object. */
function parameterTables(issue: Issue, below: string): string {
  const objects = new Map<string, string[][]>();
  for (const { path, column } of createGatewayTree(issue, 'OFFHOOK').described()) {
    if (!column || !path.startsWith(below)) continue;
    const name = path.slice(0, -column.name.length);
    const rows = objects.get(name) ?? [];
    objects.set(name, [...rows, [`\`${column.name}\``, `\`${column.notation}\``, column.access]]);
  }
  return [...objects]
    .map(([name, rows]) => `### ${name}\n\n${markdownTable(['parameter', 'type', ''], rows)}`)
    .join('\n\n');
}

test('the settings in the document are those of the gateway', () => {
  const rows = Object.entries(cwmpParameters).map(([name, { rule, initial, help }]) => [
    `\`${name}\``,
    help,
    rule,
    initial === '' ? '' : `\`${initial}\``,
  ]);
  const table = markdownTable(['setting', 'meaning', 'values', 'default'], rows);
  assertGenerated(document, 'settings', table);
});

test('the parameters in the document are those of the tree', () => {
  assertGenerated(document, 'parameters', parameterTables(2, 'Device.'));
  assertGenerated(document, 'issue-1', parameterTables(1, 'Device.Services.'));
});
