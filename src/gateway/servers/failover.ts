/**
 * What follows when a server's health changes: lines are called back, events written. failover.md
 * §2.3, notes.
 */
import type { HealthNews } from '../../../machines/server-setup.ts';
import type { Configuration, Server } from '../../domain/configuration.ts';
import { failBackIn } from '../../domain/health.ts';
import { spreadDelayMs } from '../../domain/pacing.ts';
import { numberSetting } from '../../domain/protocol.ts';
import { registrationServers } from '../../domain/server-order.ts';
import { serversOf } from '../../domain/servers.ts';
import type { Health as HealthWord } from '../../domain/walk.ts';
import type { EventLog } from '../../management/events.ts';
import type { Family } from '../family.ts';
import type { World } from '../world.ts';
import type { Health } from './health.ts';

interface FailoverPorts {
  readonly world: World;
  readonly family: () => Family;
  readonly health: Health;
  readonly configuration: () => Configuration;
  readonly events: EventLog;
}

const codes = {
  up: 'server.up',
  suspect: 'server.suspect',
  down: 'server.down',
  quarantined: 'server.quarantined',
} as const;

function isTold(health: HealthWord): health is keyof typeof codes {
  return Object.hasOwn(codes, health);
}

export class Failover {
  readonly #ports: FailoverPorts;
  readonly #last = new Map<string, HealthWord>();
  #timer: unknown;

  constructor(ports: FailoverPorts) {
    this.#ports = ports;
  }

  /** A server's actor says what it is now; said again and again while it is probed. */
  told({ key, health, reason = '' }: HealthNews): void {
    const before = this.#last.get(key);
    this.#last.set(key, health);
    const server = this.#server(key);
    if (before === health || !server || !isTold(health)) return;
    // The first answer of a server is no news, but a line may have waited for it.
    if (health !== 'up' || before !== 'unknown') this.#report(server, health, { before, reason });
    if (health === 'up') this.#callBack(server, this.#mayCall(this.#ports.configuration(), server));
  }

  /** Another master calls its lines if it is known to be well; else its next answers do. */
  configured(before: Configuration): void {
    const configuration = this.#ports.configuration();
    const waits = [before, configuration].map((one) => numberSetting(one, 'fail-back-timer'));
    if (waits[0] !== waits[1]) {
      this.stop();
      this.startTimer();
    }
    for (const server of registrationServers(configuration)) {
      const { kind, name } = server;
      const former = serversOf(before, kind).find((one) => one.name === name);
      const isNew = !former || !this.#mayCall(before, former);
      const isUp = this.#ports.health.row(kind, name).health === 'up';
      if (isUp && isNew && this.#mayCall(configuration, server)) this.#callBack(server, true);
    }
  }

  #report(
    { kind, name }: Server,
    health: keyof typeof codes,
    { before = 'unknown', reason }: { before: HealthWord | undefined; reason: string },
  ): void {
    const why = reason === '' ? '' : `: ${reason}`;
    this.#ports.events.report({
      code: codes[health],
      subject: {
        kind: kind === 'location' ? 'locationServer' : 'proxyServer',
        name,
      },
      text: `${kind} server ${name} is ${health}${why}`,
      facts: { from: before, to: health, reason },
    });
  }

  /** With fail-back by timer, lines look for their master now and then. */
  startTimer(): void {
    const { world, configuration, health } = this.#ports;
    const waitMs = numberSetting(configuration(), 'fail-back-timer') * 1000;
    this.#timer = world.clock.setTimeout(() => {
      for (const server of registrationServers(this.#ports.configuration())) {
        const isDown = health.row(server.kind, server.name).health === 'down';
        const mode = failBackIn(this.#ports.configuration(), server);
        if (server.master && mode === 'timer' && !isDown) this.#callBack(server, true);
      }
      this.startTimer();
    }, waitMs);
  }

  stop(): void {
    this.#ports.world.clock.clearTimeout(this.#timer);
  }

  /** Each line comes at a time of its own, so that they do not all come at once. */
  #callBack({ kind, name, master }: Server, mayReturn: boolean): void {
    const { world, family, configuration } = this.#ports;
    const { users } = configuration();
    // Whoever is not registered with has no lines.
    const servers = registrationServers(configuration());
    if (!servers.some((one) => one.kind === kind && one.name === name)) return;
    const rate = numberSetting(configuration(), 'register-rate');
    for (const user of users) {
      const delayMs = spreadDelayMs(world.random.uniform(), users.length, rate);
      family()
        .line(user.name)
        ?.send({ type: 'server.recovered', server: name, isMaster: master && mayReturn, delayMs });
    }
  }

  /** A master whose lines come back as soon as it answers. */
  #mayCall(configuration: Configuration, server: Server): boolean {
    return server.master && failBackIn(configuration, server) === 'probe';
  }

  #server(key: string): Server | undefined {
    const { locationServers, proxyServers } = this.#ports.configuration();
    return [...locationServers, ...proxyServers].find(
      ({ kind, name }) => `${kind}:${name}` === key,
    );
  }
}
