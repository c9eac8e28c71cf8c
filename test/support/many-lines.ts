/**
 * A gateway of many lines and a few servers, with calls, for the tests and the bench of metrics.
 */

import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { createRule } from '../../src/domain/forwarding-rules.ts';
import { createServer } from '../../src/domain/servers.ts';
import { createUser } from '../../src/domain/users.ts';
import { createFakeGateway, type FakeGateway, startOfTime } from './fake-gateway.ts';

/**
 * `lines` users (at most 99) `line1`…, three servers of each kind (`l1`, `p1` the masters), one
 * rule, one call.
 */
export function manyLines(lines: number): FakeGateway {
  let configuration = emptyConfiguration;
  for (const at of [1, 2, 3]) {
    for (const kind of ['location', 'proxy'] as const) {
      const name = `${kind === 'location' ? 'l' : 'p'}${at}`;
      const contact = `${name}.example.com`;
      configuration = createServer(configuration, { kind, name, contact, master: at === 1 });
    }
  }
  for (let at = 1; at <= lines; at += 1) {
    configuration = createUser(configuration, { name: `line${at}`, address: `${1000 + at}` });
  }
  configuration = createRule(configuration, { name: 'short', address: '99', contact: '192.0.2.9' });
  const gateway = createFakeGateway({ configuration });
  const users = configuration.users.map(({ name }, at) => [
    name,
    at === 0
      ? { status: 'errorNetwork' as const }
      : { status: 'up' as const, server: 'l2', expiresSeconds: 1800 },
  ]);
  gateway.setView({
    status: { version: '1.2.3', changedAt: new Date(startOfTime).toISOString() },
    users: { ...Object.fromEntries(users), line2: { status: 'up', server: 'l2', calls: 1 } },
    locationServers: { l1: { health: 'down' }, l2: { health: 'up', lines: lines - 1 } },
    calls: [
      {
        id: '1',
        direction: 'outgoing',
        from: 'line2',
        to: '0123',
        state: 'connected',
        server: 'p1',
        route: 'proxies',
        user: 'line2',
        sipCallId: null,
        startedAt: new Date(startOfTime).toISOString(),
        connectedAt: null,
        tries: [],
      },
    ],
  });
  return gateway;
}
