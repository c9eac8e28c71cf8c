/** Drills: a server taken away on purpose, to see how the gateway goes on without it. */
import type { Configuration, Server } from './configuration.ts';
import { find } from './names.ts';
import { Refusal } from './refusal.ts';
import { registrationServers } from './server-order.ts';

export interface DrillOrder {
  /** The name of a location or proxy server; of both kinds, if both lists have it. */
  readonly server: string;
  /** How long it is away. */
  readonly seconds: number;
  /** The user whose own traffic is cut off; undefined: a shadow drill, no traffic is touched. */
  readonly line: string | undefined;
}

const drillSecondsMax = 3600;

/** As an operator types it; throws a Refusal. */
export function drillSeconds(text: string): number {
  const seconds = /^[0-9]{1,4}$/.test(text) ? Number(text) : 0;
  checkSeconds(seconds);
  return seconds;
}

function checkSeconds(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > drillSecondsMax) {
    throw new Refusal('E-VALUE', `a drill takes 1 to ${drillSecondsMax} seconds`);
  }
}

/** The enabled servers of this name; throws a Refusal when there is none. */
export function drilledServers(configuration: Configuration, name: string): readonly Server[] {
  const all = [...configuration.locationServers, ...configuration.proxyServers];
  find(all, name, 'server');
  const enabled = all.filter((server) => server.name === name && server.enabled);
  if (enabled.length === 0) {
    throw new Refusal('E-DRILL-UNSAFE', `server "${name}" is disabled: there is nothing to drill`);
  }
  return enabled;
}

/** Throws a Refusal unless the order is one that this configuration can be drilled by. */
export function checkDrill(configuration: Configuration, order: DrillOrder): void {
  const { server, seconds, line } = order;
  checkSeconds(seconds);
  const servers = drilledServers(configuration, server);
  if (line === undefined) return;
  const user = find(configuration.users, line, 'user');
  if (!user.enabled || user.ports.length === 0) {
    throw new Refusal('E-USER-DETACHED', `user "${line}" is attached to no port`);
  }
  for (const { kind } of servers) {
    const list =
      kind === 'location' ? registrationServers(configuration) : configuration.proxyServers;
    if (!list.some((other) => other.name !== server && other.enabled)) {
      throw new Refusal(
        'E-DRILL-UNSAFE',
        `there is no ${kind} server beside "${server}": line "${line}" would be cut off`,
      );
    }
  }
}
