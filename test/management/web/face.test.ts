/**
 * The listener of the web face: follows the configuration, speaks TLS, survives what it cannot
 * open.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { parseListener } from '../../../src/domain/listener.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import { createMetrics } from '../../../src/management/metrics/exposition.ts';
import { createWebFace } from '../../../src/management/web/face.ts';
import { Authority, noOpenssl } from '../../support/certificates.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';
import { freePort } from '../../support/ports.ts';
import { serveFace } from './serve.ts';

const isUp = (port: number) =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

void test('it opens, moves and closes as it is told, and the page moves along', async () => {
  const gateway = createFakeGateway();
  const face = createWebFace(gateway.context);
  const [first, second] = [await freePort(), await freePort()];
  const listenOn = (text: string) =>
    face.apply(setWeb(gateway.configuration(), { listen: parseListener(text) }));
  try {
    await listenOn(`127.0.0.1:${first}`);
    assert.deepEqual([await isUp(first), await isUp(second)], [true, false]);
    await listenOn(`127.0.0.1:${second}`);
    assert.deepEqual([await isUp(first), await isUp(second)], [false, true]);
    await listenOn('off');
    assert.equal(await isUp(second), false);
  } finally {
    await face.stop();
  }
});

void test('a port in use is reported, and tried again with the next change', async () => {
  await using other = await serveFace();
  const gateway = createFakeGateway();
  const face = createWebFace(gateway.context);
  const taken = parseListener(new URL(other.origin).host);
  try {
    await face.apply(setWeb(gateway.configuration(), { listen: taken }));
    assert.deepEqual(gateway.errors, ['the web page cannot be served there']);
    const [event] = await gateway.events.query({ limit: 1, code: 'network.not-listening' });
    assert.equal(event?.facts['listen'], `127.0.0.1:${taken?.port}`);
    await other[Symbol.asyncDispose]();
    await face.apply(setWeb(gateway.configuration(), { listen: taken }));
    assert.equal(await isUp(taken?.port ?? 0), true);
  } finally {
    await face.stop();
  }
});

void test('over TLS it answers with its certificate, and refuses old versions', {
  skip: noOpenssl,
}, async (t) => {
  const authority = new Authority();
  const folder = mkdtempSync(join(tmpdir(), 'offhook-web-tls-'));
  t.after(() => {
    authority.remove();
    rmSync(folder, { recursive: true });
  });
  const ca = authority.ca();
  const signed = authority.sign('DNS:localhost', 'IP:127.0.0.1');
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certificate, signed.cert);
  writeFileSync(key, signed.key);
  const gateway = createFakeGateway();
  const face = createWebFace(gateway.context);
  const port = await freePort();
  const listen = parseListener(`127.0.0.1:${port}`);
  await face.apply(setWeb(gateway.configuration(), { listen, tls: { certificate, key } }));
  try {
    const status = await new Promise((resolve, reject) => {
      get(
        { host: '127.0.0.1', port, path: '/healthz', ca, servername: 'localhost' },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      ).once('error', reject);
    });
    assert.equal(status, 200);
    await assert.rejects(
      new Promise((resolve, reject) => {
        const socket = connectTls({
          port,
          host: '127.0.0.1',
          maxVersion: 'TLSv1.1',
          minVersion: 'TLSv1',
          rejectUnauthorized: false,
        });
        socket.once('secureConnect', resolve).once('error', reject);
      }),
    );
  } finally {
    await face.stop();
  }
});

void test('a certificate that cannot be read is reported, the gateway goes on', async () => {
  const gateway = createFakeGateway();
  const face = createWebFace(gateway.context);
  const listen = parseListener(`127.0.0.1:${await freePort()}`);
  const tls = { certificate: '/nowhere/c.pem', key: '/nowhere/k.pem' };
  await face.apply(setWeb(gateway.configuration(), { listen, tls }));
  assert.deepEqual(gateway.errors, ['the web page cannot be served there']);
  await face.stop();
});

void test('health says whether the gateway runs; metrics come from loopback without a token', async () => {
  const gateway = createFakeGateway();
  await using face = await serveFace(undefined, { metrics: createMetrics(gateway.context) });
  const ready = () => face.ask('GET', '/readyz', { token: undefined });
  assert.equal((await ready()).status, 200);
  face.gateway.setView({ status: { state: 'draining' } });
  assert.deepEqual([(await ready()).status, (await ready()).json.state], [503, 'draining']);
  const metrics = await face.ask('GET', '/metrics', { token: undefined });
  assert.match(metrics.json, /^offhook_entries_limit 100$/m);
});
