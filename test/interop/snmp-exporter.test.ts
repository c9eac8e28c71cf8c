/** snmp_exporter of Prometheus reads the MIB and scrapes the agent. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSnmpWorld } from '../management/snmp/snmp-world.ts';
import { findProgram, startChild } from '../support/child.ts';
import { manyLines } from '../support/many-lines.ts';
import { freePort } from '../support/ports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = ['prometheus-snmp-exporter', 'prometheus-snmp-generator'];
const skip = programs.some((name) => findProgram(name) === undefined)
  ? 'prometheus-snmp-exporter is not installed'
  : false;

test('every user, server and rule is a series of snmp_exporter', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-exporter-'));
  const generator = join(root, 'deploy/prometheus/snmp-exporter-generator.yml');
  copyFileSync(generator, join(folder, 'generator.yml'));
  const MIBDIRS = `${root}/mibs:${root}/node_modules/net-snmp/lib/mibs`;
  execFileSync('prometheus-snmp-generator', ['generate'], {
    cwd: folder,
    env: { ...process.env, MIBDIRS, MIBS: 'OFFHOOK-MIB' },
    stdio: 'pipe',
  });
  const port = await freePort();
  const exporter = startChild('prometheus-snmp-exporter', [
    `--config.file=${join(folder, 'snmp.yml')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  await exporter.until(/Listening on/);
  await using world = await startSnmpWorld({ of: manyLines(95) });
  const target = `127.0.0.1:${world.port}`;
  const url = `http://127.0.0.1:${port}/snmp?module=offhook&target=${target}`;
  const metrics = await (await fetch(url)).text();
  await exporter.stop();
  assert.match(metrics, /^offhookEntriesUsed 96$/m);
  assert.match(
    metrics,
    /^offhookUserRegState\{offhookUserName="line7",offhookUserRegState="up"\} 1$/m,
  );
  assert.match(metrics, /^offhookLocServerUsers\{offhookLocServerName="l2"\} 94$/m);
  assert.match(metrics, /^offhookForwardMatches\{offhookForwardName="short"\} 0$/m);
  assert.ok(metrics.split('\n').filter((line) => line.startsWith('offhook')).length > 2_000);
});
