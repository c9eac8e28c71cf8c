/** Diagrams of all charts, drawn anew and compared with `docs/diagrams`; UPDATE=1 writes them. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { type ChartFile, everyChart } from './support/charts.ts';
import { diagramOf } from './support/diagram.ts';

const folder = new URL('../docs/diagrams/', import.meta.url);
const charts = await everyChart();
const isUpdate = process.env['UPDATE'] === '1';

function pageOf({ name, machine, opening }: ChartFile): string {
  return `# ${name}\n\n${opening}\n\n\`\`\`mermaid\n${diagramOf(machine)}\n\`\`\`\n`;
}

if (isUpdate) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const chart of charts) writeFileSync(new URL(`${chart.name}.md`, folder), pageOf(chart));
}

for (const chart of charts) {
  void test(`the diagram of ${chart.name} shows its chart (npm run diagrams draws it anew)`, () => {
    const file = new URL(`${chart.name}.md`, folder);
    assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : '', pageOf(chart));
  });
}

void test('there is one diagram for each chart and none without', () => {
  assert.deepEqual(
    readdirSync(folder).sort(),
    charts.map(({ name }) => `${name}.md`),
  );
});
