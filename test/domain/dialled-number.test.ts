/** From dialled digits to the called number: mask, map, terminators, prefix replacements. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Configuration } from '../../src/domain/configuration.ts';
import {
  calledNumber,
  dialledSoFar,
  isInMap,
  takenDigits,
} from '../../src/domain/dialled-number.ts';
import type { PortFields } from '../../src/domain/ports.ts';
import {
  attachPrefixReplacement,
  createPrefixReplacement,
} from '../../src/domain/prefix-replacements.ts';
import { type Change, configured, softPort } from '../support/configured.ts';

function portIn(configuration: Configuration) {
  const [port] = configuration.ports;
  assert.ok(port);
  return port;
}

function replacing(name: string, prefix: string, replacement: string): Change {
  return (configuration) =>
    attachPrefixReplacement(createPrefixReplacement(configuration, { name, prefix, replacement }), {
      name,
      port: 'p1',
      isAdded: true,
    });
}

function dial(digits: string, fields: Partial<PortFields>, ...changes: readonly Change[]) {
  const configuration = configured(softPort('p1', fields), ...changes);
  return calledNumber(configuration, portIn(configuration), digits);
}

test('without a map dialling ends with # or with a pause', () => {
  const port = portIn(configured(softPort('p1')));
  assert.equal(dialledSoFar(port, ''), 'partial');
  assert.equal(dialledSoFar(port, '12'), 'onTimeout');
  assert.equal(dialledSoFar(port, '12#'), 'complete');
});

test('of digits that come one by one a port takes no more than make a number, or can make none', () => {
  const configuration = configured(softPort('p1', { digitMap: '[2-4]xx|9x.T', dialMask: '1' }));
  for (const [dialled, digits, match] of [
    ['0', '0', 'partial'],
    ['020', '020', 'partial'],
    ['0200', '0200', 'complete'],
    ['02001', '0200', 'complete'],
    ['092345', '092345', 'onTimeout'],
    ['08001', '08', 'impossible'],
    // No map may hide an emergency number.
    ['112', '112', 'complete'],
  ] as const) {
    assert.deepEqual(takenDigits(configuration, portIn(configuration), dialled), { digits, match });
  }
});

test('a whole number is in the map of a port with what ends it or without; a name always is', () => {
  const port = portIn(
    configured(softPort('p1', { digitMap: '[2-4]xx|9xx#|12|123T', dialMask: '1' })),
  );
  for (const known of ['0200', '0900#', '0900', '012', '0123', 'Otto']) {
    assert.ok(isInMap(port, known), known);
  }
  for (const unknown of ['0', '020', '02000', '0800', '0900##', '200']) {
    assert.ok(!isInMap(port, unknown), unknown);
  }
  assert.ok(isInMap(portIn(configured(softPort('p1', { dialMask: '1' }))), '0'));
});

test('a replacement changes the prefix that its map matches', () => {
  const example = replacing('prefix001', '*001', '04411');
  assert.equal(dial('*0012345', {}, example), '044112345');
  assert.equal(dial('0012345', {}, example), '0012345');
  assert.equal(dial('*0012345#', {}, example), '044112345');
  assert.equal(dial('*001', {}, example), '04411');
});

test('the mask is taken away before the prefix is looked for', () => {
  const plus = replacing('plus', '00', '+');
  assert.throws(() => dial('1', {}, plus), { code: 'E-DIGITS' });
  const country = replacing('home', '0', '+390');
  assert.equal(dial('9021234', { dialMask: '1' }, country), '+39021234');
});

test('a prefix also sees the number without terminators in front of it', () => {
  assert.equal(dial('#0212', {}, replacing('home', '02', '+3902')), '+390212');
});

test('the shortest prefix of the first rule that matches is replaced, once', () => {
  const long = replacing('long', '0[0-9]', '+39');
  const short = replacing('short', '0', '+390');
  assert.equal(dial('0212', {}, long, short), '+3912');
  assert.equal(dial('0212', {}, short, long), '+390212');
  assert.equal(dial('0012', {}, replacing('one', '0|00', '7')), '7012');
});

test('a name that a phone calls is taken as it is', () => {
  assert.equal(dial('Otto', { dialMask: '1' }), 'Otto');
  assert.equal(dial('Bad', {}), 'Bad');
  assert.equal(dial('al-x', {}), 'al-x');
});

test('nothing is called when nothing is left', () => {
  for (const [digits, dialMask] of [
    ['', '0'],
    ['#', '0'],
    ['12', '2'],
    ['12', '5'],
    ['12#', '2'],
  ] as const) {
    assert.equal(dial(digits, { dialMask }), undefined, digits);
  }
});

test('a replacement that is on the port but gone from the list does nothing', () => {
  const configuration = configured(softPort('p1'), replacing('home', '0', '1'));
  const broken = { ...configuration, prefixReplacements: [] };
  assert.equal(calledNumber(broken, portIn(broken), '02'), '02');
});
