/** Digit maps as text: what is a map and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDigitMap, isPlainNumber } from '../../src/domain/digit-map.ts';
import { matchesNumber, stripTerminators } from '../../src/domain/digit-match.ts';

/** Whether a number is one of those that a map means. */
const meant: readonly (readonly [map: string, yes: readonly string[], no: readonly string[]])[] = [
  ['123', ['123'], ['12', '1234', '124', '']],
  ['x', ['0', '9'], ['A', '#', '']],
  ['[2-4]xx', ['200', '499'], ['100', '20', '2000', '2a0']],
  ['([2-4]xx|9[2-9]xxxxxx)', ['222', '92000000'], ['91000000', '9200000']],
  ['xxxxxxx#|xxxxxxx*', ['1234567#', '1234567*'], ['1234567', '1234567##']],
  ['1x.', ['1', '10', '1999999'], ['2', '']],
  ['0x.T', ['0', '01'], ['1']],
  ['0T1', ['01'], ['0', '0T1']],
  ['[135a-c]', ['1', '3', '5', 'A', 'b', 'C'], ['2', 'D']],
  ['*21*x.#', ['*21*#', '*21*5#'], ['*21*', '21*5#']],
  ['+39x.', ['+39', '+3902'], ['39']],
  ['12.3', ['13', '123', '12223'], ['1223x', '12']],
  ['[x#]', ['5', '#'], ['*']],
];

test('a map means the numbers that the manual says', () => {
  for (const [text, yes, no] of meant) {
    const map = compileDigitMap(text, 128);
    for (const number of yes) assert.ok(matchesNumber(map, number), `${text} means ${number}`);
    for (const number of no) assert.ok(!matchesNumber(map, number), `${text} is not ${number}`);
  }
});

test('case does not matter, neither in the map nor in the digits', () => {
  const lower = compileDigitMap('aX.t', 128);
  assert.deepEqual(lower.alternatives, compileDigitMap('Ax.T', 128).alternatives);
  assert.ok(matchesNumber(lower, 'A12') && matchesNumber(lower, 'a12'));
});

test('a broken map is refused with the rule that it breaks', () => {
  const broken: readonly (readonly [map: string, rule: RegExp])[] = [
    ['', /1 to 32 characters, this has 0/],
    ['1'.repeat(33), /1 to 32 characters, this has 33/],
    ['1|', /an alternative is empty/],
    ['|1', /an alternative is empty/],
    ['()', /an alternative is empty/],
    ['T', /an alternative is empty/],
    ['.', /repeats what stands before it/],
    ['1|.', /repeats what stands before it/],
    ['[12', /a bracket is not closed/],
    ['12]', /"\]" means nothing/],
    ['[]', /at least one digit/],
    ['[-3]', /a range runs from a digit to a higher one/],
    ['[3-1]', /a range runs from a digit to a higher one/],
    ['[1-]', /a range runs from a digit to a higher one/],
    ['[9-A]', /a range runs from a digit to a higher one/],
    ['[x-9]', /a range runs from a digit to a higher one/],
    ['1-3', /"-" means nothing/],
    ['[1,2]', /"," means nothing/],
    ['(1', /"\(" means nothing/],
    ['1)', /"\)" means nothing/],
    ['((1)|2)', /"\(" means nothing/],
    ['1 2', /" " means nothing/],
    ['E', /"E" means nothing/],
    ['[1[2]]', /"\[" means nothing/],
    ['é', /"\?" means nothing/],
  ];
  for (const [text, rule] of broken) {
    assert.throws(() => compileDigitMap(text, 32), { code: 'E-DIGIT-MAP', message: rule }, text);
  }
});

test('a plain number is a map of itself alone', () => {
  for (const text of ['0', '0123456789', '*21#', 'aBcD', '+39']) assert.ok(isPlainNumber(text));
  for (const text of ['', 'x', '1.', '1T', '1|2', '[1]', '(1)', '1-2']) {
    assert.ok(!isPlainNumber(text), text);
  }
});

test('terminators and timer marks are stripped wherever they stand', () => {
  assert.equal(stripTerminators('#1*2T3t'), '123');
  assert.equal(stripTerminators('#*T'), '');
});
