/** Sealed secrets: what goes in comes out, in its place and with its key; nothing else does. */
import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createSealing } from '../../src/store/sealing.ts';

const text = fc.string({ unit: 'binary', maxLength: 300 });
const refused = { name: 'Refusal', code: 'E-SECRET-SEALED' };

function bytesOf(sealed: string): Buffer {
  return Buffer.from(sealed.slice('v1:'.length), 'base64url');
}

function newSealing() {
  return createSealing(createSecretKey(randomBytes(32)));
}

test('any secret comes out of its seal in its own place', () => {
  const { seal, unseal } = newSealing();
  fc.assert(
    fc.property(text, text, (secret, context) => {
      const sealed = seal(secret, context);
      assert.match(sealed, /^v1:[A-Za-z0-9_-]+$/);
      assert.equal(unseal(sealed, context), secret);
    }),
  );
});

test('a seal opens in no other place', () => {
  const { seal, unseal } = newSealing();
  fc.assert(
    fc.property(text, text, text, (secret, context, other) => {
      fc.pre(context !== other);
      assert.throws(() => unseal(seal(secret, context), other), refused);
    }),
  );
});

test('one changed, added or missing character is noticed, wherever it is', () => {
  const { seal, unseal } = newSealing();
  const place = fc.nat({ max: 400 });
  const character = fc.constantFrom('A', 'a', '0', '_', '-', 'v', ':', '=', ' ', '\n');
  fc.assert(
    fc.property(text, place, character, fc.nat({ max: 2 }), (secret, anywhere, put, act) => {
      const sealed = seal(secret, 'here');
      const at = anywhere % sealed.length;
      const changed = [
        sealed.slice(0, at) + put + sealed.slice(at + 1),
        sealed.slice(0, at) + put + sealed.slice(at),
        sealed.slice(0, at),
      ][act];
      fc.pre(changed !== undefined && changed !== sealed);
      assert.throws(() => unseal(changed ?? '', 'here'), refused);
    }),
    { numRuns: 500 },
  );
});

test('the spare bits of the last character are no second spelling', () => {
  const { seal, unseal } = newSealing();
  // 12 + 2 + 16 bytes end on a whole character; 12 + 3 + 16 leave four bits over.
  const sealed = seal('abc', 'here');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(sealed.at(-1) ?? '');
  const twin = sealed.slice(0, -1) + alphabet[last ^ 1];
  assert.deepEqual(bytesOf(twin), bytesOf(sealed), 'two spellings of the same bytes');
  assert.throws(() => unseal(twin, 'here'), refused);
});

test('another key opens nothing, and no text of any kind is taken for a seal', () => {
  const { seal } = newSealing();
  const { unseal } = newSealing();
  assert.throws(() => unseal(seal('swordfish', 'here'), 'here'), refused);
  fc.assert(
    fc.property(text, (anything) => {
      assert.throws(() => unseal(anything, 'here'), refused);
      assert.throws(() => unseal(`v1:${anything}`, 'here'), refused);
    }),
  );
});

test('the same secret never looks the same, and a refusal does not tell it', () => {
  const { seal, unseal } = newSealing();
  const seals = Array.from({ length: 500 }, () => seal('swordfish', 'here'));
  assert.equal(new Set(seals).size, 500);
  assert.equal(new Set(seals.map((sealed) => sealed.slice(0, 19))).size, 500, 'nonces');
  try {
    unseal(seals[0] ?? '', 'users/alice/password');
    assert.fail('it opened');
  } catch (error) {
    assert.match(String(error), /users\/alice\/password/);
    assert.doesNotMatch(String(error), /swordfish|v1:/);
  }
});
