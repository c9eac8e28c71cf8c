/**
 * The endpoint on real sockets: both sides, all transports, and the way back. RFC 3261 §18, RFC
 * 3581.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { realClock } from '../../../src/runtime/clock.ts';
import { realRandom } from '../../../src/runtime/random.ts';
import { createEndpoint } from '../../../src/sip/endpoint.ts';
import type { Target, Transport, TransportEvents, TransportName } from '../../../src/sip/flow.ts';
import { createRequest, respondTo } from '../../../src/sip/message/build.ts';
import type { Request } from '../../../src/sip/message/message.ts';
import type { Endpoint, ServerTransaction } from '../../../src/sip/transaction-user.ts';
import type { TlsMaterial } from '../../../src/sip/transport/dial.ts';
import { ListenFault, openTransport } from '../../../src/sip/transport/transport.ts';
import { Authority, noOpenssl } from '../../support/certificates.ts';
import { freePort } from '../../support/ports.ts';
import { Queue } from './ears.ts';

interface Node {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly requests: ServerTransaction[];
  readonly port: number;
}

/** A whole endpoint that answers every request 200. */
async function open(t: TestContext, address: string, tls?: TlsMaterial): Promise<Node> {
  const requests: ServerTransaction[] = [];
  const port = await freePort(address);
  const ears: TransportEvents[] = [];
  const events: TransportEvents = {
    received: (bytes, flow) => ears[0]?.received(bytes, flow),
    malformed: (bytes, flow, rule) => ears[0]?.malformed(bytes, flow, rule),
    failed: (target, side, fault) => ears[0]?.failed(target, side, fault),
  };
  const side = { address, advertise: undefined };
  const lan = { ...side, port: await freePort(address) };
  const sides = { lan, wan: { ...side, port } };
  const transport = await openTransport({ sides, events, clock: realClock, ...(tls && { tls }) });
  const endpoint = createEndpoint({
    clock: realClock,
    random: realRandom,
    transport,
    events: {
      request(transaction) {
        requests.push(transaction);
        const body = transaction.request.headers.first('Subject') ?? '';
        transaction.respond(respondTo(transaction.request, 200, { body }));
      },
      cancelled: () => undefined,
      acknowledged: () => undefined,
    },
  });
  ears.push(endpoint);
  t.after(async () => {
    endpoint.close();
    await transport.close();
  });
  return { endpoint, transport, requests, port };
}

function options(subject = ''): Request {
  return createRequest({
    method: 'OPTIONS',
    uri: 'sip:example.com',
    fields: [
      ['Max-Forwards', '70'],
      ['From', '<sip:a@example.com>;tag=1'],
      ['To', '<sip:example.com>'],
      ['Call-ID', realRandom.hex(8)],
      ['CSeq', '1 OPTIONS'],
      ['Subject', subject],
    ],
  });
}

async function ask({ endpoint }: Node, target: Target, request = options()): Promise<string> {
  const answers = new Queue<string>();
  endpoint.request(request, target, 'wan', {
    response: ({ status, body }) => answers.push(`${status} ${body.length}`),
    failed: (reason) => answers.push(reason),
  });
  return await answers.next();
}

const targetOf = (
  transport: TransportName,
  port: number,
  address = '127.0.0.1',
  domain = address,
): Target => ({ transport, address, port, domain });

for (const address of ['127.0.0.1', '::1']) {
  for (const transport of ['udp', 'tcp'] as const) {
    test(`a request over ${transport} to ${address} is answered; its Via has received and rport`, async (t) => {
      const [one, other] = [await open(t, address), await open(t, address)];
      assert.equal(await ask(one, targetOf(transport, other.port, address)), '200 0');
      const [transaction] = other.requests;
      const { via } = transaction?.envelope ?? assert.fail();
      assert.equal(via.host, address);
      assert.equal(via.transport, transport.toUpperCase());
      const top = transaction?.request.headers.first('Via') ?? '';
      assert.ok(top.includes(`;received=${address}`), top);
      if (transport === 'udp') assert.ok(top.includes(`;rport=${one.port}`), top);
    });
  }
}

test('both sides have their own port, in their sockets and in their Via', async (t) => {
  const [one, other] = [await open(t, '127.0.0.1'), await open(t, '127.0.0.1')];
  const answers = new Queue<number>();
  one.endpoint.request(options(), targetOf('udp', other.port), 'lan', {
    response: ({ status }) => answers.push(status),
    failed: () => answers.push(0),
  });
  assert.equal(await answers.next(), 200);
  const { flow, envelope } = other.requests[0] ?? assert.fail();
  assert.equal(flow.port, one.transport.local('lan', 'udp').port);
  assert.equal(envelope.via.port, flow.port);
});

test('a closed port answers a request within milliseconds', async (t) => {
  const one = await open(t, '127.0.0.1');
  const before = performance.now();
  assert.equal(await ask(one, targetOf('udp', await freePort())), 'refused');
  assert.ok(performance.now() - before < 250);
});

test('a large request goes by TCP, the small ones beside it by UDP', async (t) => {
  const [one, other] = [await open(t, '127.0.0.1'), await open(t, '127.0.0.1')];
  assert.equal(await ask(one, targetOf('udp', other.port), options('x'.repeat(2000))), '200 2000');
  assert.equal(await ask(one, targetOf('udp', other.port)), '200 0');
  assert.deepEqual(
    other.requests.map(({ flow }) => flow.transport),
    ['tcp', 'udp'],
  );
});

test('a large request falls back to UDP where nobody listens on TCP', async (t) => {
  const one = await open(t, '127.0.0.1');
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  t.after(() => socket.close());
  const got = new Queue<string>();
  socket.on('message', (bytes) => got.push(bytes.toString()));
  const { port } = socket.address();
  one.endpoint.request(options('x'.repeat(2000)), targetOf('udp', port), 'wan', {
    response: () => undefined,
    failed: () => undefined,
  });
  const text = await got.next();
  assert.match(text, /^OPTIONS /);
  assert.match(text, /Via: SIP\/2\.0\/UDP /);
});

const skip = noOpenssl;

test('TLS by the configured domain is answered, by another it fails and goes nowhere else', {
  skip,
}, async (t) => {
  const authority = new Authority();
  t.after(() => authority.remove());
  const ca = authority.ca();
  const other = await open(t, '127.0.0.1', { ca, ...authority.sign('DNS:example.com') });
  const one = await open(t, '127.0.0.1', { ca, cert: undefined, key: undefined });
  const port = other.port + 1;
  assert.equal(await ask(one, targetOf('tls', port, '127.0.0.1', 'example.com')), '200 0');
  assert.equal(other.requests[0]?.flow.transport, 'tls');
  assert.equal(await ask(one, targetOf('tls', port, '127.0.0.1', 'example.net')), 'certificate');
  assert.equal(other.requests.length, 1);
});

test('a port that is taken is explained, and nothing stays open', async (t) => {
  const one = await open(t, '127.0.0.1');
  const side = { address: '127.0.0.1', advertise: undefined };
  const lan = { ...side, port: await freePort() };
  const events = { received() {}, malformed() {}, failed() {} };
  const sides = { lan, wan: { ...side, port: one.port } };
  await assert.rejects(
    openTransport({ sides, events, clock: realClock }),
    (error: unknown) =>
      error instanceof ListenFault && /cannot listen on wan .*EADDRINUSE/.test(error.message),
  );
  // The LAN side was open already: its port must be free again.
  const again = { lan: { ...side, port: await freePort() }, wan: lan };
  await (await openTransport({ sides: again, events, clock: realClock })).close();
});

test('what others call us is the advertised address, with the port that is bound', async () => {
  const port = await freePort();
  const events = { received() {}, malformed() {}, failed() {} };
  const lan = { address: '127.0.0.1', port: await freePort(), advertise: undefined };
  const wan = { address: '127.0.0.1', port, advertise: '203.0.113.9' };
  const transport = await openTransport({ sides: { lan, wan }, events, clock: realClock });
  assert.deepEqual(transport.local('wan', 'udp'), { host: '203.0.113.9', port });
  assert.deepEqual(transport.local('lan', 'tcp'), { host: '127.0.0.1', port: lan.port });
  await transport.close();
});
