/**
 * The listener for metrics alone: opened, moved and closed by configuration; loopback or a token.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseListener } from '../../../src/domain/listener.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import { createToken, maySeeMetrics } from '../../../src/management/credentials.ts';
import { createMetrics } from '../../../src/management/metrics/exposition.ts';
import { createMetricsFace } from '../../../src/management/metrics/face.ts';
import { manyLines } from '../../support/many-lines.ts';
import { freePort } from '../../support/ports.ts';

function fetchFrom(port: number, path = '/metrics'): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`);
}

void test('it serves /metrics where it is told to, moves, and closes', async () => {
  const gateway = manyLines(2);
  const face = createMetricsFace(gateway.context, createMetrics(gateway.context));
  const [first, second] = [await freePort(), await freePort()];
  const listenOn = async (text: string) =>
    face.apply(setWeb(gateway.configuration(), { metricsListen: parseListener(text) }));
  try {
    await face.apply(gateway.configuration());
    await assert.rejects(fetchFrom(first));
    await listenOn(`127.0.0.1:${first}`);
    assert.match(await (await fetchFrom(first)).text(), /^offhook_entries_limit 100$/m);
    assert.equal((await fetchFrom(first, '/')).status, 404);
    const posted = await fetch(`http://127.0.0.1:${first}/metrics`, { method: 'POST' });
    assert.equal(posted.status, 405);
    await listenOn(`127.0.0.1:${second}`);
    await assert.rejects(fetchFrom(first));
    assert.equal((await fetchFrom(second)).status, 200);
    await listenOn('off');
    await assert.rejects(fetchFrom(second));
  } finally {
    await face.stop();
  }
});

void test('a port in use is reported and stops nothing', async () => {
  const gateway = manyLines(1);
  const metrics = createMetrics(gateway.context);
  const [face, other] = [1, 2].map(() => createMetricsFace(gateway.context, metrics));
  const metricsListen = parseListener(`127.0.0.1:${await freePort()}`);
  const configuration = setWeb(gateway.configuration(), { metricsListen });
  try {
    await face?.apply(configuration);
    await other?.apply(configuration);
    assert.deepEqual(gateway.errors, ['metrics cannot be served there']);
  } finally {
    await face?.stop();
    await other?.stop();
  }
});

void test('loopback needs no token, everybody else a right one', () => {
  const { web } = manyLines(1).configuration();
  const { token, hash } = createToken();
  const settings = { ...web, tokens: [{ name: 'prom', scope: 'read' as const, hash }] };
  const may = (address: string, header?: string) => maySeeMetrics(settings, address, header);
  assert.ok(may('127.0.0.1') && may('127.8.8.8') && may('::1') && may('::ffff:127.0.0.1'));
  assert.ok(may('192.0.2.7', `Bearer ${token}`));
  assert.ok(!may('192.0.2.7') && !may('192.0.2.7', `Bearer ${token}x`) && !may('2001:db8::1'));
  assert.ok(!may('192.0.2.7', `Basic ${token}`) && !may('192.0.2.7', `Bearer ${hash}`));
});
