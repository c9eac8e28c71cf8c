/** Drills as orders and by the clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDrill, drillSeconds } from '../../src/domain/drill.ts';
import { begunDrill, drillResult, drillText } from '../../src/domain/drill-report.ts';
import {
  nextDrillMs,
  type ScheduledDrill,
  timeOfDrill,
  withScheduled,
} from '../../src/domain/drill-schedule.ts';
import { attached, configured, location, proxy, softPort, user } from '../support/configured.ts';

const two = configured(
  location('east', 'east.example.com', true),
  location('west', 'west.example.com'),
  proxy('east', 'east.example.com'),
  softPort('p1'),
  user('alice', '200'),
  user('bob', '201'),
  attached('alice', 'p1'),
);

const refusals: readonly (readonly [
  why: string,
  order: Parameters<typeof checkDrill>[1],
  code: string,
])[] = [
  ['an unknown server', { server: 'north', seconds: 60, line: undefined }, 'E-NOT-FOUND'],
  ['no time', { server: 'east', seconds: 0, line: undefined }, 'E-VALUE'],
  ['a fraction', { server: 'east', seconds: 0.5, line: undefined }, 'E-VALUE'],
  ['too much time', { server: 'east', seconds: 3601, line: undefined }, 'E-VALUE'],
  ['an unknown line', { server: 'west', seconds: 60, line: 'carol' }, 'E-NOT-FOUND'],
  ['a line at no port', { server: 'west', seconds: 60, line: 'bob' }, 'E-USER-DETACHED'],
  ['the only proxy', { server: 'east', seconds: 60, line: 'alice' }, 'E-DRILL-UNSAFE'],
];

for (const [why, order, code] of refusals) {
  void test(`a drill is refused for ${why}`, () => {
    assert.throws(() => checkDrill(two, order), { code });
  });
}

void test('a drill of a disabled server is refused', () => {
  const off = {
    ...two,
    locationServers: two.locationServers.map((one) => ({ ...one, enabled: false })),
  };
  const order = { server: 'west', seconds: 60, line: undefined };
  assert.throws(() => checkDrill(off, order), { code: 'E-DRILL-UNSAFE' });
});

void test('in shadow, or with another server left, a drill is allowed', () => {
  checkDrill(two, { server: 'east', seconds: 1, line: undefined });
  checkDrill(two, { server: 'west', seconds: 3600, line: 'alice' });
});

for (const text of ['', '0', '-1', '1e3', '60 ', '99999', '٣']) {
  void test(`"${text}" is no number of seconds`, () => {
    assert.throws(() => drillSeconds(text), { code: 'E-VALUE' });
  });
}

const at = Date.UTC(2026, 0, 1, 3, 0);

for (const [text, afterMs, nextMs] of [
  ['03:00', at - 1, at],
  ['03:00', at, at + 86_400_000],
  ['00:00', at, Date.UTC(2026, 0, 2)],
  ['23:59', at, Date.UTC(2026, 0, 1, 23, 59)],
] as const) {
  void test(`daily ${text} after ${new Date(afterMs).toISOString()} is next due at ${new Date(nextMs).toISOString()}`, () => {
    assert.equal(nextDrillMs(timeOfDrill(text, undefined), afterMs), nextMs);
  });
}

void test('every so many hours counts from the last time', () => {
  assert.equal(nextDrillMs(timeOfDrill(undefined, '12'), at), at + 12 * 3_600_000);
});

for (const [daily, every] of [
  ['24:00', undefined],
  ['3:00', undefined],
  ['03:60', undefined],
  ['03:00:00', undefined],
  [undefined, '0'],
  [undefined, '8761'],
  [undefined, '1.5'],
  [undefined, undefined],
  ['03:00', '1'],
] as const) {
  void test(`daily ${daily ?? '-'} every ${every ?? '-'} is no time of a drill`, () => {
    assert.throws(() => timeOfDrill(daily, every), { code: 'E-VALUE' });
  });
}

void test('a schedule has names of its own, and an end', () => {
  const one: ScheduledDrill = {
    name: 'nightly',
    server: 'west',
    seconds: 60,
    line: undefined,
    time: { everyHours: 24 },
  };
  const all = withScheduled([], one, two);
  assert.throws(() => withScheduled(all, one, two), { code: 'E-NAME-TAKEN' });
  assert.throws(() => withScheduled(all, { ...one, name: '1st' }, two), { code: 'E-NAME' });
  const full = Array.from({ length: 20 }, (_, n) => ({ ...one, name: `n${n}` }));
  assert.throws(() => withScheduled(full, one, two), { code: 'E-DRILL-LIMIT' });
});

void test('a report in words', () => {
  const begun = begunDrill({ server: 'east', seconds: 60, line: 'alice' }, '1', '');
  assert.equal(drillText(begun), 'live drill of server east, 60 s, line alice');
  assert.equal(
    drillResult(begun),
    'noticed not at all, 0 of 0 lines moved, 0 came back, 0 of 0 calls lost',
  );
  const over = { ...begun, noticedMs: 4100, movedMs: 9040, returnedMs: 75_966, lines: 3 };
  assert.equal(
    drillResult({ ...over, linesMoved: 3, linesReturned: 3, calls: 2, callsLost: 1 }),
    'noticed after 4.1 s, 3 of 3 lines moved after 9.0 s, 3 came back after 76.0 s, 1 of 2 calls lost',
  );
});
