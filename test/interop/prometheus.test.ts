/**
 * Debian's Prometheus scrapes a gateway with our configuration and rules; its API has our values.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseListener } from '../../src/domain/listener.ts';
import { setWeb } from '../../src/domain/web-settings.ts';
import { createMetrics } from '../../src/management/metrics/exposition.ts';
import { createMetricsFace } from '../../src/management/metrics/face.ts';
import { findProgram, startChild } from '../support/child.ts';
import { manyLines } from '../support/many-lines.ts';
import { freePort } from '../support/ports.ts';

const prometheus = findProgram('prometheus');
const shipped = fileURLToPath(new URL('../../deploy/prometheus', import.meta.url));

// biome-ignore lint: the shape of an answer is what the test asserts.
type Answer = any; // oxlint-disable-line typescript/no-explicit-any

async function ask(port: number, query: string): Promise<number | undefined> {
  const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
  const answer: Answer = await (await fetch(url)).json();
  const value: string | undefined = answer.data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

void test('Prometheus scrapes the gateway and its API gives the values', {
  skip: prometheus === undefined && 'prometheus is not installed',
}, async (t) => {
  const gateway = manyLines(20);
  gateway.statistics.observe('call_setup', 0.2, 'outgoing');
  gateway.statistics.count('calls', 'outgoing', 'answered');
  const face = createMetricsFace(gateway.context, createMetrics(gateway.context));
  const [target, port] = [await freePort(), await freePort()];
  const metricsListen = parseListener(`127.0.0.1:${target}`);
  await face.apply(setWeb(gateway.configuration(), { metricsListen }));

  const directory = mkdtempSync(join(tmpdir(), 'offhook-prometheus-'));
  cpSync(shipped, directory, { recursive: true });
  const file = join(directory, 'prometheus.yml');
  const text = readFileSync(file, 'utf8')
    .replace('127.0.0.1:8060', `127.0.0.1:${target}`)
    .replace('scrape_interval: 15s', 'scrape_interval: 1s');
  writeFileSync(file, text);
  const child = startChild(prometheus ?? '', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  try {
    await child.until(/ready to receive web requests/);
    for (let round = 0; (await ask(port, 'offhook_entries_limit').catch(() => 0)) !== 100; ) {
      round += 1;
      assert.ok(round < 200, child.output());
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
    const expected: readonly (readonly [string, number])[] = [
      ['up{job="offhook"}', 1],
      ['sum(offhook_user_registered)', 19],
      ['offhook_user_registered{user="line1"}', 0],
      ['offhook_server_up{kind="location",server="l1"}', 0],
      ['offhook_calls_total{direction="outgoing",result="answered"}', 1],
      ['offhook_call_setup_seconds_bucket{direction="outgoing",le="0.25"}', 1],
      ['offhook_call_setup_seconds_bucket{direction="outgoing",le="0.1"}', 0],
      ['offhook_call_setup_seconds_sum{direction="outgoing"}', 0.2],
      ['offhook_build_info{version="1.2.3"}', 1],
    ];
    for (const [query, value] of expected) assert.equal(await ask(port, query), value, query);
    const samples = await ask(port, 'scrape_samples_scraped');
    t.diagnostic(`${samples} samples in ${await ask(port, 'scrape_duration_seconds')} s`);
    assert.ok(samples !== undefined && samples < 1500);
  } finally {
    await child.stop();
    await face.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
