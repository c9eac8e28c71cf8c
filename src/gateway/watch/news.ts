/** News of lines and of the whole, written into the event log. */
import type { Crash } from '../../../machines/events.ts';
import type { RegistrationNews } from '../../../machines/registration-round.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { entriesUsed } from '../../domain/entries.ts';
import type { Try } from '../../domain/walk.ts';
import type { Author } from '../../management/commands.ts';
import type { EventLog } from '../../management/events.ts';
import type { Journeys } from '../../management/journeys.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { Tallies } from './tallies.ts';

interface NewsPorts {
  readonly events: EventLog;
  readonly statistics: Statistics;
  readonly tallies: Tallies;
  readonly journeys: Journeys;
}

export class News {
  readonly #ports: NewsPorts;
  readonly #lost = new Set<string>();
  #wasFull = false;

  constructor(ports: NewsPorts) {
    this.#ports = ports;
  }

  registration(user: string, news: RegistrationNews): void {
    const { statistics, tallies, journeys } = this.#ports;
    const tries = news.kind === 'up' ? news.round : news.tries;
    const server = news.kind === 'up' ? news.server : undefined;
    journeys.registration({ user, outcome: news.kind, server, tries });
    if (news.kind === 'removed') return this.#removed(user, news.server);
    if (news.kind === 'up') {
      this.#lost.delete(user);
      if (news.from === news.server) return;
      const hasMoved = news.from !== undefined;
      if (hasMoved) {
        statistics.count('register_failovers', news.server);
        tallies.user(user).registration.failovers += 1;
      }
      const code = hasMoved ? 'registration.moved' : 'registration.up';
      const how = hasMoved ? `has moved from ${news.from} to` : 'is registered on';
      this.#report(code, user, `line ${user} ${how} ${news.server}`, news.tries, {
        server: news.server,
        from: news.from ?? null,
      });
      return;
    }
    // A line that stays out is news once, not after every round.
    if (this.#lost.has(user)) return;
    this.#lost.add(user);
    if (news.kind === 'refused') {
      this.#report(
        'registration.refused',
        user,
        `every server refused line ${user} for good`,
        news.tries,
        { server: null },
      );
    } else {
      const server = news.server ?? null;
      const text = `line ${user} is registered nowhere`;
      this.#report('registration.lost', user, text, news.tries, { server });
    }
  }

  #removed(user: string, server: string | undefined): void {
    this.#lost.delete(user);
    const text = `line ${user} has given its binding at ${server} back`;
    this.#report('registration.removed', user, text, [], { server: server ?? null });
  }

  /** Full is news when it becomes so, and again when it no longer is. */
  entries(configuration: Configuration): void {
    const { used, limit } = entriesUsed(configuration);
    const isFull = used >= limit;
    if (isFull === this.#wasFull) return;
    this.#wasFull = isFull;
    this.#ports.events.report({
      code: isFull ? 'entries.limit-reached' : 'entries.limit-cleared',
      subject: { kind: 'gateway', name: '' },
      text: `${used} of ${limit} entries are in use`,
      facts: { used, limit },
    });
  }

  /** What was changed, in the words of who changed it; secrets are masked in them. */
  revision(number: number, { face, name }: Author, summary: string): void {
    this.#ports.events.report({
      code: 'configuration.changed',
      subject: { kind: 'gateway', name: '' },
      text: `revision ${number} by ${face} ${name}: ${summary}`,
      facts: { revision: number, author: `${face}:${name}`, summary },
    });
  }

  /** A call that its user may not make: perhaps somebody else makes it. Threat T1. */
  denied(user: string, number: string, why: string): void {
    this.#ports.events.report({
      code: 'security.call-denied',
      subject: { kind: 'user', name: user },
      text: `user ${user} may not call ${number}: ${why}`,
      facts: { number, why },
    });
  }

  /** `machine` is what failed and whose: `line:alice`. */
  fault(machine: string, { message, delayMs, isParked }: Crash): void {
    this.#ports.statistics.count('actor_restarts', machine.split(':')[0] ?? machine);
    const what = isParked
      ? 'fails again and again and is parked for'
      : 'failed and is started again in';
    this.#ports.events.report({
      code: 'gateway.fault',
      subject: { kind: 'gateway', name: '' },
      text: `${machine} ${what} ${delayMs / 1000} s: ${message}`,
      facts: { machine, message, delayMs, isParked },
    });
  }

  #report(
    code: string,
    user: string,
    text: string,
    tries: readonly Try[],
    facts: Readonly<Record<string, string | null>>,
  ): void {
    const last = tries.at(-1);
    const chain = tries.map(({ server, reason }) => `${server}: ${reason}`).join('; ');
    this.#ports.events.report({
      code,
      subject: { kind: 'user', name: user },
      text,
      facts: {
        ...facts,
        status: last?.status ?? null,
        reason: last?.reason ?? null,
        tries: chain,
      },
    });
  }
}
