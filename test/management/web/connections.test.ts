/** Slow and silent clients: they cannot keep out those who come to work. Threat T20. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { limits } from '../../../src/management/web/limits.ts';
import { openStream } from './event-stream.ts';
import { ann, type ServedFace, serveFace } from './serve.ts';

/** Connects, says this much, and then nothing. */
async function slow({ origin }: ServedFace, text: string): Promise<Socket> {
  const { port, hostname } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await new Promise((resolve) => void socket.once('connect', resolve));
  socket.write(text);
  return socket;
}

const unfinished = {
  silent: '',
  headers: 'GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\nX-',
  body: 'POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
};

for (const [kind, text] of Object.entries(unfinished)) {
  void test(`five hundred clients slow with ${kind}: log-in works at once, a viewer stays`, async () => {
    await using face = await serveFace();
    const authorization = `Bearer ${face.tokens.read}`;
    const viewer = await openStream(`${face.origin}/api/v1/events`, { authorization });
    const sockets: Socket[] = [];
    for (let at = 0; at < 500; at += 1) sockets.push(await slow(face, text));
    const before = performance.now();
    const login = await face.ask('POST', '/api/v1/session', { body: ann, token: undefined });
    const tookMs = performance.now() - before;
    assert.equal(login.status, 200);
    assert.ok(tookMs < 1000, `${tookMs} ms`);
    face.gateway.events.report({
      code: 'server.up',
      subject: { kind: 'proxyServer', name: 'p' },
      text: 'p answers',
      facts: {},
    });
    await viewer.until(1);
    const open = sockets.filter((socket) => !socket.destroyed && socket.readyState === 'open');
    assert.ok(open.length <= limits.connections, String(open.length));
    viewer.close();
    for (const socket of sockets) socket.destroy();
  });
}
