/** Who pays for a call, and what ends it when the minutes of the day are used up. Threat T1. */
import type { CallRecord } from '../../domain/call-record.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { Denial } from '../../domain/permission.ts';
import { servicesOf } from '../../domain/services.ts';
import type { World } from '../world.ts';
import type { CallSession } from './call-session.ts';
import type { Usage } from './usage.ts';

interface UsagePorts {
  readonly world: Pick<World, 'clock' | 'wallClock'>;
  readonly configuration: () => Configuration;
  readonly usage: Usage;
  readonly get: (id: string) => CallSession | undefined;
  readonly denied: (user: string, number: string, why: Denial) => void;
}

/** Timers are not exact: what is left is looked at again, no oftener than this. */
const againMs = 250;

export class CallUsage {
  readonly #ports: UsagePorts;
  readonly #timers = new Map<string, unknown>();

  constructor(ports: UsagePorts) {
    this.#ports = ports;
  }

  /** What ended calls have used up, so that a restart gives nobody new minutes. */
  restore(records: readonly CallRecord[]): void {
    const { world, usage } = this.#ports;
    const sinceStart = world.clock.now() - world.wallClock();
    for (const { route, from, startedAt, connectedAt, endedAt } of records.toReversed()) {
      const payer = payerOf(route, from);
      if (payer === undefined) continue;
      const seconds =
        connectedAt === undefined ? 0 : (Date.parse(endedAt) - Date.parse(connectedAt)) / 1000;
      usage.remember(payer, Date.parse(startedAt) + sinceStart, seconds);
    }
  }

  begin(session: CallSession): void {
    const payer = payerNow(session);
    if (payer === undefined) return;
    this.#ports.usage.begin(payer, session.facts.id, () => this.#secondsOf(session));
  }

  #secondsOf({ actor }: CallSession): number {
    const connectedAtMs = actor?.getSnapshot().context.connectedAtMs;
    return connectedAtMs === undefined ? 0 : (this.#ports.world.clock.now() - connectedAtMs) / 1000;
  }

  /** From now on it uses minutes. */
  connected(session: CallSession): void {
    const payer = payerNow(session);
    if (payer !== undefined) this.#watch(session, payer);
  }

  end(session: CallSession): void {
    const { id, startedAtMs } = session.facts;
    if (this.#timers.has(id)) this.#ports.world.clock.clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    const payer = payerNow(session);
    if (payer === undefined) return;
    this.#ports.usage.end(payer, id, startedAtMs, this.#secondsOf(session));
  }

  #watch(session: CallSession, payer: string): void {
    const { world, usage } = this.#ports;
    const left = this.#leftMs(payer);
    if (left === undefined) return;
    if (left <= 0) return this.#cut(session, payer);
    // Several calls at a time use the minutes up so much faster.
    const dueMs = Math.max(againMs, left / usage.running(payer).length);
    const { id } = session.facts;
    this.#timers.set(
      id,
      world.clock.setTimeout(() => this.#watch(session, payer), dueMs),
    );
  }

  /** undefined: there is no limit. */
  #leftMs(payer: string): number | undefined {
    const { configuration, usage } = this.#ports;
    const user = configuration().users.find(({ name }) => name === payer);
    const { minutesPerDay } = user ? servicesOf(user) : { minutesPerDay: 0 };
    return minutesPerDay === 0
      ? undefined
      : (minutesPerDay - usage.of(payer).minutesLastDay) * 60_000;
  }

  #cut({ facts }: CallSession, payer: string): void {
    const { denied, usage, get } = this.#ports;
    denied(payer, facts.called, 'minutes-per-day');
    for (const id of usage.running(payer)) get(id)?.actor?.send({ type: 'call.limited' });
  }
}

/** Whoever calls, or the user that forwarded the call; only what goes to the proxies costs. */
function payerNow(session: CallSession): string | undefined {
  const { route } = session.way();
  if (route.kind !== 'proxies') return undefined;
  return session.forwarder() ?? session.facts.caller.user;
}

/** The same of a record: `user bob > proxies`. */
function payerOf(route: string, from: string): string | undefined {
  const steps = route.split(' > ');
  if (steps.at(-1) !== 'proxies') return undefined;
  const forwarder = steps.at(-2);
  return forwarder === undefined ? from : forwarder.replace(/^user /, '');
}
