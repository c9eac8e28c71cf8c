/** What is printed of an outcome. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAsked, replyTo } from '../../../src/management/cli/reply.ts';

test('--json at the end of a line asks for JSON and is no part of the command', () => {
  assert.deepEqual(readAsked('voip sip user list --json '), {
    line: 'voip sip user list',
    isJson: true,
  });
  assert.deepEqual(readAsked('voip sip user set a pseudonym x--json'), {
    line: 'voip sip user set a pseudonym x--json',
    isJson: false,
  });
});

test('an answer is its text, or its value as JSON', () => {
  const outcome = { ok: true, answer: { text: 'none', json: [] } } as const;
  assert.equal(replyTo(outcome, false), 'none');
  assert.equal(replyTo(outcome, true), '[]');
});

test('a refusal is its code and rule, as text and as JSON', () => {
  const error = { code: 'E-ENTRY-LIMIT', message: '100 entries are in use' };
  assert.equal(replyTo({ ok: false, error }, false), 'E-ENTRY-LIMIT: 100 entries are in use');
  assert.deepEqual(JSON.parse(replyTo({ ok: false, error }, true)), { error });
});
