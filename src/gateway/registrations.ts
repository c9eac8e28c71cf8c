/** The ports of registrations: turns, REGISTER attempts, bindings given back. */
import { contain } from '../../machines/contain.ts';
import { registrationMachine } from '../../machines/registration.machine.ts';
import type {
  RegistrationContext,
  RegistrationNews,
  RegistrationQueries,
} from '../../machines/registration-round.ts';
import type { RegistrationEvent } from '../../machines/registration-setup.ts';
import type { Configuration, Server, User } from '../domain/configuration.ts';
import { numberSetting } from '../domain/protocol.ts';
import { planWalk, registrationServers, roundOrder } from '../domain/server-order.ts';
import type { Statistics } from '../management/statistics.ts';
import { type RegisterFact, startRegisterAttempt } from '../sip/ua/register-attempt.ts';
import { Bindings } from './bindings.ts';
import type { Core } from './core.ts';
import { contactOf, type Health } from './health.ts';
import type { Identities } from './identities.ts';
import { attemptSettings } from './settings.ts';
import type { Tallies } from './tallies.ts';
import type { Turns } from './turns.ts';

interface RegistrationRef {
  send(event: RegistrationEvent): void;
  getSnapshot(): { readonly status: string };
}

interface Silence {
  readonly server: string;
  readonly reason: string;
}

interface Scope {
  readonly context: RegistrationContext;
  readonly self: RegistrationRef;
}

export interface RegistrationPorts {
  readonly core: Core;
  readonly configuration: () => Configuration;
  readonly health: Health;
  readonly identities: Identities;
  readonly turns: Turns;
  readonly statistics: Statistics;
  readonly tallies: Tallies;
  readonly isBusy: (user: string) => boolean;
  readonly tell: (user: string, news: RegistrationNews) => void;
}

interface RegisterOrder {
  readonly server: string;
  readonly attempt: number;
  readonly isRemoval: boolean;
  /** How long the server may take, in milliseconds; 0 leaves it to the transaction. */
  readonly budgetMs: number;
}

export class Registrations {
  readonly #ports: RegistrationPorts;
  readonly #bindings: Bindings;
  /** How to give up the attempt that each line has under way. */
  readonly #underWay = new Map<string, () => void>();

  constructor(ports: RegistrationPorts) {
    this.#ports = ports;
    this.#bindings = new Bindings(ports);
  }

  queries(): RegistrationQueries {
    return { plan: (current) => this.#plan(current), settings: () => this.#settings() };
  }

  logic(): typeof registrationMachine {
    return registrationMachine.provide({
      actions: {
        takeTurn: contain(({ server, attempt }, { context: { user }, self }: Scope) =>
          this.#ports.turns.take(server, this.#ports.isBusy(user), () =>
            self.send({ type: 'turn.came', attempt }),
          ),
        ),
        register: contain((params, { context: { user, plan, at }, self }: Scope) =>
          this.#register(user, { ...params, budgetMs: plan[at]?.attemptMs ?? 0 }, self),
        ),
        abandon: contain((_params, { context: { user } }: Scope) => this.#giveUp(user)),
        tellSilence: contain((silence: Silence, { context: { user } }: Scope) =>
          this.#noteSilence(user, silence),
        ),
        unregister: contain(({ server }, { context: { user } }: Scope) => {
          if (server !== undefined) this.#bindings.remove(user, server);
        }),
        tell: contain((news: RegistrationNews, { context: { user } }: Scope) =>
          this.#ports.tell(user, news),
        ),
      },
    });
  }

  /** The binding of what this user was before its change is given back. */
  forgetIdentity(user: string): void {
    this.#giveUp(user);
    this.#bindings.removeAll(user);
  }

  #plan(current: string | undefined): ReturnType<typeof planWalk> {
    const configuration = this.#ports.configuration();
    const settings = attemptSettings(configuration, 'register');
    const ordered = roundOrder(registrationServers(configuration), current);
    return planWalk(ordered, (server) => this.#ports.health.attempt(server, settings));
  }

  #settings(): ReturnType<RegistrationQueries['settings']> {
    const number = (name: Parameters<typeof numberSetting>[1]) =>
      numberSetting(this.#ports.configuration(), name);
    return {
      retry: { baseSeconds: number('retry-base'), maxSeconds: number('retry-max') },
      slowLane: {
        refusedMinSeconds: number('refused-retry-min'),
        refusedMaxSeconds: number('refused-retry-max'),
      },
    };
  }

  #register(name: string, params: RegisterOrder, self: RegistrationRef): void {
    const { attempt, server: serverName } = params;
    const configuration = this.#ports.configuration();
    const server = registrationServers(configuration).find((one) => one.name === serverName);
    const user = configuration.users.find((one) => one.name === name);
    this.#giveUp(name);
    if (params.isRemoval) {
      const removed = () =>
        self.send({ type: 'attempt.unreachable', attempt, reason: 'given back' });
      this.#bindings.remove(name, serverName, removed);
    } else if (!server || !user) {
      self.send({ type: 'attempt.unreachable', attempt, reason: 'no longer configured' });
    } else {
      this.#ask(user, server, params, self);
    }
  }

  #ask(user: User, server: Server, order: RegisterOrder, self: RegistrationRef): void {
    const { attempt, budgetMs } = order;
    const { core, configuration, statistics } = this.#ports;
    const startedMs = core.clock.now();
    let isGivenUp = false;
    this.#underWay.set(user.name, () => {
      isGivenUp = true;
    });
    this.#ports.tallies.user(user.name).registration.attempts += 1;
    this.#ports.tallies.server(server.kind, server.name).requests += 1;
    core.locate(server.contact, (located) => {
      if (isGivenUp) return;
      if (this.#ports.health.isLeftAlone(server)) {
        // Since the round was planned: another line has heard it say so.
        return self.send({ type: 'attempt.unreachable', attempt, reason: 'quarantined meanwhile' });
      }
      if (!located.ok) {
        this.#ports.health.tell(server.kind, server.name, contactOf('dns', located.reason));
        return self.send({ type: 'attempt.unreachable', attempt, reason: located.reason });
      }
      const binding = this.#bindings.prepare(user, server, located.targets);
      const expiresSeconds = numberSetting(configuration(), 'register-expires');
      const asked = { ...binding.attempt, expiresSeconds, budgetMs };
      const abandon = startRegisterAttempt(core, asked, (fact) => {
        const isBinding = fact.type === 'accepted' || fact.type === 'late';
        // The line was detached or is somebody else by now: nobody would ever give it back.
        if (isBinding && self.getSnapshot().status !== 'active') {
          return this.#bindings.giveBack(binding);
        }
        if (fact.type === 'accepted') {
          const seconds = (core.clock.now() - startedMs) / 1000;
          statistics.observe('register_duration', seconds, server.name);
          this.#bindings.keep(binding, fact.target);
        }
        if (fact.type === 'late') this.#bindings.keep(binding, undefined);
        this.#noteHealth(server, fact);
        this.#noteTally(user.name, server, fact);
        if (fact.type !== 'overloaded') self.send(eventOf(fact, attempt, server.name));
      });
      this.#underWay.set(user.name, abandon);
    });
  }

  #noteHealth(server: Server, fact: RegisterFact): void {
    const { health, statistics } = this.#ports;
    const { kind, name } = server;
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

  #noteSilence(user: string, { server: name, reason }: Silence): void {
    const servers = registrationServers(this.#ports.configuration());
    const server = servers.find((one) => one.name === name);
    if (!server) return;
    this.#ports.health.tell(server.kind, server.name, { kind: 'silent', reason });
    this.#ports.statistics.count('register_requests', server.name, 'timeout');
    this.#noteTally(user, server, { type: 'unreachable', reason, fault: 'timeout' });
  }

  /** A success that comes all the same is still told, as late. */
  #giveUp(user: string): void {
    this.#underWay.get(user)?.();
    this.#underWay.delete(user);
  }
}

function eventOf(
  fact: Exclude<RegisterFact, { type: 'overloaded' }>,
  attempt: number,
  server: string,
): RegistrationEvent {
  switch (fact.type) {
    case 'provisional':
      return { type: 'attempt.provisional', attempt };
    case 'accepted':
      return { type: 'attempt.accepted', attempt, server, expiresSeconds: fact.expiresSeconds };
    case 'late':
      return { type: 'attempt.late', attempt, server, expiresSeconds: fact.expiresSeconds };
    case 'refused':
      return { ...fact, type: 'attempt.refused', attempt };
    case 'unreachable':
      return { type: 'attempt.unreachable', attempt, reason: fact.reason };
  }
}
