/**
 * TLS on loopback: whose certificate is believed, and that doubt is never answered with less
 * security. RFC 5922, RFC 3261 §26.3.
 */
import assert from 'node:assert/strict';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { realClock } from '../../../src/runtime/clock.ts';
import type { TlsMaterial } from '../../../src/sip/transport/dial.ts';
import { Streams } from '../../../src/sip/transport/streams.ts';
import { Authority, type Certificate, noOpenssl } from '../../support/certificates.ts';
import { until } from '../../support/until.ts';
import { Ears, optionsText, Queue } from './ears.ts';

const skip = noOpenssl;
const authority = skip === false ? new Authority() : undefined;
const noCertificate: Certificate = { cert: '', key: '' };
const example =
  authority?.sign('DNS:sip.example.com', 'DNS:example.com', 'IP:127.0.0.1') ?? noCertificate;
const ca = authority?.ca() ?? '';
process.once('exit', () => authority?.remove());

async function client(t: TestContext, tls: Partial<TlsMaterial> = {}) {
  const ears = new Ears();
  const streams = new Streams({
    side: 'wan',
    transport: 'tls',
    address: '127.0.0.1',
    port: 0,
    events: ears,
    clock: realClock,
    tls: { ca, cert: undefined, key: undefined, ...tls },
  });
  const { port } = await streams.listen();
  t.after(() => streams.close());
  return { ears, streams, port };
}

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  return address.port;
}

async function tlsServer(t: TestContext, options: TlsOptions = {}) {
  const accepted = new Queue<TLSSocket>();
  const server = createServer({ ...example, ...options }, (socket) => {
    socket.on('error', () => undefined);
    accepted.push(socket);
  });
  server.on('tlsClientError', () => undefined);
  return { accepted, port: await listening(t, server) };
}

const targetOf = (port: number, domain: string) =>
  ({ transport: 'tls', address: '127.0.0.1', port, domain }) as const;

test('the configured domain is asked for by SNI and found in the certificate', {
  skip,
}, async (t) => {
  const { streams } = await client(t);
  const { accepted, port } = await tlsServer(t);
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.com'));
  const socket = await accepted.next();
  assert.equal(socket.servername, 'example.com');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => text === optionsText());
});

test('a certificate of another name is refused, whatever address it came from', {
  skip,
}, async (t) => {
  const { streams, ears } = await client(t);
  const { port, accepted } = await tlsServer(t);
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.net'));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'certificate', side: 'wan', port });
  assert.equal(accepted.size(), 0);
});

test('an address that was configured is checked as an address', { skip }, async (t) => {
  const { streams, ears } = await client(t);
  const { port, accepted } = await tlsServer(t);
  streams.send(Buffer.from(optionsText()), targetOf(port, '127.0.0.1'));
  assert.equal((await accepted.next()).servername, false);
  assert.equal(ears.size(), 0);
});

test('RFC 5922: a SIP URI in the certificate names the domain', { skip }, async (t) => {
  const { streams } = await client(t);
  const own = authority?.sign('URI:sip:voice.example.org', 'DNS:host7.example.org');
  const { port, accepted } = await tlsServer(t, own);
  streams.send(Buffer.from(optionsText()), targetOf(port, 'voice.example.org'));
  await accepted.next();
});

test('a certificate of an authority that we do not know is refused', { skip }, async (t) => {
  const stranger = new Authority();
  t.after(() => stranger.remove());
  const { streams, ears } = await client(t);
  const { port } = await tlsServer(t, stranger.sign('DNS:example.com'));
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.com'));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'untrusted', side: 'wan', port });
});

test('a server that speaks only TLS 1.1 is refused', { skip }, async (t) => {
  const { streams, ears } = await client(t);
  const ciphers = 'DEFAULT:@SECLEVEL=0';
  const { port } = await tlsServer(t, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers });
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.com'));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'tls', side: 'wan', port });
});

test('a server that does not speak TLS hears no SIP', { skip }, async (t) => {
  const { streams, ears } = await client(t);
  let text = '';
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      socket.end('SIP/2.0 400 Bad Request\r\n\r\n');
    });
  });
  const port = await listening(t, server);
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.com'));
  assert.deepEqual(await ears.next(), { type: 'failed', fault: 'tls', side: 'wan', port });
  assert.doesNotMatch(text, /OPTIONS/);
});

test('what breaks TLS on an open connection loses it, and says so', { skip }, async (t) => {
  const { streams, ears } = await client(t);
  const server = createServer({ ...example });
  const bare = new Queue<Socket>();
  server.on('connection', (socket: Socket) => bare.push(socket));
  server.on('secureConnection', (socket) => socket.on('error', () => undefined));
  const port = await listening(t, server);
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.com'));
  await until(() => ears.openings.length === 1, 'the connection');
  (await bare.next()).write('no record of TLS');
  const { reason, isOrderly } = await ears.losses.next();
  assert.match(reason, /^TLS failure \(ERR_SSL_/);
  assert.equal(isOrderly, false);
});

test('our own certificate is shown to a server that asks for one', { skip }, async (t) => {
  const own = authority?.sign('URI:sip:gateway.example.com');
  const { streams } = await client(t, own);
  const { port, accepted } = await tlsServer(t, {
    ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
  streams.send(Buffer.from(optionsText()), targetOf(port, 'example.com'));
  assert.match((await accepted.next()).getPeerCertificate().subjectaltname ?? '', /gateway/);
});

test('a side with a certificate takes TLS connections, one without only makes them', {
  skip,
}, async (t) => {
  const { port: none } = await client(t);
  assert.equal(none, 0);
  const server = await client(t, example);
  const phone = await client(t);
  phone.streams.send(Buffer.from(optionsText()), targetOf(server.port, 'example.com'));
  const heard = await server.ears.next();
  assert.ok(heard.type === 'received');
  assert.equal(heard.flow.transport, 'tls');
  server.streams.reply(Buffer.from(optionsText('back')), heard.flow);
  const back = await phone.ears.next();
  assert.ok(back.type === 'received');
  assert.equal(back.text, optionsText('back'));
});
