/**
 * BER as SNMP uses it: what is written is read back; what is broken is found, and nothing ever
 * throws.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { BerReader } from '../../../src/management/snmp/ber-reader.ts';
import { BerWriter, encodeVarbind } from '../../../src/management/snmp/ber-writer.ts';
import { readMessage, readScopedPdu } from '../../../src/management/snmp/message.ts';
import { readVarbinds } from '../../../src/management/snmp/pdu.ts';
import type { SnmpValue } from '../../../src/management/snmp/value.ts';
import { ask, v2c, v3 } from './datagrams.ts';

const arc = fc.integer({ min: 0, max: 0xffff_ffff });
const oid = fc
  .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 39 }), fc.array(arc))
  .map(([first, second, rest]) => [first, second, ...rest]);
const bytes = fc.uint8Array({ maxLength: 300 }).map((value) => Buffer.from(value));

const value: fc.Arbitrary<SnmpValue> = fc.oneof(
  fc.integer().map((number) => ({ type: 'integer' as const, value: number })),
  arc.map((number) => ({ type: 'counter32' as const, value: number })),
  arc.map((number) => ({ type: 'gauge32' as const, value: number })),
  arc.map((number) => ({ type: 'timeTicks' as const, value: number })),
  bytes.map((octets) => ({ type: 'octets' as const, value: octets })),
  bytes.map((octets) => ({ type: 'opaque' as const, value: octets })),
  oid.map((name) => ({ type: 'oid' as const, value: name })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((big) => ({ type: 'counter64' as const, value: big })),
  fc.constant({ type: 'null' as const }),
  fc.constant({ type: 'endOfMibView' as const }),
);

test('every variable binding is read back as it was written', () => {
  fc.assert(
    fc.property(oid, value, (name, held) => {
      const reader = new BerReader(encodeVarbind({ oid: name, value: held }));
      const outer = reader.enter(0x30);
      assert.deepEqual(reader.oid(), name);
      assert.deepEqual(reader.value(), held);
      reader.leave(outer);
      assert.ok(reader.isSound && reader.isAtEnd);
    }),
  );
});

test('octets that are anything are read as a message or refused, without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
      readMessage(Buffer.from(octets));
      readScopedPdu(Buffer.from(octets));
    }),
    { numRuns: 2000 },
  );
});

test('messages with any octet changed are read or refused, without a throw', () => {
  const messages = [v2c({ varbinds: [ask('1.3.6.1.2.1.1.1.0')] }), v3({})];
  fc.assert(
    fc.property(fc.constantFrom(...messages), fc.nat(), fc.nat(255), (message, at, octet) => {
      const changed = Buffer.from(message);
      changed[at % changed.length] = octet;
      readMessage(changed);
    }),
    { numRuns: 3000 },
  );
});

const broken: readonly (readonly [why: string, hex: string])[] = [
  ['an indefinite length', '3080020100'],
  ['a length of five octets', '308500000000050201000000'],
  ['a length behind the end', '30ff'],
  ['an integer of no octets', '30020200'],
  ['an integer of five octets', '300702050100000000'],
];

for (const [why, hex] of broken) {
  test(`${why} is unsound`, () => {
    const reader = new BerReader(Buffer.from(hex, 'hex'));
    reader.enter(0x30);
    reader.integer();
    assert.equal(reader.isSound, false);
  });
}

const brokenOids: readonly (readonly [why: string, hex: string])[] = [
  ['no octets', '0600'],
  ['an end inside a sub-identifier', '06022b86'],
  ['a sub-identifier that begins with 0x80', '06032b8001'],
  ['a sub-identifier over 2^32-1', '06062b9080808000'],
];

for (const [why, hex] of brokenOids) {
  test(`an object identifier with ${why} is unsound`, () => {
    const reader = new BerReader(Buffer.from(hex, 'hex'));
    reader.oid();
    assert.equal(reader.isSound, false);
  });
}

test('F1, F5: sub-identifiers to 2^32-1 and arcs below 2 are names like others', () => {
  for (const name of ['1.3.6.1.2.1.4294967295', '2.999.1', '0.0', '2.47.5']) {
    const { oid: sent } = ask(name);
    const writer = new BerWriter();
    writer.oid(sent);
    assert.deepEqual(new BerReader(writer.result()).oid(), sent, name);
  }
});

test('more variable bindings than anybody needs are refused', () => {
  const one = encodeVarbind(ask('1.3'));
  const writer = new BerWriter();
  writer.raw(Buffer.concat(Array.from({ length: 257 }, () => one)));
  writer.wrap(0x30, 0);
  assert.equal(readVarbinds(new BerReader(writer.result())), undefined);
});
