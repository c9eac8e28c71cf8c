/** The npm package `sip` as a small peer: a registrar that also takes calls. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sip, { type SipMessage, type SipStack } from 'sip';
import { startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';

const description = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 40000 RTP/AVP 0',
  '',
].join('\r\n');

/** Says yes to everything, and keeps what it was asked. */
async function startPeer(): Promise<{ port: number; asked: string[]; stack: SipStack }> {
  const port = await freePort();
  const asked: string[] = [];
  const stack = sip.create({ address: '127.0.0.1', port, tcp: false }, (request: SipMessage) => {
    const { method } = request;
    asked.push(method);
    if (method === 'ACK') return;
    const response = sip.makeResponse(request, 200, 'OK');
    response.headers.to.params['tag'] ??= 'peer';
    if (method === 'REGISTER') response.headers['contact'] = request.headers.contact;
    if (method === 'INVITE') {
      response.headers['contact'] = [{ uri: `sip:peer@127.0.0.1:${port}` }];
      response.headers['content-type'] = 'application/sdp';
      response.content = description;
    }
    stack.send(response);
  });
  return { port, asked, stack };
}

test('a line registers at it, a call is answered by it and ended by us; both are counted', async () => {
  const { port, asked, stack } = await startPeer();
  const metricsPort = await freePort();
  const gateway = await startGateway({
    script: [
      `metrics set listen 127.0.0.1:${metricsPort}`,
      `voip sip locationserver create home contact 127.0.0.1:${port}`,
      `voip sip proxyserver create home contact 127.0.0.1:${port}`,
      'voip ep soft create desk',
      'voip sip user create alice address 200',
      'voip sip user add alice port desk',
    ],
  });
  try {
    await gateway.until('voip sip user show alice', (user) => user.status === 'up');
    await gateway.exec('voip ep soft offhook desk');
    await gateway.exec('voip ep soft dial desk 5551234#');
    await gateway.until('voip call list', (calls) => calls[0]?.state === 'connected');
    await gateway.exec('voip ep soft onhook desk');
    const [record] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.deepEqual([record.verdict, record.tries[0].server], ['success', 'home']);
    const inOrder = asked.filter((method) => method !== 'OPTIONS');
    assert.deepEqual(inOrder, ['REGISTER', 'INVITE', 'ACK', 'BYE']);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    assert.match(metrics, /^offhook_call_setup_seconds_count\{direction="outgoing"\} 1$/m);
    assert.match(metrics, /^offhook_sip_requests_total\{method="BYE",direction="out"\} 1$/m);
  } finally {
    await gateway.stop();
    stack.destroy();
  }
});
