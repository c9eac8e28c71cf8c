/**
 * Every message of RFC 4475 and RFC 5118 sent to a real endpoint: as a datagram, as a stream, byte
 * by byte.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { Framer } from '../../src/sip/transport/framing.ts';
import { Queue } from '../sip/transport/ears.ts';
import { until } from '../support/until.ts';
import { corpus, noCorpora, type Torture } from './corpus.ts';
import { SmallGateway } from './small-gateway.ts';

const skip = noCorpora;
let gateway: SmallGateway;
before(async () => {
  if (skip === false) gateway = await SmallGateway.open();
});
after(() => gateway?.close());

interface Outcome {
  /** The status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  readonly isClosed: boolean;
}

const marker = 'the-next-one';
let sent = 0;

function nextOptions(transport: string): string {
  sent += 1;
  const id = `${marker}-${sent}`;
  return (
    `OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/${transport} 127.0.0.1:9;branch=z9hG4bK${id}\r\n` +
    'Max-Forwards: 70\r\nFrom: <sip:t@example.com>;tag=t\r\nTo: <sip:127.0.0.1>\r\n' +
    `Call-ID: ${id}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`
  );
}

/** The status of a response, and whether it answers the OPTIONS that came after. */
function readAnswer(bytes: Buffer): { status: number; isNext: boolean } {
  const parsed = parseMessage(bytes, 'stream');
  assert.ok(parsed.ok && parsed.message.kind === 'response', bytes.toString());
  const { status, headers } = parsed.message;
  return { status, isNext: headers.first('Call-ID')?.startsWith(marker) ?? false };
}

async function asDatagram({ bytes }: Torture): Promise<Outcome> {
  const socket = createSocket('udp4');
  const answers = new Queue<Buffer>();
  socket.on('message', (message) => answers.push(message));
  await new Promise<void>((resolve) => socket.connect(gateway.port, '127.0.0.1', resolve));
  socket.send(bytes);
  socket.send(nextOptions('UDP'));
  let status: number | undefined;
  for (;;) {
    const answer = readAnswer(await answers.next());
    if (answer.isNext) {
      assert.equal(answer.status, 200);
      break;
    }
    assert.equal(status, undefined, 'two answers');
    status = answer.status;
  }
  socket.close();
  return { status, isClosed: false };
}

/** A connection that takes its own answers apart. */
async function openStream() {
  const socket = connect(gateway.port, '127.0.0.1');
  socket.setNoDelay(true);
  const answers: { status: number; isNext: boolean }[] = [];
  let isClosed = false;
  const framer = new Framer({
    message: (bytes) => answers.push(readAnswer(bytes)),
    lineEnds: () => undefined,
    broken: (_, rule) => assert.fail(rule),
  });
  socket.on('data', (chunk: Buffer) => framer.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => (isClosed = true));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return { socket, answers, isClosed: () => isClosed };
}

async function anotherOptions(): Promise<void> {
  const { socket, answers } = await openStream();
  socket.write(nextOptions('TCP'));
  await until(() => answers[0]?.status === 200, 'the answer to the next request');
  socket.destroy();
}

async function asStream(message: Torture, isBytewise: boolean): Promise<Outcome> {
  const { socket, answers, isClosed } = await openStream();
  // What never ends would swallow whatever follows on the same connection.
  const isEndless = message.acceptStream.includes('wait-then-close');
  const bytes = isEndless
    ? message.bytes
    : Buffer.concat([message.bytes, Buffer.from(nextOptions('TCP'))]);
  const step = isBytewise ? 1 : bytes.length;
  for (let at = 0; at < bytes.length; at += step) {
    socket.write(bytes.subarray(at, at + step));
    if (at % 64 === 0) await setImmediate();
  }
  await anotherOptions();
  if (isEndless) gateway.clock.advance(31_000);
  const isOver = () => answers.some(({ isNext }) => isNext) || isClosed();
  await until(() => isOver() || (isEndless && answers.length > 0), 'an answer or the end');
  socket.destroy();
  const [own, ...others] = answers.filter(({ isNext }) => !isNext);
  assert.deepEqual(others, [], 'two answers');
  assert.ok(answers.every(({ isNext, status }) => !isNext || status === 200));
  return { status: own?.status, isClosed: isClosed() };
}

const parseErrors = [400, 414, 505, 513];

function fits({ status, isClosed }: Outcome, word: string): boolean {
  switch (word) {
    case 'any':
      return true;
    case 'process':
      return status !== undefined && !parseErrors.includes(status);
    case 'drop':
    case 'drop-no-transaction':
      return status === undefined && !isClosed;
    case '400+close':
      return status === 400 && isClosed;
    case 'close':
    case 'wait-then-close':
      return status === undefined && isClosed;
    default:
      return status === Number(word);
  }
}

function isOutcome(word: string): boolean {
  return word === 'drop' || /^[0-9]{3}$/.test(word);
}

function judge(outcome: Outcome, accept: readonly string[], never: readonly string[]): void {
  const said = JSON.stringify(outcome);
  assert.ok(
    accept.some((word) => fits(outcome, word)),
    `${said} is not among ${accept.join(', ')}`,
  );
  // Of what must never be acted on, a success would be the proof.
  const { status = 0 } = outcome;
  const isActedOn = status >= 200 && status < 300;
  assert.ok(
    !never.some((word) =>
      word === 'process' ? isActedOn : isOutcome(word) && fits(outcome, word),
    ),
    `${said} is what must never be: ${never.join(', ')}`,
  );
  assert.deepEqual(gateway.faults, []);
}

test('all 51 and 12 messages are here', { skip }, () => assert.equal(corpus.length, 51 + 12));

for (const message of corpus) {
  const { name, acceptDatagram, acceptStream, never } = message;
  test(`${name} as a datagram, and the next request is answered`, async () => {
    gateway.renew();
    judge(await asDatagram(message), acceptDatagram, never);
    assert.ok(gateway.requests <= 2, 'two transactions of one message');
  });
  for (const isBytewise of acceptStream.includes('n/a') ? [] : [false, true]) {
    test(`${name} ${isBytewise ? 'byte by byte' : 'as a stream'}, and the next request is answered`, async () => {
      gateway.renew();
      judge(await asStream(message, isBytewise), acceptStream, never);
    });
  }
}
