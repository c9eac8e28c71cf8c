/** The npm package `sip` as an independent peer: a registrar and a callee that share no code with us. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { startGateway } from '../support/gateway-process.ts';
import { freePort } from '../support/ports.ts';

interface Message {
  readonly method?: string;
  readonly headers: Record<string, unknown>;
  content?: string;
}

interface SipPackage {
  create(
    options: { readonly port: number; readonly address: string; readonly tcp?: boolean },
    onRequest: (request: Message) => void,
  ): { send(message: Message): void; destroy(): void };
  makeResponse(request: Message, status: number, reason: string): Message;
}

const require = createRequire(import.meta.url);
const sip: SipPackage = require('sip');

/** Registers whoever asks, answers whatever rings, and notes what it was asked. */
function startPeer(port: number) {
  const asked: string[] = [];
  const peer = sip.create({ port, address: '127.0.0.1' }, (request) => {
    asked.push(request.method ?? '');
    if (request.method === 'ACK') return;
    const response = sip.makeResponse(request, 200, 'OK');
    if (request.method === 'REGISTER') {
      response.headers['contact'] = request.headers['contact'];
      response.headers['expires'] = 3600;
    }
    if (request.method === 'INVITE') {
      response.headers['contact'] = [{ uri: `sip:callee@127.0.0.1:${port}` }];
      response.headers['content-type'] = 'application/sdp';
      response.content = [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        'm=audio 9 RTP/AVP 8',
        '',
      ].join('\r\n');
    }
    peer.send(response);
  });
  return { asked, stop: () => peer.destroy() };
}

test('a line registers with it and a call through it is answered and ended', async () => {
  const port = await freePort();
  const peer = startPeer(port);
  const gateway = await startGateway({
    script: [
      `voip sip locationserver create east contact 127.0.0.1:${port}`,
      `voip sip proxyserver create out contact 127.0.0.1:${port}`,
      'voip ep soft create p1',
      'voip sip user create alice address 200 login alice password secret-of-alice',
      'voip sip user add alice port p1',
    ],
  });
  try {
    const line = await gateway.until('voip sip user show alice', ({ status }) => status === 'up');
    assert.equal(line.server, 'east');
    await gateway.exec('voip ep soft dial p1 5551234#');
    await gateway.until('voip call list', (calls) => calls[0]?.state === 'connected');
    await gateway.exec('voip ep soft onhook p1');
    const [record] = await gateway.until('voip call log', (records) => records.length === 1);
    assert.equal(record.verdict, 'success');
  } finally {
    await gateway.stop();
    peer.stop();
  }
  for (const method of ['REGISTER', 'INVITE', 'ACK', 'BYE']) {
    assert.ok(peer.asked.includes(method), `${method} was not heard`);
  }
});
