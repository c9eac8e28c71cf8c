/** A gateway with something to see: lines, servers, calls, events and the lives behind them. */
import type { Configuration } from '../../src/domain/configuration.ts';
import { createPort } from '../../src/domain/ports.ts';
import { createServer } from '../../src/domain/servers.ts';
import { addUserPort, createUser } from '../../src/domain/users.ts';
import { chartsOfLives } from '../../src/gateway/watch/charts.ts';
import { LifeLog } from '../../src/management/lives.ts';
import type { CallView } from '../../src/management/view.ts';
import type { FakeGateway } from './fake-gateway.ts';
import { startOfTime } from './fake-gateway.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];

export function withContent(configuration: Configuration): Configuration {
  let next = configuration;
  for (const kind of ['location', 'proxy'] as const) {
    for (const name of ['east', 'west']) {
      const contact = `${name}.${kind === 'location' ? 'reg' : 'out'}.example.com`;
      next = createServer(next, { kind, name, contact, master: name === 'east' });
    }
  }
  next = createPort(next, 'soft', { name: 'p1' });
  for (const [at, name] of names.entries()) {
    next = createUser(next, { name, address: `${2001 + at}`, areaCode: '030' });
  }
  next = addUserPort(next, 'alice', 'p1');
  return next;
}

function call(at: number): CallView {
  return {
    id: `c${at}`,
    direction: 'outgoing',
    from: names[at % names.length] ?? '',
    to: `089123${400 + at}`,
    state: 'connected',
    server: 'east',
    route: 'proxies',
    user: null,
    sipCallId: null,
    startedAt: new Date(startOfTime).toISOString(),
    connectedAt: new Date(startOfTime).toISOString(),
    tries: [],
  };
}

/** The hour before: calls come and go, and for a few minutes lines move from server to server. */
export function showHour(gateway: FakeGateway): void {
  const { clock, statistics } = gateway;
  const up = { status: 'up' as const };
  for (let at = 0; at < 240; at += 1) {
    const isMoving = at > 160 && at < 176;
    const lost = isMoving ? Math.min(at - 160, 176 - at, names.length) : 0;
    const users = Object.fromEntries(names.slice(lost).map((name) => [name, up]));
    const busy = Math.round(3 + 2 * Math.sin(at / 19) + Math.sin(at / 5));
    gateway.setView({ users, calls: Array.from({ length: busy }, (_, index) => call(index)) });
    if (isMoving && at % 2 === 0) statistics.count('register_failovers', 'west');
    clock.advance(15_000);
  }
  gateway.setView({ calls: [call(0)] });
}

/** The master of the location servers is dead, and alice has moved to the second. */
export function showFailover(gateway: FakeGateway): LifeLog {
  const { events } = gateway;
  const at = new Date(startOfTime).toISOString();
  const tries = [
    {
      server: 'east',
      outcome: 'unreachable' as const,
      status: undefined,
      reason: 'no answer in 8000 ms',
      ms: 8000,
    },
    { server: 'west', outcome: 'answered' as const, status: 200, reason: '200 OK', ms: 21 },
  ];
  const moved = { status: 'up' as const, server: 'west', since: at, expiresSeconds: 1790, tries };
  const users = Object.fromEntries(
    names.map((name) => [name, { ...moved, next: 'refresh in 1602 s' }]),
  );
  gateway.setView({
    status: { version: '0.1.0', alarms: ['location server east is down'] },
    users: {
      ...users,
      heidi: {
        status: 'errorRegistration',
        lastRefusal: { server: 'west', status: 403, reason: 'Forbidden', at },
      },
    },
    locationServers: {
      east: { health: 'down', reason: '3 silences in a row', since: at },
      west: { health: 'up', lines: 7, reason: 'answered 4 s ago' },
    },
    proxyServers: { east: { health: 'up' }, west: { health: 'unknown' } },
  });
  events.report({
    code: 'server.down',
    subject: { kind: 'locationServer', name: 'east' },
    text: 'east cannot be reached: 3 silences in a row',
    facts: { silences: 3 },
  });
  events.report({
    code: 'registration.moved',
    subject: { kind: 'user', name: 'alice' },
    text: 'alice is registered on west, no longer on east: no answer in 8000 ms',
    facts: { from: 'east', to: 'west' },
  });
  return livesOfAlice();
}

function livesOfAlice(): LifeLog {
  let seconds = 0;
  const log = new LifeLog(chartsOfLives(), () => startOfTime + (seconds += 4) * 1000);
  log.note('user alice', 'line', 'start', ['binding.attached', 'calls.idle']);
  for (const [event, state] of [
    ['start', 'registering.waitingForTurn'],
    ['turn.came', 'registering.asking'],
    ['attempt.accepted', 'up.held'],
    ['after refreshDue', 'up.refreshing.waitingForTurn'],
    ['turn.came', 'up.refreshing.asking'],
    ['after attemptTooSilent', 'up.refreshing.waitingForTurn'],
    ['turn.came', 'up.refreshing.asking'],
    ['attempt.accepted', 'up.held'],
  ] as const) {
    log.note('user alice', 'registration', event, [state]);
  }
  return log;
}
