/**
 * Which events become notifications, with what in them, and how many: pacing by a clock that only
 * moves when told.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedEvent } from '../../../src/management/events.ts';
import type { Notification } from '../../../src/management/snmp/channel.ts';
import { mibNotifications, mibObjects } from '../../../src/management/snmp/mib.ts';
import {
  type NotificationSettings,
  Notifications,
} from '../../../src/management/snmp/notifications.ts';
import { formatOid } from '../../../src/management/snmp/oid.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { shown } from './store-world.ts';

const objectNames = new Map([...mibObjects].map(([name, { oid }]) => [formatOid(oid), name]));
const notificationNames = new Map(
  [...mibNotifications].map(([name, { oid }]) => [formatOid(oid), name]),
);

/** `offhookRegistrationLost UserName=alice …`, without the common beginnings. */
function summary({ oid, varbinds }: Notification): string {
  const values = varbinds.map(({ oid: name, value }) => {
    const object = objectNames.get(formatOid(name.slice(0, -1))) ?? '';
    return `${object.replace(/^offhook(Notify)?/, '')}=${shown(value)}`;
  });
  return [notificationNames.get(oid) ?? oid, ...values].join(' ');
}

function openNotifications(part: Partial<NotificationSettings> = {}) {
  const clock = new ManualClock();
  const sent: Notification[] = [];
  const settings: NotificationSettings = {
    kinds: ['registration', 'server', 'capacity', 'call'],
    intervalMs: 10_000,
    authenticationTraps: false,
    ...part,
  };
  const notifications = new Notifications({
    clock,
    upTimeMs: () => clock.now(),
    settings: () => settings,
    entries: () => ({ used: 100, limit: 100 }),
    masterOf: (kind) => (kind === 'location' ? 'east' : undefined),
    send: (notification) => void sent.push(notification),
  });
  return { clock, sent, notifications };
}

function event(
  code: string,
  kind: LoggedEvent['subject']['kind'],
  name: string,
  facts: LoggedEvent['facts'] = {},
): LoggedEvent {
  const subject = { kind, name };
  return { number: 1, at: '', severity: 'info', code, subject, text: 'a sentence', facts };
}

const lost = (user: string) =>
  event('registration.lost', 'user', user, { server: 'east', status: 503, reason: 'Unavailable' });

const told: readonly (readonly [event: LoggedEvent, summary: string])[] = [
  [
    lost('alice'),
    'offhookRegistrationLost UserName=alice ServerKind=1 ServerFrom=east SipStatus=503 Reason=Unavailable Count=1',
  ],
  [
    event('registration.moved', 'user', 'bob', { from: 'east', to: 'west', reason: 'no answer' }),
    'offhookServerFailover UserName=bob ServerKind=1 ServerFrom=east ServerTo=west SipStatus=0 Reason=no answer Count=1',
  ],
  [
    event('server.down', 'proxyServer', 'edge', { reason: 'port closed' }),
    'offhookServerFailover UserName= ServerKind=2 ServerFrom=edge ServerTo= SipStatus=0 Reason=port closed Count=1',
  ],
  [
    event('server.up', 'locationServer', 'east'),
    'offhookServerMasterRestored ServerKind=1 ServerTo=east Count=1',
  ],
  [
    event('entries.limit-reached', 'gateway', ''),
    'offhookEntryLimitReached EntriesUsed=100 EntriesLimit=100 Count=1',
  ],
  [
    event('entries.limit-cleared', 'gateway', ''),
    'offhookEntryLimitCleared EntriesUsed=100 EntriesLimit=100 Count=1',
  ],
  [
    event('call.failed', 'call', '17', { from: 'alice', cause: 'no-server-reachable' }),
    'offhookCallFailed UserName=alice SipStatus=0 Reason=no-server-reachable Count=1',
  ],
];

for (const [happened, expected] of told) {
  test(`${happened.code} of ${happened.subject.kind} is ${expected.split(' ')[0]}`, () => {
    const { sent, notifications } = openNotifications();
    notifications.hear(happened);
    assert.deepEqual(sent.map(summary), [expected]);
  });
}

test('a registration is restored only for whom its loss was told', () => {
  const { sent, notifications } = openNotifications();
  const up = event('registration.up', 'user', 'alice', { server: 'west' });
  notifications.hear(up);
  assert.deepEqual(sent, []);
  notifications.hear(lost('alice'));
  notifications.hear(up);
  assert.equal(
    sent.map(summary)[1],
    'offhookRegistrationRestored UserName=alice ServerKind=1 ServerTo=west Count=1',
  );
});

test('a server that is no master comes back without a notification', () => {
  const { sent, notifications } = openNotifications();
  notifications.hear(event('server.up', 'locationServer', 'west'));
  notifications.hear(event('server.up', 'proxyServer', 'east'));
  assert.deepEqual(sent, []);
});

test('a hundred lines that move are two notifications, the second with a count of 99', () => {
  const { clock, sent, notifications } = openNotifications();
  for (let at = 0; at < 100; at += 1) notifications.hear(lost(`u${at}`));
  assert.equal(sent.length, 1);
  assert.equal(notifications.suppressed, 99);
  clock.advance(10_000);
  assert.match(sent.map(summary)[1] ?? '', /UserName=u99 .*Count=99$/);
  clock.advance(60_000);
  assert.equal(sent.length, 2);
});

test('a storm that goes on is one notification an interval', () => {
  const { clock, sent, notifications } = openNotifications();
  for (let second = 0; second < 60; second += 1) {
    for (let at = 0; at < 10; at += 1) notifications.hear(lost(`u${at}`));
    clock.advance(1000);
  }
  assert.equal(sent.length, 7);
  const counts = sent.map((one) => Number(/Count=(\d+)/.exec(summary(one))?.[1]));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    600,
  );
});

test('kinds that are not wanted are not sent; each kind is paced for itself', () => {
  const { sent, notifications } = openNotifications({ kinds: ['registration', 'capacity'] });
  for (const [happened] of told) notifications.hear(happened);
  assert.deepEqual(
    sent.map(({ kind }) => kind),
    ['registration', 'capacity', 'capacity'],
  );
});

test('authenticationFailure is sent only when it is switched on, and paced', () => {
  const off = openNotifications();
  off.notifications.authenticationFailed();
  assert.deepEqual(off.sent, []);
  const on = openNotifications({ authenticationTraps: true });
  for (let at = 0; at < 50; at += 1) on.notifications.authenticationFailed();
  on.clock.advance(10_000);
  assert.deepEqual(
    on.sent.map(({ oid }) => oid),
    Array(2).fill('1.3.6.1.6.3.1.1.5.5'),
  );
});

test('the agent starts cold once, and warm from then on', () => {
  const { sent, notifications } = openNotifications();
  notifications.started();
  notifications.started();
  assert.deepEqual(
    sent.map(({ oid }) => oid),
    ['1.3.6.1.6.3.1.1.5.1', '1.3.6.1.6.3.1.1.5.2'],
  );
});

test('stopped, nothing waits any more', () => {
  const { clock, notifications } = openNotifications();
  notifications.hear(lost('alice'));
  notifications.stop();
  assert.equal(clock.pending(), 0);
});
