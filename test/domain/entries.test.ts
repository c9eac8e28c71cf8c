/** The shared limit under any order of acts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { createDraft, deleteDraft } from '../../src/domain/drafts.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { entriesUsed } from '../../src/domain/entries.ts';
import { deleteRule } from '../../src/domain/forwarding-rules.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { deleteUser } from '../../src/domain/users.ts';
import { configured, rule, user } from '../support/configured.ts';

type Act = (configuration: Configuration) => Configuration;

const slot = fc.integer({ min: 0, max: 79 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: slot.map((n): Act => user(`u${n}`, String(1000 + n))) },
  { weight: 4, arbitrary: slot.map((n): Act => rule(`r${n}`, String(2000 + n))) },
  {
    weight: 1,
    arbitrary: slot.map(
      (n): Act =>
        (before) =>
          deleteUser(before, `u${n}`),
    ),
  },
  {
    weight: 1,
    arbitrary: slot.map(
      (n): Act =>
        (before) =>
          deleteRule(before, `r${n}`),
    ),
  },
  {
    weight: 1,
    arbitrary: slot.map(
      (n): Act =>
        (before) =>
          createDraft(before, 'user', `d${n}`),
    ),
  },
  {
    weight: 1,
    arbitrary: slot.map(
      (n): Act =>
        (before) =>
          deleteDraft(before, `d${n}`),
    ),
  },
);

/** What faces do: an act that is refused changes nothing. */
function tried(before: Configuration, one: Act): { after: Configuration; refused?: string } {
  try {
    return { after: one(before) };
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return { after: before, refused: error.code };
  }
}

test('users, forwarding rules and their drafts never exceed 100, whatever the order of the acts', () => {
  let fullest = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 150, maxLength: 400, size: 'max' }), (acts) => {
      let configuration = emptyConfiguration;
      for (const one of acts) {
        const { used } = entriesUsed(configuration);
        const { after, refused } = tried(configuration, one);
        if (refused === 'E-ENTRY-LIMIT') assert.equal(used, 100);
        configuration = after;
        fullest = Math.max(fullest, entriesUsed(configuration).used);
      }
      assert.ok(entriesUsed(configuration).used <= 100);
      checkConfiguration(configuration);
    }),
    { numRuns: 40 },
  );
  assert.equal(fullest, 100);
});

test('the refusal says how many of each kind there are', () => {
  const full = configured(
    ...Array.from({ length: 64 }, (_, n) => user(`u${n}`, String(1000 + n))),
    ...Array.from({ length: 36 }, (_, n) => rule(`r${n}`, String(2000 + n))),
  );
  assert.throws(() => user('more', '1')(full), {
    code: 'E-ENTRY-LIMIT',
    message: '100 entries are in use (64 users, 36 forwarding rules)',
  });
});
