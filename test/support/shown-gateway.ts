/** A gateway with something to see: lines, servers, calls, events and the lives behind them. */
import type { Configuration } from '../../src/domain/configuration.ts';
import { createPort } from '../../src/domain/ports.ts';
import { createServer } from '../../src/domain/servers.ts';
import { createUser } from '../../src/domain/users.ts';
import { chartsOfLives } from '../../src/gateway/charts.ts';
import { LifeLog } from '../../src/management/lives.ts';
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
  return next;
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
