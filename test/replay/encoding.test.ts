/** Values of charts as JSON and back: nothing is lost that a chart could tell apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecret } from '../../src/domain/secret.ts';
import {
  decode,
  encode,
  type Json,
  type Meanings,
  secretNames,
} from '../../src/replay/encoding.ts';

const meanings: Meanings = {
  call: (path) => () => path,
  actor: (id) => ({ actor: id }),
  secret: (name) => ({ secret: name }),
};

function throughJson(value: unknown): unknown {
  const json: Json = JSON.parse(JSON.stringify(encode(value, secretNames())));
  return decode(json, meanings);
}

for (const value of [
  null,
  'text',
  0,
  -0.5,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  undefined,
  [undefined, null],
  { a: undefined, b: [] },
  { '@map': 1, '@@': 2, '': 3 },
  new Map<unknown, unknown>([['a', new Set([1, undefined])]]),
  new Set(['x']),
]) {
  void test(`${JSON.stringify(encode(value, secretNames()))} comes back as it was`, () => {
    assert.deepEqual(throughJson(value), value);
  });
}

void test('functions come back by their path, actors by their id, errors by what they say', () => {
  const given = {
    queries: { plan: () => 1 },
    ref: { id: 'x:1', send: () => undefined, getSnapshot: () => undefined },
    error: new Error('why'),
  };
  const back = Object(throughJson(given));
  assert.equal(back.queries.plan(), 'queries.plan');
  assert.deepEqual(back.ref, { actor: 'x:1' });
  assert.equal(back.error.message, 'why');
});

void test('of secrets only the same and another can be told', () => {
  const name = secretNames();
  const [one, same, other] = ['hush', 'hush', 'quiet'].map((text) =>
    encode(createSecret(text), name),
  );
  assert.deepEqual(
    [one, same, other],
    [{ '@secret': 'secret 1' }, { '@secret': 'secret 1' }, { '@secret': 'secret 2' }],
  );
});

void test('what goes round in a circle, or is bytes, has an end', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  assert.ok(JSON.stringify(encode(circle, secretNames())).length < 1000);
  assert.deepEqual(encode(Buffer.from('abc'), secretNames()), { '@bytes': 3 });
});

void test('a prototype in a file becomes nobody’s prototype', () => {
  const json: Json = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
  const back = Object(decode(json, meanings));
  assert.equal(back.polluted, undefined);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
});
