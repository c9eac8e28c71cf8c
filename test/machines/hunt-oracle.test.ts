/**
 * A walk over the proxies as thirty lines that keep no state, and the chart: they contact the same
 * servers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Arbitrary,
  array,
  assert as check,
  constantFrom,
  oneof,
  property,
  record,
} from 'fast-check';
import type { InviteFact } from '../../machines/hunt-walk.ts';
import type { HuntPolicy } from '../../src/domain/invite-outcome.ts';
import type { PlannedTry } from '../../src/domain/walk.ts';
import { planOf, quarantined } from '../support/lives.ts';
import { startHunt } from './start-hunt.ts';

/** What one server does to the one INVITE that it gets. */
type Outcome =
  | { readonly does: 'silent' }
  | { readonly does: 'quarantined' }
  | { readonly does: 'answers' }
  | {
      readonly does: 'refuses';
      readonly status: number;
      readonly after: 'none' | 'trying' | 'rang';
    }
  | { readonly does: 'breaks'; readonly after: 'none' | 'trying' | 'rang' };

/** Decision table B, without late answers: the servers that are sent an INVITE. */
function hunt(outcomes: readonly Outcome[], { invitePolicy, also }: HuntPolicy): readonly number[] {
  const contacted: number[] = [];
  let isForgiven = false;
  let isAnyoneSilent = false;
  for (const [server, outcome] of outcomes.entries()) {
    if (outcome.does === 'quarantined') continue;
    contacted.push(server);
    if (outcome.does === 'answers') return contacted;
    if (outcome.does === 'silent') {
      isAnyoneSilent = true;
      continue;
    }
    if (outcome.after === 'rang') return contacted;
    if (outcome.does === 'breaks') {
      if (outcome.after === 'trying' && isForgiven) return contacted;
      isForgiven ||= outcome.after === 'trying';
      continue;
    }
    const { status } = outcome;
    const isMerged = status === 482 && isAnyoneSilent;
    const goesOn = (status === 503 && invitePolicy === 'rfc3263') || also.includes(status);
    if (isMerged || !goesOn) return contacted;
  }
  return contacted;
}

/** Lets the chart meet the same outcomes. */
function contactedByChart(outcomes: readonly Outcome[], policy: HuntPolicy): readonly number[] {
  const plan = outcomes.flatMap(({ does }, server): readonly PlannedTry[] =>
    does === 'quarantined' ? [quarantined(`${server}`, 30)] : planOf(`${server}`),
  );
  const walk = startHunt({ plan, policy });
  const contacted: number[] = [];
  for (;;) {
    const invited = walk.did().findLast((text) => text.startsWith('invite'));
    const server = Number(invited?.split(' ')[1] ?? Number.NaN);
    const outcome = outcomes[server];
    if (!outcome) return contacted;
    contacted.push(server);
    play(walk, contacted.length, outcome);
  }
}

function play(walk: ReturnType<typeof startHunt>, attempt: number, outcome: Outcome): void {
  if (outcome.does === 'silent') return walk.clock.advance(8000);
  if (outcome.does === 'answers') return walk.answer(attempt);
  if (outcome.does === 'quarantined') return;
  const { after } = outcome;
  if (after !== 'none') walk.trying(attempt);
  if (after === 'rang') walk.ring(attempt);
  if (outcome.does === 'breaks') walk.fail(attempt, after);
  else walk.refuse(attempt, outcome.status, { hadRung: after === 'rang' });
}

const after = constantFrom('none', 'trying', 'rang');
const outcome: Arbitrary<Outcome> = oneof(
  constantFrom<Outcome>({ does: 'silent' }, { does: 'quarantined' }, { does: 'answers' }),
  record({
    does: constantFrom('refuses'),
    status: constantFrom(404, 482, 486, 500, 503, 600),
    after,
  }),
  record({ does: constantFrom('breaks'), after }),
);
const policies: Arbitrary<HuntPolicy> = record({
  invitePolicy: constantFrom('rfc3263', 'manual'),
  also: constantFrom([], [500], [500, 502]),
});

void test('the chart contacts the servers that the table says, in 10,000 random walks', () => {
  const walks = property(array(outcome, { maxLength: 6 }), policies, (outcomes, policy) => {
    assert.deepEqual(contactedByChart(outcomes, policy), hunt(outcomes, policy));
  });
  check(walks, { numRuns: 10_000 });
});

type Step = { readonly attempt: number; readonly does: string } | { readonly does: 'time' };

const step: Arbitrary<Step> = oneof(
  record({
    attempt: constantFrom(1, 2, 3),
    does: constantFrom('trying', 'rang', 'answered', '404', '482', '503', 'breaks'),
  }),
  constantFrom({ does: 'time' } as const),
);

/** What a server can say after all that it has said. */
function factOf(attempt: number, does: string, said: ReadonlySet<string>): InviteFact {
  if (does === 'trying' || does === 'answered') return { type: `attempt.${does}`, attempt };
  if (does === 'rang') return { type: 'attempt.rang', attempt, status: 180 };
  const hadRung = said.has(`rang ${attempt}`);
  const phase = hadRung ? 'rang' : said.has(`trying ${attempt}`) ? 'trying' : 'none';
  if (does === 'breaks') return { type: 'attempt.unreachable', attempt, reason: '', phase };
  return { type: 'attempt.refused', attempt, status: Number(does), reason: '', hadRung };
}

void test('invariant 13: once somebody rings or answers nobody else is asked, whatever comes late', () => {
  const stories = property(array(step, { maxLength: 15 }), (steps) => {
    const walk = startHunt();
    const said = new Set<string>();
    let asked = 0;
    let isAnswered = false;
    for (const one of steps) {
      const invites = walk.did().filter((text) => text.startsWith('invite')).length;
      asked += invites;
      assert.ok(!isAnswered || invites === 0);
      if (walk.output()) return;
      if (!('attempt' in one)) walk.clock.advance(8000);
      else if (one.attempt <= asked) {
        walk.send(factOf(one.attempt, one.does, said));
        said.add(`${one.does} ${one.attempt}`);
        isAnswered ||= one.does === 'answered' || (one.does === 'rang' && one.attempt === asked);
      }
    }
  });
  check(stories, { numRuns: 3000 });
});
