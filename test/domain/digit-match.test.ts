/** Digits against maps, one by one: when dialling ends, and by which alternative. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compileDigitMap } from '../../src/domain/digit-map.ts';
import {
  type DigitMatch,
  feedDigits,
  matchDigits,
  matchesNumber,
  shortestMatch,
  startDigits,
} from '../../src/domain/digit-match.ts';

const table: readonly (readonly [map: string, dialled: string, match: DigitMatch])[] = [
  ['[2-4]xx', '', 'partial'],
  ['[2-4]xx', '2', 'partial'],
  ['[2-4]xx', '23', 'partial'],
  ['[2-4]xx', '234', 'complete'],
  // The first digit already cannot match: busy tone at once.
  ['[2-4]xx', '5', 'impossible'],
  ['([2-4]xx|9[2-9]xxxxxx)', '9', 'partial'],
  ['([2-4]xx|9[2-9]xxxxxx)', '91', 'impossible'],
  ['([2-4]xx|9[2-9]xxxxxx)', '92345678', 'complete'],
  ['xxxxxxx#|xxxxxxx*', '1234567', 'partial'],
  ['xxxxxxx#|xxxxxxx*', '1234567*', 'complete'],
  ['xxxxxxx#|xxxxxxx*', '12345678', 'impossible'],
  // Shortest match: the longer alternative is never reached.
  ['12|123', '12', 'complete'],
  ['1x.', '1', 'complete'],
  // A T at the end waits for the pause, one in the middle is ignored.
  ['1x.T', '1', 'onTimeout'],
  ['1x.T', '12345', 'onTimeout'],
  ['1T2', '12', 'complete'],
  ['12T', '12', 'onTimeout'],
  ['12T', '123', 'impossible'],
  ['12T|123', '12', 'onTimeout'],
  ['12T|123', '123', 'complete'],
  // Digits behind a complete number do not count.
  ['12', '12999', 'complete'],
];

test('dialling ends when the manual says that it does', () => {
  for (const [text, dialled, match] of table) {
    assert.equal(matchDigits(compileDigitMap(text, 128), dialled), match, `${text} and ${dialled}`);
  }
});

test('of two alternatives complete on one digit the left-most has it', () => {
  const both = feedDigits(startDigits(compileDigitMap('1x|12|3', 128)), '12');
  assert.deepEqual([both.match, both.alternative], ['complete', 0]);
  const turned = feedDigits(startDigits(compileDigitMap('12|1x', 128)), '12');
  assert.equal(turned.alternative, 0);
  const waiting = feedDigits(startDigits(compileDigitMap('12T|1x', 128)), '12');
  assert.deepEqual([waiting.match, waiting.alternative], ['complete', 1]);
});

test('a complete or impossible number takes no further digit', () => {
  const complete = feedDigits(startDigits(compileDigitMap('12', 128)), '123');
  assert.equal(complete.digits, '12');
  assert.equal(feedDigits(complete, '4'), complete);
  const impossible = feedDigits(startDigits(compileDigitMap('12', 128)), '99');
  assert.equal(impossible.digits, '9');
});

const digitChars = '0123456789ABCD*#'.split('');
const atom = fc.oneof(
  fc.constantFrom(...digitChars),
  fc.constant('x'),
  fc.constantFrom('[2-4]', '[13579]', '[0-9*#]', '[A-D]'),
);
const step = fc.tuple(atom, fc.constantFrom('', '', '.')).map((parts) => parts.join(''));
const alternative = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 4 }), fc.constantFrom('', 'T'))
  .map(([steps, timer]) => `${steps.join('')}${timer}`);
const mapText = fc
  .array(alternative, { minLength: 1, maxLength: 3 })
  .map((alternatives) => alternatives.join('|'));
const digits = fc.string({ unit: fc.constantFrom(...digitChars), maxLength: 7 });

/** The same map as regular expressions, for whole numbers. */
function oracle(text: string): readonly { readonly whole: RegExp; readonly waits: boolean }[] {
  return text.split('|').map((one) => {
    const source = one
      .replace(/T/g, '')
      .replace(/\*(?![^[]*\])/g, '\\*')
      .replace(/x/g, '[0-9]')
      .replace(/(?<!^)\.(?![^[]*\])/g, '*');
    return { whole: new RegExp(`^(?:${source})$`), waits: one.endsWith('T') };
  });
}

test('the first moment that any alternative is complete ends dialling, as a brute search says', () => {
  fc.assert(
    fc.property(mapText, digits, (text, dialled) => {
      const map = compileDigitMap(text, 128);
      const alternatives = oracle(text);
      const lengths = Array.from(dialled, (_, at) => at + 1);
      const isComplete = (length: number, mayWait: boolean) =>
        alternatives.some(
          ({ whole, waits }) => (mayWait || !waits) && whole.test(dialled.slice(0, length)),
        );
      const state = feedDigits(startDigits(map), dialled);
      const completeAt = lengths.find((length) => isComplete(length, false));
      if (completeAt !== undefined) {
        assert.equal(state.match, 'complete');
        assert.equal(state.digits.length, completeAt);
      } else {
        assert.notEqual(state.match, 'complete');
        const isPausing = dialled !== '' && isComplete(dialled.length, true);
        assert.equal(state.match === 'onTimeout', isPausing);
      }
      assert.equal(shortestMatch(map, dialled), lengths.find((n) => isComplete(n, true)) ?? 0);
      assert.equal(
        matchesNumber(map, dialled),
        dialled !== '' && alternatives.some(({ whole }) => whole.test(dialled)),
      );
    }),
    { numRuns: 2000 },
  );
});

test('impossible means that no further digits could help', () => {
  fc.assert(
    fc.property(mapText, digits, digits, (text, dialled, more) => {
      const map = compileDigitMap(text, 128);
      fc.pre(matchDigits(map, dialled) === 'impossible');
      assert.ok(!matchesNumber(map, `${dialled}${more}`));
    }),
    { numRuns: 500 },
  );
});

test('a map that repeats everything is matched without going back', () => {
  const map = compileDigitMap(`${'x.'.repeat(60)}#`, 128);
  assert.equal(matchDigits(map, '1'.repeat(2000)), 'partial');
  assert.equal(matchesNumber(map, `${'1'.repeat(2000)}*`), false);
});
