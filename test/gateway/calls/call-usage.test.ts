/** Minutes of a day: used up by calls in progress too, also by those of before a restart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallRecord } from '../../../src/domain/call-record.ts';
import { setServices } from '../../../src/domain/services.ts';
import type { CallSession } from '../../../src/gateway/calls/call-session.ts';
import { CallUsage } from '../../../src/gateway/calls/call-usage.ts';
import { Usage } from '../../../src/gateway/calls/usage.ts';
import { configured, user } from '../../support/configured.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const minuteMs = 60_000;
const epochMs = Date.parse('2026-01-01T12:00:00Z');

/** alice may talk for ten minutes a day. */
function start() {
  const clock = new ManualClock();
  const configuration = setServices(configured(user('alice', '200')), 'alice', {
    minutesPerDay: '10',
  });
  const usage = new Usage(() => clock.now());
  const sessions = new Map<string, CallSession>();
  const told: string[] = [];
  const calls = new CallUsage({
    world: { clock, wallClock: () => epochMs + clock.now() },
    configuration: () => configuration,
    usage,
    get: (id) => sessions.get(id),
    denied: (name, number, why) => told.push(`${name} ${number} ${why}`),
  });
  const call = (id: string, kind: 'proxies' | 'rule' | 'emergency' = 'proxies') => {
    const connectedAtMs = clock.now();
    const session = {
      facts: { id, startedAtMs: connectedAtMs, called: '555', caller: { user: 'alice' } },
      way: () => ({ route: { kind, number: '555' }, forwardedBy: [] }),
      forwarder: () => undefined,
      actor: {
        getSnapshot: () => ({ context: { connectedAtMs } }),
        send: ({ type }: { type: string }) => {
          told.push(`${id} ${type}`);
          end(id);
        },
      },
    } as unknown as CallSession;
    sessions.set(id, session);
    calls.begin(session);
    calls.connected(session);
  };
  const end = (id: string) => {
    const session = sessions.get(id);
    sessions.delete(id);
    if (session) calls.end(session);
  };
  return { clock, usage, calls, call, end, told };
}

test('a call that goes on and on ends when the minutes of its user are used up', () => {
  const { clock, call, told, usage } = start();
  call('one');
  clock.advance(10 * minuteMs - 1);
  assert.deepEqual(told, []);
  clock.advance(1);
  assert.deepEqual(told, ['alice 555 minutes-per-day', 'one call.limited']);
  assert.equal(usage.of('alice').minutesLastDay, 10);
});

test('two calls at a time use them up twice as fast, and both end', () => {
  const { clock, call, told } = start();
  call('one');
  clock.advance(4 * minuteMs);
  call('two');
  clock.advance(3 * minuteMs);
  assert.deepEqual(told.toSorted(), [
    'alice 555 minutes-per-day',
    'one call.limited',
    'two call.limited',
  ]);
});

test('a call that ends in time is forgotten by the clock; what it used is not', () => {
  const { clock, call, end, told } = start();
  call('one');
  clock.advance(6 * minuteMs);
  end('one');
  clock.advance(60 * minuteMs);
  assert.deepEqual(told, []);
  call('two');
  clock.advance(4 * minuteMs);
  assert.deepEqual(told, ['alice 555 minutes-per-day', 'two call.limited']);
});

test('calls by rules and to emergency centres use nothing up', () => {
  const { clock, call, told } = start();
  call('one', 'rule');
  call('two', 'emergency');
  clock.advance(60 * minuteMs);
  assert.deepEqual(told, []);
});

test('a restart gives nobody new minutes, and a day later they are new', () => {
  const { clock, calls, usage } = start();
  const record = (route: string, from: string, hoursAgo: number) =>
    ({
      route,
      from,
      startedAt: new Date(epochMs - hoursAgo * 60 * minuteMs).toISOString(),
      connectedAt: new Date(epochMs - hoursAgo * 60 * minuteMs).toISOString(),
      endedAt: new Date(epochMs - hoursAgo * 60 * minuteMs + 3 * minuteMs).toISOString(),
    }) as CallRecord;
  calls.restore([
    record('proxies', 'alice', 0.5),
    record('user alice > proxies', '555', 2),
    record('user bob', 'alice', 2),
    record('proxies', 'alice', 30),
  ]);
  assert.deepEqual(usage.of('alice'), { calls: 0, callsLastHour: 1, minutesLastDay: 6 });
  clock.advance(25 * 60 * minuteMs);
  assert.equal(usage.of('alice').minutesLastDay, 0);
});
