/** Syslog: the form of a message, and the three ways there, broken streams included. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { setProtocol } from '../../../src/domain/administration.ts';
import { parseContact } from '../../../src/domain/contact.ts';
import { setWeb } from '../../../src/domain/web-settings.ts';
import type { LoggedEvent } from '../../../src/management/events.ts';
import { createSyslogFace } from '../../../src/management/syslog/face.ts';
import { syslogMessage } from '../../../src/management/syslog/message.ts';
import { Authority, noOpenssl } from '../../support/certificates.ts';
import { createFakeGateway } from '../../support/fake-gateway.ts';

const event: LoggedEvent = {
  number: 7,
  at: '2026-01-01T00:00:00.000Z',
  severity: 'error',
  code: 'server.down',
  subject: { kind: 'proxyServer', name: 'east' },
  text: 'östlich cannot be reached',
  facts: { reason: 'a "quote", a ] and a \\', silences: 3 },
};

void test('a message has its fields, its data escaped, and its text in UTF-8', () => {
  const text = syslogMessage(event, { hostname: 'gw 1', processId: 42 });
  assert.equal(
    text,
    '<131>1 2026-01-01T00:00:00.000Z gw1 offhook 42 server.down ' +
      '[offhook@8072.9999.9999.4246 reason="a \\"quote\\", a \\] and a \\\\" silences="3" ' +
      'event="7" subject="proxyServer east"] \uFEFFöstlich cannot be reached',
  );
  assert.match(
    syslogMessage({ ...event, severity: 'info' }, { hostname: '', processId: 1 }),
    /^<134>1 \S+ - /,
  );
});

function startFace() {
  const gateway = createFakeGateway();
  const face = createSyslogFace(gateway.context);
  const report = (name: string) =>
    gateway.events.report({ ...event, subject: { kind: 'proxyServer', name } });
  const send = (target: string, configuration = gateway.configuration()) =>
    face.apply(setWeb(configuration, { syslogTarget: parseContact(target) }));
  return { gateway, face, report, send };
}

void test('over UDP every event is a datagram, until it is switched off', async () => {
  const server = createSocket('udp4');
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  const { face, report, send, gateway } = startFace();
  const seen: string[] = [];
  const arrived = new Promise<void>((resolve) => {
    server.on('message', (bytes) => {
      seen.push(bytes.toString());
      resolve();
    });
  });
  try {
    report('before');
    await send(`127.0.0.1:${server.address().port}`);
    report('east');
    await arrived;
    await face.apply(gateway.configuration());
    report('after');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(seen.length, 1);
    assert.match(seen[0] ?? '', /subject="proxyServer east"/);
  } finally {
    await face.stop();
    server.close();
  }
});

interface Listening {
  readonly port: number;
  readonly sockets: readonly Socket[];
  readonly text: () => string;
  /** Resolves when what was received matches. */
  readonly until: (pattern: RegExp) => Promise<void>;
}

/** Of a TLS server `happens` is a secured connection. */
async function listen(
  server: Server,
  happens: 'connection' | 'secureConnection',
): Promise<Listening> {
  let text = '';
  const sockets: Socket[] = [];
  const waiting = new Set<() => void>();
  server.on(happens, (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  return {
    port: address.port,
    sockets,
    text: () => text,
    until: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

void test('over TCP messages are counted in octets, and those of a broken stream come later', async () => {
  const server = createServer();
  const { port, sockets, until, text } = await listen(server, 'connection');
  const { face, report, send, gateway } = startFace();
  try {
    await send(`127.0.0.1:${port};transport=tcp`);
    report('one');
    await until(/one/);
    const [, count = '', message = ''] = /^(\d+) (.*)$/s.exec(text()) ?? [];
    assert.equal(Number(count), Buffer.byteLength(message));
    const [socket] = sockets;
    const gone = new Promise((resolve) => socket?.once('close', resolve));
    socket?.destroy();
    await gone;
    const { clock } = gateway;
    while (clock.pending() === 0) await new Promise((resolve) => setImmediate(resolve));
    report('two');
    clock.advance(1000);
    await until(/two/);
    assert.equal(sockets.length, 2);
  } finally {
    await face.stop();
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

void test('over TLS the server is checked against the authorities that are configured', {
  skip: noOpenssl,
}, async (t) => {
  const [authority, stranger] = [new Authority(), new Authority()];
  const folder = mkdtempSync(join(tmpdir(), 'offhook-syslog-'));
  const file = join(folder, 'ca.pem');
  const { cert, key } = authority.sign('IP:127.0.0.1');
  const server = createTlsServer({ cert, key });
  const { port, sockets, until, text } = await listen(server, 'secureConnection');
  const { face, report, send, gateway } = startFace();
  t.after(async () => {
    await face.stop();
    server.close();
    for (const socket of sockets) socket.destroy();
    authority.remove();
    stranger.remove();
    rmSync(folder, { recursive: true });
  });
  writeFileSync(file, stranger.ca());
  const target = `127.0.0.1:${port};transport=tls`;
  await send(target, setProtocol(gateway.configuration(), 'tls-ca', file));
  report('secret');
  while (gateway.clock.pending() === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(text(), '');
  writeFileSync(file, authority.ca());
  gateway.clock.advance(1000);
  await until(/secret/);
});
