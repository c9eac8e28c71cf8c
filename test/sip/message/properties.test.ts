/** What holds for every input: nothing throws, and what is written is read back the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createRequest, createResponse, respondTo } from '../../../src/sip/message/build.ts';
import { formatMessage } from '../../../src/sip/message/format.ts';
import type { Message } from '../../../src/sip/message/message.ts';
import { formatNameAddr, parseNameAddr } from '../../../src/sip/message/name-addr.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { addresses, contacts, seconds, vias } from '../../../src/sip/message/readers.ts';
import { formatUri, parseUri } from '../../../src/sip/message/uri.ts';
import { uriEquals } from '../../../src/sip/message/uri-equals.ts';
import { formatVia, parseVia } from '../../../src/sip/message/via.ts';
import { corpus, noCorpora } from '../../conformance/corpus.ts';
import { field, nameAddr, sipUri, uri, via } from './arbitraries.ts';
import { judge, parsed, sample } from './samples.ts';

const seed = Number(process.env['SEED'] ?? 4475);
console.log(`seed ${seed}`);

function holds<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void, numRuns = 1_000): void {
  fc.assert(fc.property(arbitrary, property), { seed, numRuns });
}

/** Touches everything that can be asked of a message, and answers it. */
function exercise(bytes: Buffer): void {
  for (const framing of ['datagram', 'stream'] as const) {
    const result = parseMessage(bytes, framing);
    const verdict = judge(bytes, framing);
    const message = result.ok ? result.message : result.fault.request;
    if (message !== undefined) read(message);
    const refused = verdict?.fault.request;
    if (refused !== undefined) reparse(formatMessage(respondTo(refused, 400, { toTag: 'x' })));
  }
}

function read(message: Message): void {
  for (const [name, value] of message.headers.fields()) {
    assert.doesNotMatch(`${name}${value}`, /[\r\n]/);
    assert.ok(message.headers.count(name) > 0);
    message.headers.all(name);
    seconds(message, name);
    addresses(message, name);
  }
  contacts(message);
  vias(message);
  if (message.kind === 'request') parseUri(message.uri);
}

/** An answer to anything is itself a message. */
function reparse(bytes: Buffer): void {
  assert.ok(parseMessage(bytes, 'stream').ok, bytes.toString());
}

test('arbitrary bytes never throw', () => {
  holds(fc.uint8Array({ maxLength: 2_000 }), (bytes) => exercise(Buffer.from(bytes)));
});

test('arbitrary fields around a good start line never throw', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'Via',
      'v',
      'Contact',
      'To',
      'l',
      'CSeq',
      ':',
      ': ',
      '\r\n',
      '\r\n ',
      '\r',
      '\n',
    ),
    fc.constantFrom(
      'SIP/2.0/UDP ',
      '<sip:',
      '>',
      '"',
      '\\',
      ',',
      ';',
      '=',
      '%',
      '[',
      ']',
      '::',
      '@',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const head = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  holds(head, (text) => {
    exercise(Buffer.from(`INVITE sip:a@b SIP/2.0\r\n${text}\r\n\r\n`));
    exercise(sample([text]));
  });
});

test('mutated torture messages never throw', { skip: noCorpora }, () => {
  const originals = corpus.map(({ bytes }) => bytes);
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(8),
    insert: fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constant(Buffer.from('\r\n'))),
  });
  const mutated = fc
    .tuple(fc.constantFrom(...originals), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([original, edits]) => {
      let bytes = original;
      for (const { at, cut, insert } of edits) {
        const from = Math.floor(at * bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + cut)]);
      }
      return bytes;
    });
  holds(mutated, exercise, 5_000);
});

test('a URI is read as it was written, and equals itself', () => {
  holds(uri, (value) => {
    const again = parseUri(formatUri(value));
    assert.deepEqual(again, value);
    assert.ok(again && uriEquals(again, value));
  });
});

test('an address is read as it was written', () => {
  holds(nameAddr, (value) => assert.deepEqual(parseNameAddr(formatNameAddr(value)), value));
});

test('a Via is read as it was written', () => {
  holds(via, (value) => assert.deepEqual(parseVia(formatVia(value)), value));
});

const parts = fc.record({
  via,
  from: nameAddr,
  fields: fc.array(field, { maxLength: 6 }),
  body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  uri: sipUri,
});

test('a message is read as it was written', () => {
  holds(parts, ({ via: top, from, fields, body, uri: target }) => {
    const all = [['Via', formatVia(top)], ['From', formatNameAddr(from)], ...fields] as const;
    for (const message of [
      createRequest({ method: 'INVITE', uri: formatUri(target), fields: all, body }),
      createResponse({ status: 183, reason: 'Größe', fields: all, body }),
    ]) {
      const bytes = formatMessage(message);
      const again = parsed(bytes, 'stream');
      assert.deepEqual(again.headers.fields().slice(0, -1), message.headers.fields());
      assert.deepEqual(again.body, message.body);
      assert.deepEqual(vias(again), [top]);
      assert.deepEqual(formatMessage(again), bytes);
    }
  });
});
