/** Alert-Info: its names, never its URIs. RFC 3261 §20.4, RFC 7462. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequest } from '../../../src/sip/message/build.ts';
import { alertNames } from '../../../src/sip/ua/alert-info.ts';

function names(...values: readonly string[]) {
  const fields = values.map((value) => ['Alert-Info', value] as const);
  return alertNames(createRequest({ method: 'INVITE', uri: 'sip:a@b', fields }));
}

test('a name is that of info, the end of the URI, or the bare word', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['<http://127.0.0.1/Bellcore-dr2>', ['Bellcore-dr2']],
    ['<http://example.com/x.wav>;info=alert-external', ['alert-external', 'x.wav']],
    ['<urn:alert:source:external>', ['external']],
    ['<http://a/b?c=d;e#f>;info="two words"', ['two words', 'b']],
    ['external', ['external']],
    ['external;x=y', ['external']],
    ['Bellcore-dr1, <http://a/Bellcore-dr2>', ['Bellcore-dr1', 'Bellcore-dr2']],
  ];
  for (const [value, expected] of table) assert.deepEqual(names(value), expected, value);
});

test('what names nothing names nothing, and there is an end to it', () => {
  for (const value of ['', '<>', '<', '>', ';', '<http://a/>', `<http://a/${'x'.repeat(65)}>`]) {
    assert.deepEqual(
      names(value).filter((name) => name.length > 1),
      [],
      value,
    );
  }
  assert.equal(names(...Array.from({ length: 50 }, (_, at) => `name${at}`)).length, 4);
  assert.deepEqual(names('<http://a/\u00e9>'), []);
});
