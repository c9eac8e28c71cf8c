/**
 * A hundred thousand broken messages into a whole endpoint, from a seed: it answers or it does not,
 * and goes on.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { respondTo } from '../../src/sip/message/build.ts';
import { readEnvelope } from '../../src/sip/message/envelope.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { addresses, contacts, seconds, vias } from '../../src/sip/message/readers.ts';
import { preconditionRefusal } from '../../src/sip/ua/preconditions.ts';
import { type SeededRandom, seededRandom } from '../simulation/random.ts';
import { answerText, requestText, WireWorld } from '../sip/wire-world.ts';
import { corpus } from './corpus.ts';

const seed = Number(process.env['SEED'] ?? 5118);
const count = Number(process.env['MESSAGES'] ?? 100_000);

const pieces = [
  ...['\r\n', '\n', '\r', '\r\n ', ':', ';', ',', '<', '>', '"', '\\', '%00', '%', '=', '@', '['],
  ...[
    ']',
    '::',
    '\0',
    ' ',
    '\t',
    'sip:',
    'tag=',
    ';branch=z9hG4bK',
    'Content-Length: 9\r\n',
    '__proto__',
  ],
  ...['Via: ', 'l: -1\r\n', '4294967296', 'é', '\u{fffd}', 'a'.repeat(300), ', '.repeat(40)],
].map((text) => Buffer.from(text));

function mutated(random: SeededRandom, originals: readonly Buffer[]): Buffer {
  let bytes = random.pick(originals);
  for (let edits = random.between(1, 5); edits > 0; edits -= 1) {
    const at = random.between(0, bytes.length);
    const head = bytes.subarray(0, at);
    switch (random.between(0, 4)) {
      case 0:
        bytes = Buffer.concat([head, random.pick(pieces), bytes.subarray(at)]);
        break;
      case 1:
        bytes = Buffer.concat([head, bytes.subarray(at + random.between(1, 20))]);
        break;
      case 2:
        bytes = Buffer.from(bytes);
        if (at < bytes.length) bytes[at] = random.between(0, 255);
        break;
      case 3: {
        // A piece of another message.
        const other = random.pick(originals);
        const from = random.between(0, other.length);
        bytes = Buffer.concat([head, other.subarray(from, from + 80), bytes.subarray(at)]);
        break;
      }
      default:
        bytes = head;
    }
  }
  return bytes;
}

function start() {
  const world = new WireWorld({ serverTransactionsMax: 500 });
  world.onRequest = (transaction) => {
    const { request, envelope } = transaction;
    contacts(request);
    vias(request);
    addresses(request, 'Route');
    seconds(request, 'Expires');
    assert.notEqual(envelope.callId, '');
    const status = request.method === 'INVITE' ? 486 : 200;
    transaction.respond(preconditionRefusal(request, new Set()) ?? respondTo(request, status));
  };
  return world;
}

test(`${count} mutated messages: nothing throws, every answer is SIP, the next request is answered`, (t) => {
  t.diagnostic(`seed ${seed}`);
  const random = seededRandom(seed);
  const world = start();
  const invite = requestText('INVITE', { body: 'v=0\r\n', fields: ['Route: <sip:a;lr>'] });
  const sample = parseMessage(Buffer.from(invite), 'datagram');
  assert.ok(sample.ok && sample.message.kind === 'request');
  const own = [invite, requestText('OPTIONS'), answerText(sample.message, 200)];
  const originals = [...own.map((text) => Buffer.from(text)), ...corpus.map(({ bytes }) => bytes)];
  const { requests, sent, acknowledged, cancelled } = world;
  for (let round = 0; round < count; round += 1) {
    // The wire reads what is sent: an answer that is no SIP would throw here.
    world.receive(mutated(random, originals));
    if (round % 500 === 499) {
      world.clock.advance(33_000);
      for (const list of [requests, sent, acknowledged, cancelled]) list.length = 0;
    }
  }
  assert.deepEqual(world.faults, []);
  world.clock.advance(60_000);
  assert.equal(world.endpoint.transactions(), 0);
  sent.length = 0;
  world.receive(requestText('OPTIONS', { callId: 'afterwards', branch: 'z9hG4bKafterwards' }));
  assert.deepEqual(world.takeNames(), ['200']);
});

test('any datagram of 64 kB is judged in 5 ms', () => {
  const world = start();
  const head = requestText('OPTIONS').slice(0, -2);
  const worst: string[] = [];
  for (const piece of pieces) {
    const text = piece
      .toString()
      .repeat(Math.ceil(65_000 / piece.length))
      .slice(0, 65_000);
    for (const bytes of [text, `${head}X: ${text}`, `${head}Contact: ${text}\r\n\r\n`].map((one) =>
      Buffer.from(one.slice(0, 65_500)),
    )) {
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 5; run += 1) {
        const before = process.threadCpuUsage();
        world.receive(bytes);
        const { user, system } = process.threadCpuUsage(before);
        best = Math.min(best, (user + system) / 1000);
      }
      if (best > 5) worst.push(`${JSON.stringify(piece.toString())}: ${best.toFixed(1)} ms`);
    }
  }
  assert.deepEqual(worst, []);
});

test('a response can be mutated as well: whoever waits is told or is not', () => {
  const random = seededRandom(seed + 1);
  const world = start();
  const { endpoint } = world;
  let heard = 0;
  for (let round = 0; round < 3000; round += 1) {
    const request = parseMessage(
      Buffer.from(requestText('OPTIONS', { callId: String(round) }).replace(/Via: .*\r\n/, '')),
      'datagram',
    );
    const message = request.ok ? request.message : request.fault.request;
    assert.ok(message?.kind === 'request');
    endpoint.request(
      message,
      { transport: 'udp', address: '192.0.2.7', port: 5060, domain: 'x' },
      'wan',
      { response: () => (heard += 1), failed: () => undefined },
    );
    const text = Buffer.from(answerText(world.takeRequest(), 200));
    world.receive(mutated(random, [text]));
    if (round % 100 === 99) world.clock.advance(40_000);
    world.sent.length = 0;
  }
  assert.deepEqual(world.faults, []);
  assert.ok(heard > 30, `only ${heard} were still responses`);
});

test('an envelope that is read is sound, whatever surrounds it', () => {
  const random = seededRandom(seed + 2);
  const original = Buffer.from(requestText('INVITE'));
  for (let round = 0; round < 20_000; round += 1) {
    const parsed = parseMessage(mutated(random, [original]), 'datagram');
    const read = parsed.ok ? readEnvelope(parsed.message) : undefined;
    if (!read?.ok) continue;
    const { cseq, callId, via } = read.envelope;
    assert.ok(Number.isInteger(cseq.number) && cseq.method !== '' && callId !== '');
    assert.doesNotMatch(`${callId}${via.host}`, /[\r\n]/);
  }
});
