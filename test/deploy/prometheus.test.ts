/**
 * The shipped rules and dashboard: right by promtool, about metrics that exist, explained in the
 * manual.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createMetrics } from '../../src/management/metrics/exposition.ts';
import { findProgram } from '../support/child.ts';
import { manyLines } from '../support/many-lines.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const promtool = findProgram('promtool');
const needsPromtool = { skip: promtool === undefined && 'promtool is not installed' };

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

function run(...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(promtool ?? '', [...args], {
    cwd: join(root, 'deploy/prometheus'),
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

/** Every query of the dashboard, its variables filled in. */
function dashboardQueries(): readonly string[] {
  const found: string[] = [];
  JSON.parse(textOf('deploy/grafana/offhook.json'), (key, value: unknown) => {
    if (key === 'expr' && typeof value === 'string') found.push(value);
    return value;
  });
  return found.map((query) =>
    query.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
  );
}

async function exportedNames(): Promise<ReadonlySet<string>> {
  const { body } = await createMetrics(manyLines(2).context).expose(undefined);
  const names = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  return new Set(names);
}

function namesIn(query: string): readonly string[] {
  const bare = query.replace(/"[^"]*"/g, '');
  return [...bare.matchAll(/\b(?:offhook|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name);
}

void test('promtool accepts the rules, and their unit tests pass', needsPromtool, () => {
  run('check', 'rules', 'rules.yml');
  run('test', 'rules', 'rules.test.yml');
  run('check', 'config', '--syntax-only', 'prometheus.yml');
});

void test('every query of the dashboard is a query', needsPromtool, () => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-dashboard-'));
  const file = join(directory, 'queries.yml');
  const rules = dashboardQueries().map((expr, at) => ({ record: `panel:${at}`, expr }));
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  try {
    run('check', 'rules', file);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

void test('rules and dashboard ask only for metrics that are exported', async () => {
  const exported = await exportedNames();
  const queries = dashboardQueries();
  assert.ok(queries.length > 15);
  const asked = [...namesIn(textOf('deploy/prometheus/rules.yml')), ...queries.flatMap(namesIn)];
  assert.ok(asked.length > 30);
  assert.deepEqual(
    asked.filter((name) => !exported.has(name)),
    [],
  );
});

void test('every alert has its section in the manual, and every section its alert', () => {
  const rules = textOf('deploy/prometheus/rules.yml');
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const runbooks = [...rules.matchAll(/runbook: docs\/operating\.md#(\w+)/g)].map(([, id]) => id);
  const manual = textOf('docs/operating.md').split('\n## Alerts\n')[1]?.split('\n## ')[0] ?? '';
  const sections = [...manual.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  assert.deepEqual(sections, alerts);
  assert.deepEqual(
    runbooks,
    alerts.map((name) => name?.toLowerCase()),
  );
});
