/**
 * A live drill: a server goes silent for one canary line and for nobody else. What the line finds
 * out of it meanwhile is kept apart from what everybody knows.
 */
import { createActor } from 'xstate';
import { serverKey } from '../../../machines/gateway-family.ts';
import type { ServerRef } from '../../../machines/gateway-setup.ts';
import type { HealthNews } from '../../../machines/server-setup.ts';
import type { Configuration, Server } from '../../domain/configuration.ts';
import { DrillWatch } from '../../domain/drill-watch.ts';
import { failBackIn } from '../../domain/health.ts';
import { registrationServers } from '../../domain/server-order.ts';
import type { EventLog, LoggedEvent } from '../../management/events.ts';
import type { Calls } from '../calls/calls.ts';
import type { Core } from '../core.ts';
import { type Family, xstateClock } from '../family.ts';
import type { Identities } from '../lines/identities.ts';
import type { Lines } from '../lines/lines.ts';
import type { Health } from '../servers/health.ts';
import { Probes } from '../servers/probes.ts';
import type { Blackhole } from './blackhole.ts';
import { canaryTraffic } from './canary-traffic.ts';

export interface LiveDrillPorts {
  readonly core: Core;
  readonly configuration: () => Configuration;
  readonly blackhole: Blackhole;
  readonly health: Health;
  readonly identities: Identities;
  readonly lines: Lines;
  readonly family: Family;
  readonly calls: Calls;
  readonly events: EventLog;
}

export interface LiveDrillOrder {
  readonly servers: readonly Server[];
  readonly server: string;
  readonly line: string;
  readonly seconds: number;
}

/** How long a line is waited for that does not come back by itself. */
const returnMs = 900_000;

export class LiveDrill {
  readonly watch: DrillWatch;
  readonly #ports: LiveDrillPorts;
  readonly #order: LiveDrillOrder;
  readonly #refs = new Map<string, ServerRef>();
  /** Call-IDs of its own probes: they are swallowed like what the line says. */
  readonly #probes = new Set<string>();
  readonly #ended: (reason: string | null) => void;
  #unsubscribe: () => void = () => undefined;
  #timer: unknown;
  #isOver = false;

  /** `ended`: told once; the reason when it came to no natural end. */
  constructor(
    ports: LiveDrillPorts,
    order: LiveDrillOrder,
    ended: (reason: string | null) => void,
  ) {
    this.#ports = ports;
    this.#order = order;
    this.#ended = ended;
    const { core, lines } = ports;
    const { line, server } = order;
    const startedMs = core.clock.now();
    const home = lines.registeredOn(line)?.name === server ? [line] : [];
    this.watch = new DrillWatch(
      server,
      new Set([line]),
      new Set(home),
      () => core.clock.now() - startedMs,
    );
  }

  begin(): void {
    const { core, events, family } = this.#ports;
    const { line, seconds } = this.#order;
    this.#unsubscribe = events.subscribe((event) => this.#hear(event));
    this.#separate();
    this.#swallow();
    this.#timer = core.clock.setTimeout(() => this.#giveBack(), seconds * 1000);
    // The line asks now, not at its next refresh.
    family.line(line)?.send({ type: 'line.retry' });
  }

  /** Safe to call twice. */
  stop(reason: string | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { blackhole, core, health } = this.#ports;
    blackhole.close();
    core.clock.clearTimeout(this.#timer);
    this.#unsubscribe();
    health.join(this.#order.line);
    for (const ref of this.#refs.values()) ref.send({ type: 'server.stop' });
    this.#ended(reason);
  }

  /** The line gets eyes of its own for these servers, which probe and judge as everybody's do. */
  #separate(): void {
    const { core, configuration, health } = this.#ports;
    const { servers, line } = this.#order;
    const own = health.separate(line, (kind, name) => this.#refs.get(serverKey({ kind, name })));
    const probes = new Probes({
      core,
      configuration,
      health: own,
      asking: (callId) => this.#probes.add(callId),
    });
    const logic = probes.logic((news) => this.#told(news));
    const surroundings = { now: () => core.clock.now(), chance: () => core.random.uniform() };
    for (const server of servers) {
      const key = serverKey(server);
      const input = { key, surroundings, ...health.settings(server) };
      const ref = createActor(logic, { input, clock: xstateClock(core.clock) });
      // A fault of its own is no reason to leave the line cut off.
      ref.subscribe({ error: () => this.stop('the drill failed') });
      this.#refs.set(key, ref);
      ref.start();
    }
  }

  #swallow(): void {
    const { blackhole, core, configuration, calls, identities } = this.#ports;
    const { servers, line } = this.#order;
    const traffic = canaryTraffic(
      {
        line,
        configuration,
        calls: () => calls.all(),
        registrationCallId: () => identities.callIdOf(line),
        isProbe: (callId) => this.#probes.has(callId),
        locate: (contact, then) => core.locate(contact, then),
      },
      servers.map(({ contact }) => contact),
    );
    blackhole.open(traffic);
  }

  /** The server is there again: the line comes back as its fail-back mode says. */
  #giveBack(): void {
    const { blackhole, core } = this.#ports;
    blackhole.close();
    if (!this.watch.isFelt()) return this.stop(null);
    this.#timer = core.clock.setTimeout(() => this.stop(null), returnMs);
  }

  #hear(event: LoggedEvent): void {
    this.watch.hear(event);
    // Who was called must be able to call back.
    if (event.code === 'call.emergency') this.stop('an emergency call is made');
    else if (!this.#ports.blackhole.isOpen() && this.watch.isRestored()) this.stop(null);
  }

  #told({ key, health }: HealthNews): void {
    if (health === 'suspect' || health === 'down') this.watch.noticed();
    const { family, configuration } = this.#ports;
    const server = this.#order.servers.find((one) => serverKey(one) === key);
    if (health !== 'up' || !server || !this.watch.isFelt()) return;
    const servers = registrationServers(configuration());
    if (!servers.some((one) => serverKey(one) === key)) return;
    const isMaster = server.master && failBackIn(configuration(), server) === 'probe';
    family
      .line(this.#order.line)
      ?.send({ type: 'server.recovered', server: server.name, isMaster, delayMs: 0 });
  }
}
