/** The real gateway and a collector: a call and a registration walk come as traces. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCollector } from '../support/collector.ts';
import { startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';

test('calls and walks are traced while an endpoint is set', async () => {
  await using collector = await startCollector();
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create gone contact 127.0.0.1:${await freePort()} master`,
      'voip ep soft create p1',
      'voip ep soft create p2',
      'voip sip user create alice address 2001',
      'voip sip user add alice port p1',
      'voip sip user create bob address 2002',
      'voip sip user add bob port p2',
    ],
  });
  try {
    await gateway.exec(`otlp set endpoint ${collector.endpoint}`);
    assert.equal((await gateway.exec('web show')).otlpEndpoint, collector.endpoint);
    await gateway.exec('voip ep soft dial p1 2002#');
    await gateway.until('voip ep show p2', ({ state }) => state === 'ringing');
    await gateway.exec('voip ep soft offhook p2');
    await gateway.until('voip ep show p1', ({ state }) => state === 'talking');
    await gateway.exec('voip ep soft onhook p1');
    await gateway.until('voip call list', (calls) => calls.length === 0);
    await gateway.exec('voip sip user set alice pseudonym ally');
    await gateway.until('voip sip user show alice', ({ status }) => status === 'errorNetwork');
  } finally {
    assert.equal(await gateway.stop(), 0);
  }
  const call = collector.spans.find(({ name }) => name === 'call');
  assert.equal(call?.attributes['offhook.call.verdict'], 'success');
  const walk = collector.spans.find(
    ({ name, attributes }) => name === 'registration' && attributes['offhook.user'] === 'alice',
  );
  assert.deepEqual(
    [walk?.isError, walk?.attributes['offhook.registration.outcome']],
    [true, 'lost'],
  );
  const made = collector.spans.find(({ parentSpanId }) => parentSpanId === walk?.spanId);
  assert.equal(made?.attributes['offhook.try.outcome'], 'unreachable');
});
