import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addresses,
  contacts,
  maxForwards,
  parseSeconds,
  seconds,
  tokens,
  vias,
} from '../../../src/sip/message/readers.ts';
import { reasonPhrase } from '../../../src/sip/message/reasons.ts';
import { parsed, sample } from './samples.ts';

const withLines = (...lines: string[]) => parsed(sample(lines));

test('contacts are addresses, or the star, or nothing, or malformed', () => {
  assert.deepEqual(contacts(withLines()), []);
  assert.equal(contacts(withLines('m: *')), '*');
  assert.equal(contacts(withLines('m: <sip:a@b>, *')), undefined);
  const found = contacts(withLines('m: <sip:a@b>, sip:c@d;expires=5', 'Contact: "E" <sip:e@f>'));
  assert.ok(Array.isArray(found));
  assert.deepEqual(
    found.map(({ uri }) => uri.user),
    ['a', 'c', 'e'],
  );
});

test('routes keep their order over fields and commas', () => {
  const message = withLines('Route: <sip:a;lr>, <sip:b;lr>', 'Route: <sip:c;lr>');
  assert.deepEqual(
    addresses(message, 'Route')?.map(({ uri }) => uri.host),
    ['a', 'b', 'c'],
  );
  assert.equal(addresses(withLines('Route: <sip:a>,'), 'Route'), undefined);
  assert.equal(vias(withLines('Via: x')), undefined);
});

test('seconds are digits, parameters and comments aside', () => {
  assert.equal(parseSeconds('3600'), 3600);
  assert.equal(parseSeconds('1800;refresher=uac'), 1800);
  assert.equal(parseSeconds('120 (in a meeting);duration=60'), 120);
  for (const text of ['', 'x', '-1', '1.5', '5 6', 'Sat, 01 Jan 2000 00:00:00 GMT']) {
    assert.equal(parseSeconds(text), undefined, text);
  }
  assert.equal(seconds(withLines('Expires: 60'), 'Expires'), 60);
  assert.equal(seconds(withLines(), 'Expires'), undefined);
});

test('overlarge numbers are read as the largest there is', () => {
  assert.equal(seconds(withLines(`Expires: ${'9'.repeat(400)}`), 'Expires'), 4_294_967_295);
  assert.equal(maxForwards(withLines('Max-Forwards: 300')), 255);
  assert.equal(maxForwards(withLines('Max-Forwards: 0070')), 70);
  assert.equal(maxForwards(withLines('Max-Forwards: 7x')), undefined);
  assert.equal(maxForwards(withLines()), undefined);
});

test('tokens are a set without empty ones', () => {
  const message = withLines('k: 100rel,, timer', 'Supported: timer');
  assert.deepEqual([...tokens(message, 'Supported')], ['100rel', 'timer']);
  assert.equal(tokens(message, 'Require').size, 0);
});

test('an unknown status has the phrase of its class', () => {
  assert.equal(reasonPhrase(486), 'Busy Here');
  assert.equal(reasonPhrase(499), 'Bad Request');
  assert.equal(reasonPhrase(999), 'Unknown');
});
