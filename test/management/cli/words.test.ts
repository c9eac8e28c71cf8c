/** A line cut into words: blanks, quotes, backslashes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { commandLine } from '../../../src/domain/command-line.ts';
import { commandWords, isCommandLine, splitWords } from '../../../src/management/cli/words.ts';

test('blanks and tabs separate words', () => {
  assert.deepEqual(commandWords('  a\tb   c '), ['a', 'b', 'c']);
  assert.deepEqual(commandWords(''), []);
});

test('quotes hold words together and may be empty', () => {
  assert.deepEqual(commandWords('a "b c" \'d "e\' ""'), ['a', 'b c', 'd "e', '']);
  assert.deepEqual(commandWords('pre"fix ed"'), ['prefix ed']);
});

test('a backslash takes the next character as it is, but not between single quotes', () => {
  assert.deepEqual(commandWords('a\\ b "\\"" \'\\\''), ['a b', '"', '\\']);
});

test('a quotation mark that is not closed is refused', () => {
  assert.throws(() => commandWords('a "b'), { code: 'E-COMMAND-QUOTE' });
});

test('completion knows whether the line ends inside a word', () => {
  assert.deepEqual(splitWords('a b'), { words: ['a', 'b'], isOpen: true, unclosed: false });
  assert.deepEqual(splitWords('a b '), { words: ['a', 'b'], isOpen: false, unclosed: false });
  assert.deepEqual(splitWords('a "b '), { words: ['a', 'b '], isOpen: true, unclosed: true });
});

test('blank lines and remarks of a script are no commands', () => {
  assert.deepEqual(['', '  ', '# remark', '  # remark', 'x # y'].map(isCommandLine), [
    false,
    false,
    false,
    false,
    true,
  ]);
});

test('words written as a command line are read back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (words) => {
      assert.deepEqual(commandWords(commandLine(words)), words);
    }),
  );
});
