/** What a REGISTER showed of its server, noted for health, counters and lists. */
import type { Configuration, Server } from '../../domain/configuration.ts';
import { registrationServers } from '../../domain/server-order.ts';
import type { EventLog } from '../../management/events.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { RegisterFact } from '../../sip/ua/register-facts.ts';
import { contactOf, type Health } from '../servers/health.ts';
import type { StalePaths } from '../servers/stale-paths.ts';
import type { Tallies } from '../watch/tallies.ts';

export interface Silence {
  readonly server: string;
  readonly reason: string;
}

interface NotePorts {
  readonly configuration: () => Configuration;
  readonly health: Health;
  readonly statistics: Statistics;
  readonly tallies: Tallies;
  readonly paths: StalePaths;
  readonly events: EventLog;
}

export class RegistrationNotes {
  readonly #ports: NotePorts;
  /** By user and server: accepted, but not bound, as has been told already. */
  readonly #unbound = new Set<string>();

  constructor(ports: NotePorts) {
    this.#ports = ports;
  }

  asked(user: string, { kind, name }: Server): void {
    this.#ports.tallies.user(user).registration.attempts += 1;
    this.#ports.tallies.server(kind, name).requests += 1;
  }

  outcome(user: string, server: Server, fact: RegisterFact): void {
    this.#noteHealth(user, server, fact);
    this.#noteTally(user, server, fact);
    this.#noteUnbound(user, server, fact);
    if (fact.type === 'unreachable') {
      if (fact.fault === 'timeout') this.#ports.paths.silent(server.contact);
    } else this.#ports.paths.answered(server.contact);
  }

  /** The server was left for its silence. */
  silence(user: string, { server: name, reason }: Silence): void {
    const servers = registrationServers(this.#ports.configuration());
    const server = servers.find((one) => one.name === name);
    if (!server) return;
    const health = this.#ports.health.seenBy(user);
    health.tell(server.kind, server.name, { kind: 'silent', reason });
    this.#ports.statistics.count('register_requests', server.name, 'timeout');
    this.#noteTally(user, server, { type: 'unreachable', reason, fault: 'timeout' });
    this.#ports.paths.silent(server.contact);
  }

  /** A 2xx without our Contact: nobody will reach the line there. News once. */
  #noteUnbound(user: string, { kind, name }: Server, fact: RegisterFact): void {
    const key = `${user} ${kind} ${name}`;
    if (fact.type === 'accepted') this.#unbound.delete(key);
    if (fact.type !== 'refused' || fact.status >= 300 || this.#unbound.has(key)) return;
    this.#unbound.add(key);
    this.#ports.events.report({
      code: 'registration.not-bound',
      subject: { kind: 'user', name: user },
      text: `${name} answers line ${user} ${fact.reason}`,
      facts: { server: name, status: fact.status, reason: fact.reason },
    });
  }

  #noteHealth(user: string, { kind, name }: Server, fact: RegisterFact): void {
    const { statistics } = this.#ports;
    const health = this.#ports.health.seenBy(user);
    if (fact.type === 'unreachable') {
      health.tell(kind, name, contactOf(fact.fault, fact.reason));
      statistics.count('register_requests', name, 'timeout');
      return;
    }
    const isOverloaded =
      fact.type === 'overloaded' || (fact.type === 'refused' && fact.status === 503);
    const retryAfterSeconds = isOverloaded ? fact.retryAfterSeconds : undefined;
    if (retryAfterSeconds) health.tell(kind, name, { kind: 'overloaded', retryAfterSeconds });
    else health.tell(kind, name, { kind: 'answered' });
    if (fact.type === 'accepted') statistics.count('register_requests', name, 'ok');
    if (fact.type === 'refused') statistics.count('register_requests', name, 'rejected');
  }

  #noteTally(user: string, { kind, name }: Server, fact: RegisterFact): void {
    const line = this.#ports.tallies.user(user).registration;
    const tally = this.#ports.tallies.server(kind, name);
    if (fact.type === 'accepted' || fact.type === 'late') {
      line.successes += 1;
      tally.successes += 1;
      tally.lastStatus = 200;
    } else if (fact.type === 'refused') {
      line.failures += 1;
      tally.refusals += 1;
      tally.lastStatus = fact.status;
    } else if (fact.type === 'unreachable') {
      line.failures += 1;
      tally.timeouts += 1;
    }
  }
}
