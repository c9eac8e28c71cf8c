/** A stream cut into messages: RFC 3261 §18.3, §7.5; RFC 5626 §3.5.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Framer } from '../../../src/sip/transport/framing.ts';
import { optionsText } from './ears.ts';

function start() {
  const log: string[] = [];
  const framer = new Framer({
    message: (bytes) => log.push(bytes.toString()),
    lineEnds: (count) => log.push(`CRLF ${count}`),
    broken: (_head, rule) => log.push(`broken: ${rule}`),
  });
  return {
    log,
    push: (text: string | Buffer) => framer.push(Buffer.from(text)),
    bytewise: (text: string) => {
      for (const byte of Buffer.from(text)) framer.push(Buffer.from([byte]));
    },
  };
}

const [one, two, three] = [optionsText('1'), optionsText('2', 'a\r\n\r\nb'), optionsText('3')];

test('messages are cut out of one chunk', () => {
  const { log, push } = start();
  push(one + two + three);
  assert.deepEqual(log, [one, two, three]);
});

test('messages are put together byte by byte', () => {
  const { log, bytewise } = start();
  bytewise(one + two + three);
  assert.deepEqual(log, [one, two, three]);
});

test('wherever two chunks meet, the messages are the same', () => {
  const all = one + two + three;
  for (let at = 1; at < all.length; at += 1) {
    const { log, push } = start();
    push(all.slice(0, at));
    push(all.slice(at));
    assert.deepEqual(log, [one, two, three], `cut at ${at}`);
  }
});

test('a message handed on is not overwritten by what follows', () => {
  const kept: Buffer[] = [];
  const framer = new Framer({
    message: (bytes) => kept.push(bytes),
    lineEnds: () => undefined,
    broken: () => undefined,
  });
  const all = Buffer.from(one + two + three.repeat(20));
  for (let at = 0; at < all.length; at += 7) framer.push(all.subarray(at, at + 7));
  assert.equal(kept.length, 22);
  assert.deepEqual(
    kept.slice(0, 3).map((bytes) => bytes.toString()),
    [one, two, three],
  );
});

test('CRLFs between messages are counted, run by run', () => {
  const { log, push } = start();
  push('\r\n');
  push(one);
  push('\r\n\r\n');
  push(`\r\n\r\n\r\n${one}`);
  assert.deepEqual(log, ['CRLF 1', one, 'CRLF 2', 'CRLF 3', one]);
});

for (const [name, field, rule] of [
  ['no Content-Length', 'X: 1', 'Missing Content-Length'],
  ['no number', 'Content-Length: abc', 'Bad Content-Length'],
  ['a negative one', 'l: -1', 'Bad Content-Length'],
  ['two of them', 'l: 0\r\nContent-Length: 0', 'Bad Content-Length'],
  ['a larger body than any message may have', 'l: 70000', 'Message Too Large'],
] as const) {
  test(`${name} loses the framing: nothing after it is read`, () => {
    const { log, push } = start();
    push(`${one.replace('Content-Length: 0', field)}${one}`);
    push(one);
    assert.deepEqual(log, [`broken: ${rule}`]);
  });
}

test('a Content-Length inside a folded field counts for nothing', () => {
  const { log, push } = start();
  const folded = one.replace(
    'Content-Length',
    'Subject: a\r\n Content-Length: 9\r\nContent-Length',
  );
  push(folded + two);
  assert.deepEqual(log, [folded, two]);
});

test('a folded Content-Length is read as the parser reads it', () => {
  const { log, push } = start();
  const folded = two.replace('Content-Length: ', 'Content-Length:\r\n  ');
  push(folded + one);
  assert.deepEqual(log, [folded, one]);
});

test('a head without an end is given up at 65,535 bytes', () => {
  const { log, push } = start();
  const line = `X: ${'y'.repeat(100)}\r\n`;
  push(one.slice(0, -2));
  for (let index = 0; index < 700; index += 1) push(line);
  assert.deepEqual(log, ['broken: Message Head Too Large']);
});

/** CPU microseconds for a head and a body of this length, byte by byte. */
function elapsed(length: number): number {
  const { bytewise } = start();
  const before = process.threadCpuUsage();
  bytewise(`${optionsText().slice(0, -2)}X: ${'y'.repeat(length)}`);
  bytewise(`\r\n\r\n`);
  bytewise(optionsText('2', 'z'.repeat(length)));
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

test('single bytes cost linear time, in the head and in the body', () => {
  elapsed(30_000);
  const short = Math.max(elapsed(4000), 1000);
  const long = elapsed(60_000);
  assert.ok(long < 60 * short, `${long} µs for 15 times what took ${short} µs`);
});
