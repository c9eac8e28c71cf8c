/** What ACS and managers said, over REST: with a token only, empty where no such face runs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CwmpOperations } from '../../../src/management/cwmp-view.ts';
import type { SnmpOperations } from '../../../src/management/snmp-view.ts';
import { serveFace } from './serve.ts';

test('the traces of TR-069 and SNMP are empty where neither runs, and shown to readers only', async () => {
  await using face = await serveFace();
  for (const path of ['/api/v1/traces/cwmp', '/api/v1/traces/snmp']) {
    assert.deepEqual((await face.ask('GET', path, { token: face.tokens.read })).json, []);
    assert.equal((await face.ask('GET', path, { token: undefined })).status, 401);
  }
});

test('what the traces hold is shown as it is kept', async () => {
  await using face = await serveFace();
  const session = { startedAt: '2026-01-01T00:00:00.000Z', messages: [] };
  const request = { who: 'reader', names: ['offhookCallsActive.0'], result: 'noError' };
  Object.assign(face.gateway.view, {
    cwmp: { trace: () => [session] } as unknown as CwmpOperations,
    snmp: { trace: () => [request] } as unknown as SnmpOperations,
  });
  assert.deepEqual((await face.ask('GET', '/api/v1/traces/cwmp')).json, [session]);
  assert.deepEqual((await face.ask('GET', '/api/v1/traces/snmp')).json, [request]);
});
