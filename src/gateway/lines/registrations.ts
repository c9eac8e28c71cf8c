/** The ports of registrations: turns, REGISTER attempts, bindings given back. */
import { contain } from '../../../machines/contain.ts';
import { registrationMachine } from '../../../machines/registration.machine.ts';
import type {
  RegistrationContext,
  RegistrationNews,
  RegistrationQueries,
} from '../../../machines/registration-round.ts';
import type { RegistrationEvent } from '../../../machines/registration-setup.ts';
import type { Configuration, Server, User } from '../../domain/configuration.ts';
import { failBackIn } from '../../domain/health.ts';
import { numberSetting } from '../../domain/protocol.ts';
import { planWalk, registrationServers, roundOrder } from '../../domain/server-order.ts';
import type { EventLog } from '../../management/events.ts';
import type { Statistics } from '../../management/statistics.ts';
import { startRegisterAttempt } from '../../sip/ua/register-attempt.ts';
import type { Core } from '../core.ts';
import { contactOf, type Health } from '../servers/health.ts';
import type { StalePaths } from '../servers/stale-paths.ts';
import { attemptSettings } from '../settings.ts';
import type { Tallies } from '../watch/tallies.ts';
import type { Bindings, PreparedBinding } from './bindings.ts';
import { eventOf } from './register-events.ts';
import { RegistrationNotes, type Silence } from './registration-notes.ts';
import type { Turns } from './turns.ts';

interface RegistrationRef {
  send(event: RegistrationEvent): void;
  getSnapshot(): { readonly status: string };
}

interface Scope {
  readonly context: RegistrationContext;
  readonly self: RegistrationRef;
}

export interface RegistrationPorts {
  readonly core: Core;
  readonly configuration: () => Configuration;
  readonly health: Health;
  readonly bindings: Bindings;
  readonly turns: Turns;
  readonly statistics: Statistics;
  readonly tallies: Tallies;
  readonly paths: StalePaths;
  readonly events: EventLog;
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

interface Asking {
  readonly self: RegistrationRef;
  /** What would come of it; undefined while it is not known where the server is. */
  binding: PreparedBinding | undefined;
  giveUp: () => void;
}

export class Registrations {
  readonly #ports: RegistrationPorts;
  readonly #notes: RegistrationNotes;
  /** The attempt that each line has under way. */
  readonly #underWay = new Map<string, Asking>();
  /** Whose the bindings of a line are: one that was deleted and made anew may be leaving yet. */
  readonly #owners = new Map<string, RegistrationRef>();

  constructor(ports: RegistrationPorts) {
    this.#ports = ports;
    this.#notes = new RegistrationNotes(ports);
  }

  queries(user: string): RegistrationQueries {
    return { plan: (current) => this.#plan(user, current), settings: () => this.#settings() };
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
        abandon: contain((_params, { context: { user }, self }: Scope) => {
          if (!this.#isReplaced(user, self)) this.#giveUp(user);
        }),
        tellSilence: contain((silence: Silence, { context: { user } }: Scope) =>
          this.#notes.silence(user, silence),
        ),
        unregister: contain(({ server }, { context: { user }, self }: Scope) => {
          const isOurs = server !== undefined && !this.#isReplaced(user, self);
          if (isOurs) this.#ports.bindings.remove(user, server);
        }),
        leave: contain((_params, { context: { user }, self }: Scope) => {
          if (!this.#isReplaced(user, self)) this.#leave(user);
        }),
        tell: contain((news: RegistrationNews, { context: { user } }: Scope) => {
          // What a server gave that the line had lost sight of goes back, too.
          if (news.kind === 'up') this.#ports.bindings.removeOthers(user, news.server);
          this.#ports.tell(user, news);
        }),
      },
    });
  }

  /** The binding of what this user was before its change is given back. */
  forgetIdentity(user: string): void {
    this.#giveUp(user);
    this.#ports.bindings.removeAll(user);
  }

  #plan(user: string, current: string | undefined): ReturnType<typeof planWalk> {
    const configuration = this.#ports.configuration();
    const settings = attemptSettings(configuration, 'register');
    const servers = registrationServers(configuration);
    const goesBack = servers.some((one) => one.master && failBackIn(configuration, one) !== 'none');
    const ordered = roundOrder(servers, current, { goesBack });
    const health = this.#ports.health.seenBy(user);
    return planWalk(ordered, (server) => health.attempt(server, settings));
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
    if (!params.isRemoval) this.#owners.set(name, self);
    else if (this.#isReplaced(name, self))
      return self.send({ type: 'attempt.unreachable', attempt, reason: 'begun anew meanwhile' });
    const configuration = this.#ports.configuration();
    const server = registrationServers(configuration).find((one) => one.name === serverName);
    const user = configuration.users.find((one) => one.name === name);
    this.#giveUp(name);
    if (params.isRemoval) {
      const removed = () =>
        self.send({ type: 'attempt.unreachable', attempt, reason: 'given back' });
      this.#ports.bindings.remove(name, serverName, removed);
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
    const giveUp = () => {
      isGivenUp = true;
    };
    const asking: Asking = { self, binding: undefined, giveUp };
    this.#underWay.set(user.name, asking);
    this.#notes.asked(user.name, server);
    core.locate(server.contact, (located) => {
      if (isGivenUp) return;
      const health = this.#ports.health.seenBy(user.name);
      if (health.isLeftAlone(server)) {
        // Since the round was planned: another line has heard it say so.
        return self.send({ type: 'attempt.unreachable', attempt, reason: 'quarantined meanwhile' });
      }
      if (!located.ok) {
        health.tell(server.kind, server.name, contactOf('dns', located.reason));
        return self.send({ type: 'attempt.unreachable', attempt, reason: located.reason });
      }
      const binding = this.#ports.bindings.prepare(user, server, located.targets);
      const expiresSeconds = server.expires ?? numberSetting(configuration(), 'register-expires');
      const isLeftAlone = () => health.isLeftAlone(server);
      const asked = { ...binding.attempt, expiresSeconds, budgetMs, isLeftAlone };
      asking.binding = binding;
      asking.giveUp = startRegisterAttempt(core, asked, (fact) => {
        const isBinding = fact.type === 'accepted' || fact.type === 'late';
        if (fact.type !== 'provisional') this.#settled(user.name, asking);
        if (isBinding && !isActive(self)) return this.#orphaned(binding);
        if (fact.type === 'accepted') {
          const seconds = (core.clock.now() - startedMs) / 1000;
          statistics.observe('register_duration', seconds, server.name);
        }
        if (isBinding) this.#ports.bindings.keep(binding, fact);
        this.#notes.outcome(user.name, server, fact);
        if (fact.type !== 'overloaded') self.send(eventOf(fact, attempt, server.name));
      });
    });
  }

  /** The line was detached or is somebody else by now; what it wants all the same stays. */
  #orphaned(binding: PreparedBinding): void {
    const later = this.#underWay.get(binding.user);
    const isAsked = later?.binding !== undefined && isSame(later.binding, binding);
    // The line has begun anew and asks the same server: giving this back would take it from both.
    if (later && isActive(later.self) && isAsked) this.#ports.bindings.keep(binding);
    else if (!this.#ports.bindings.isKept(binding)) this.#ports.bindings.giveBack(binding);
  }

  /** The line is released: what a REGISTER under way may bind yet is given back as well. */
  #leave(user: string): void {
    const asking = this.#underWay.get(user);
    this.#giveUp(user);
    if (asking?.binding) this.#ports.bindings.giveBack(asking.binding);
    this.#ports.bindings.removeOthers(user);
    this.#owners.delete(user);
  }

  /** Another line of this name asks by now: what there is under way or bound is its own. */
  #isReplaced(user: string, self: RegistrationRef): boolean {
    const owner = this.#owners.get(user);
    return owner !== undefined && owner !== self && isActive(owner);
  }

  #settled(user: string, asking: Asking): void {
    if (this.#underWay.get(user) === asking) this.#underWay.delete(user);
  }

  /** A success that comes all the same is still told, as late. */
  #giveUp(user: string): void {
    this.#underWay.get(user)?.giveUp();
    this.#underWay.delete(user);
  }
}

function isActive(self: RegistrationRef): boolean {
  return self.getSnapshot().status === 'active';
}

function isSame(one: PreparedBinding, other: PreparedBinding): boolean {
  return one.server === other.server && one.attempt.binding.aor === other.attempt.binding.aor;
}
