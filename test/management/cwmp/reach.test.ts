/**
 * Connection requests: proven, seldom, on one path; and the way in through a NAT. TR-069 §3.2.2,
 * Annex G; threats T10, T11
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { parseChallenges } from '../../../src/management/cwmp/http/challenges.ts';
import { authorization } from '../../../src/management/cwmp/http/digest.ts';
import { Allowance } from '../../../src/management/cwmp/reach/allowance.ts';
import { Nonces } from '../../../src/management/cwmp/reach/nonces.ts';
import {
  readBindingResponse,
  writeBindingRequest,
} from '../../../src/management/cwmp/reach/stun-message.ts';
import { UdpRequests } from '../../../src/management/cwmp/reach/udp-request.ts';
import { type Cpe, startCpe } from '../../support/acs-cpe.ts';
import { ask, eventsIn, valuesIn } from '../../support/acs-requests.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';

const credentials = { username: 'acs', password: 'let me in' };

async function listening(): Promise<Cpe> {
  const cpe = await startCpe({
    settings: {
      'connection-request': `127.0.0.1:${await freePort()}`,
      'connection-request-username': credentials.username,
      'connection-request-password': credentials.password,
    },
  });
  await cpe.acs.play([]);
  await cpe.idle();
  return cpe;
}

function urlOf({ face }: Cpe): string {
  return face.view().connectionRequestUrl ?? '';
}

interface Answer {
  readonly status: number;
  readonly challenge: string;
  readonly body: string;
}

function get(url: string, field?: string, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = field === undefined ? {} : { authorization: field };
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const challenge = response.headers['www-authenticate'] ?? '';
        resolve({ status: response.statusCode ?? 0, challenge, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function proof(url: string, challenge: string, given = credentials, count = 1): string {
  const [parsed] = parseChallenges(challenge);
  assert.ok(parsed);
  const uri = new URL(url).pathname;
  return authorization(parsed, given, { method: 'GET', uri, cnonce: 'c', count });
}

async function ask401(url: string): Promise<string> {
  const { status, challenge, body } = await get(url);
  assert.equal(status, 401);
  assert.equal(body, '');
  return challenge;
}

test('a request that is proven is answered at once and opens a session', async () => {
  await using cpe = await listening();
  const url = urlOf(cpe);
  const { status, body } = await get(url, proof(url, await ask401(url)));
  assert.deepEqual([status, body], [204, '']);
  await cpe.acs.play([]);
  assert.deepEqual(eventsIn(cpe.acs.informs().at(-1)), ['6 CONNECTION REQUEST']);
});

test('the URL is told in every Inform, and is empty when the listener is switched off', async () => {
  await using cpe = await listening();
  const name = 'Device.ManagementServer.ConnectionRequestURL';
  assert.equal(valuesIn(cpe.acs.informs().at(-1))[name], urlOf(cpe));
  assert.match(urlOf(cpe), /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/);
  const url = urlOf(cpe);
  await cpe.set('connection-request-enable', 'off');
  assert.equal(urlOf(cpe), '');
  await assert.rejects(get(url));
});

test('however many requests arrive during a session, one session follows', async () => {
  await using cpe = await listening();
  const url = urlOf(cpe);
  cpe.acs.rules = { isSilent: true };
  cpe.face.inform();
  await until(() => cpe.acs.informs().length === 2);
  for (let n = 0; n < 3; n += 1) {
    assert.equal((await get(url, proof(url, await ask401(url)))).status, 204);
  }
  cpe.acs.rules = {};
  cpe.gateway.clock.advance(40_000);
  await cpe.acs.play([]);
  await cpe.idle();
  assert.equal(cpe.acs.informs().length, 3);
});

test('too many requests are answered 503, and no session starts', async () => {
  await using cpe = await listening();
  const url = urlOf(cpe);
  const statuses: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    statuses.push((await get(url, proof(url, await ask401(url)))).status);
  }
  assert.deepEqual(statuses, [204, 204, 204, 503, 503]);
  cpe.gateway.clock.advance(10_000);
  assert.equal((await get(url, proof(url, await ask401(url)))).status, 204);
});

test('what is not proven starts nothing: wrong password, replay, basic, another path', async () => {
  await using cpe = await listening();
  const url = urlOf(cpe);
  const wrong = { username: 'acs', password: 'guess' };
  assert.equal((await get(url, proof(url, await ask401(url), wrong))).status, 401);
  const challenge = await ask401(url);
  const once = proof(url, challenge);
  assert.equal((await get(url, once)).status, 204);
  assert.equal((await get(url, once)).status, 401, 'a replayed nonce');
  const basic = `Basic ${Buffer.from('acs:let me in').toString('base64')}`;
  assert.equal((await get(url, basic)).status, 401);
  assert.equal((await get(url, proof(url, await ask401(url), wrong))).status, 503);
  assert.equal((await get(`${url}x`)).status, 404);
  assert.equal((await get(new URL('/', url).href)).status, 404);
  const told = await cpe.gateway.events.query({
    code: 'security.authentication-failed',
    limit: 99,
  });
  assert.equal(told.length, 3, 'guesses do not fill the log');
});

test('a POST is refused without its body being read, whatever it holds', async () => {
  await using cpe = await listening();
  const url = urlOf(cpe);
  const soap = '<NewNTPServer1>`cd /tmp;reboot`</NewNTPServer1>';
  const wrongPath = await get(new URL('/UD/act?1', url).href, undefined, 'POST', soap).catch(
    () => null,
  );
  assert.ok(wrongPath === null || wrongPath.status === 404);
  const rightPath = await get(url, undefined, 'POST', soap).catch(() => null);
  assert.ok(rightPath === null || rightPath.status === 405);
  await cpe.idle();
  assert.equal(cpe.acs.informs().length, 1);
});

test('headers of any kind end in an answer or a closed connection', async () => {
  await using cpe = await listening();
  const { port, pathname } = new URL(urlOf(cpe));
  const hostile = [
    `GET ${pathname} HTTP/1.1\r\nHost: x\r\nCookie: C107373883=/omg1337hax\r\n\r\n`,
    `GET ${pathname} HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
    `GET ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: Digest ${'a='.repeat(4000)}\r\n\r\n`,
    '\0\x16\x03\x01\r\n\r\n',
    `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n`,
  ];
  for (const bytes of hostile) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.end(bytes);
    await once(socket, 'close');
  }
  await ask401(urlOf(cpe));
  assert.equal(cpe.acs.informs().length, 1);
});

test('without a password nobody can prove anything', async () => {
  const listen = `127.0.0.1:${await freePort()}`;
  await using cpe = await startCpe({ settings: { 'connection-request': listen } });
  const url = urlOf(cpe);
  const empty = { username: '', password: '' };
  assert.equal((await get(url, proof(url, await ask401(url), empty))).status, 401);
});

test('an allowance gives so many at once and one more every so often', () => {
  const allowance = new Allowance(3, 10_000);
  assert.deepEqual(
    [0, 0, 0, 0, 9000, 10_000].map((now) => allowance.take(now)),
    [true, true, true, false, false, true],
  );
});

test('a nonce lives a minute, counts upwards, and there are never many', () => {
  let made = 0;
  const nonces = new Nonces(() => String((made += 1)));
  const nonce = nonces.make(0);
  assert.ok(nonces.use(nonce, '00000001', 1));
  assert.ok(!nonces.use(nonce, '00000001', 2));
  assert.ok(nonces.use(nonce, '00000005', 3));
  assert.ok(!nonces.use(nonce, 'x', 4));
  assert.ok(!nonces.use(nonce, '00000006', 60_001));
  const first = nonces.make(0);
  for (let n = 0; n < 100; n += 1) nonces.make(0);
  assert.ok(!nonces.use(first, '00000001', 1));
});

function udpRequest(ts: number, id: string, key = credentials.password): Buffer {
  const signature = createHmac('sha1', key).update(`${ts}${id}acscn`).digest('hex');
  const query = `ts=${ts}&id=${id}&un=acs&cn=cn&sig=${signature}`;
  return Buffer.from(`GET http://10.0.0.1:7547?${query} HTTP/1.1\r\n\r\n`);
}

test('a request by UDP counts once however often it arrives, and never with an older time', () => {
  const requests = new UdpRequests();
  const results = [
    udpRequest(100, 'a'),
    udpRequest(100, 'a'),
    udpRequest(99, 'b'),
    udpRequest(101, 'c', 'guess'),
    udpRequest(102, 'd'),
    Buffer.from('GET / HTTP/1.1'),
    Buffer.alloc(4000, 'x'),
  ].map((bytes) => requests.isNew(bytes, credentials));
  assert.deepEqual(results, [true, false, false, false, true, false, false]);
});

test('a binding request is signed over its padded text, as RFC 3489 has it', () => {
  const bytes = writeBindingRequest({
    transaction: '00'.repeat(16),
    username: 'user',
    password: 'pw',
    isChange: true,
  });
  assert.equal(bytes.readUInt16BE(0), 1);
  assert.equal(bytes.readUInt16BE(2), bytes.length - 20);
  const text = bytes.subarray(0, -24);
  const padded = Buffer.concat([text, Buffer.alloc((64 - (text.length % 64)) % 64)]);
  assert.deepEqual(bytes.subarray(-20), createHmac('sha1', 'pw').update(padded).digest());
  assert.match(bytes.toString('latin1'), /dslforum\.org\/TR-111 /);
});

function bindingResponse(request: Buffer, address: string, port: number): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt16BE(1, 0);
  body.writeUInt16BE(8, 2);
  body[5] = 1;
  body.writeUInt16BE(port, 6);
  address.split('.').forEach((octet, at) => (body[8 + at] = Number(octet)));
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0x0101, 0);
  head.writeUInt16BE(12, 2);
  return Buffer.concat([head, request.subarray(4, 20), body]);
}

test('only an answer to our own transaction says where we are', () => {
  const request = writeBindingRequest({
    transaction: 'ab'.repeat(16),
    username: '',
    password: '',
    isChange: false,
  });
  const response = bindingResponse(request, '192.0.2.7', 4711);
  assert.equal(readBindingResponse(response, 'ab'.repeat(16)), '192.0.2.7:4711');
  assert.equal(readBindingResponse(response, 'cd'.repeat(16)), undefined);
  for (let length = 0; length < response.length; length += 1) {
    assert.equal(readBindingResponse(response.subarray(0, length), 'ab'.repeat(16)), undefined);
  }
});

async function stunServer(): Promise<{ socket: Socket; port: number; mapped: { port: number } }> {
  const socket = createSocket('udp4');
  const mapped = { port: 4711 };
  socket.on('message', (bytes, from) => {
    socket.send(bindingResponse(bytes, '192.0.2.7', mapped.port), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { socket, port: socket.address().port, mapped };
}

test('STUN finds the address outside, tells of it, and a request on it opens a session', async () => {
  const { socket, port, mapped } = await stunServer();
  let from = 0;
  socket.on('message', (_, sender) => (from = sender.port));
  await using cpe = await startCpe({
    settings: {
      stun: 'on',
      'stun-server': '127.0.0.1',
      'stun-port': String(port),
      'connection-request-username': credentials.username,
      'connection-request-password': credentials.password,
    },
  });
  await cpe.acs.play([]);
  await cpe.idle();
  const address = 'Device.ManagementServer.UDPConnectionRequestAddress';
  const read = async () => {
    cpe.face.inform();
    const [answer] = await cpe.acs.play([
      ask.values(address, 'Device.ManagementServer.NATDetected'),
    ]);
    await cpe.idle();
    return Object.values(valuesIn(answer));
  };
  let values = await read();
  while (values[0] === '') values = await read();
  assert.deepEqual(values, ['192.0.2.7:4711', '1']);
  const sessions = cpe.acs.informs().length;
  for (let n = 0; n < 3; n += 1) socket.send(udpRequest(100, 'a'), from, '127.0.0.1');
  await cpe.acs.play([]);
  await cpe.idle();
  assert.equal(cpe.acs.informs().length, sessions + 1);
  mapped.port = 4712;
  cpe.gateway.clock.advance(300_000);
  values = await read();
  while (values[0] !== '192.0.2.7:4712') values = await read();
  socket.close();
});
