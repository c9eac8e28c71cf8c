/** Every call in progress: charts made, ports performed, facts turned into events. ADR 12 */
import { createActor } from 'xstate';
import type { callMachine } from '../../../machines/call.machine.ts';
import type { CallContext, CallEnd } from '../../../machines/call-setup.ts';
import type { CallRecord, Direction } from '../../domain/call-record.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { Denial } from '../../domain/permission.ts';
import { numberSetting } from '../../domain/protocol.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Route } from '../../domain/resolve.ts';
import type { EngineEvent, MediaEngine, MediaEvent } from '../../media/media.ts';
import type { Recorder } from '../../replay/recorder.ts';
import { type Family, xstateClock } from '../family.ts';
import { releasePorts, tellPort } from '../ports/port-events.ts';
import type { Health } from '../servers/health.ts';
import { huntPolicy } from '../settings.ts';
import { isoTime, type World } from '../world.ts';
import { CallActs } from './call-acts.ts';
import { type Continuation, nameOf, nameOfWhole } from './call-history.ts';
import type { CallMedia } from './call-media.ts';
import { failOrphans } from './call-orphans.ts';
import type { CallParties } from './call-parties.ts';
import type { CallRecords } from './call-records.ts';
import { CallSession } from './call-session.ts';
import { triesOf } from './call-state.ts';
import { CallUsage } from './call-usage.ts';
import { type Way, type Ways, wayTo } from './call-way.ts';
import type { ExistingCallee } from './existing-callee.ts';
import type { CallerParty } from './party.ts';
import type { SessionEvents } from './session-events.ts';
import type { Usage } from './usage.ts';

export interface CallPorts {
  readonly world: World;
  readonly media: () => MediaEngine;
  readonly family: () => Family;
  readonly health: Health;
  readonly configuration: () => Configuration;
  readonly parties: CallParties;
  readonly records: CallRecords;
  readonly callMedia: CallMedia;
  readonly ways: Ways;
  readonly usage: Usage;
  readonly denied: (user: string, number: string, why: Denial) => void;
  readonly events: SessionEvents;
  readonly recorder: Recorder;
}

export interface NewCall {
  readonly id: string;
  readonly direction: Direction;
  readonly caller: CallerParty;
  readonly called: string;
  readonly route: Route;
  readonly existing?: ExistingCallee | undefined;
  /** The call that goes on here if this one comes about. */
  readonly continues?: Continuation | undefined;
}

export class Calls {
  readonly #ports: CallPorts;
  readonly #logic: typeof callMachine;
  readonly #sessions = new Map<string, CallSession>();
  readonly #usage: CallUsage;
  #peak = 0;

  constructor(ports: CallPorts) {
    this.#ports = ports;
    this.#usage = new CallUsage({ ...ports, get: (id) => this.get(id) });
    this.#logic = new CallActs({
      ...ports,
      session: (id) => this.#session(id),
      find: (id) => this.get(id),
      follows: (session) => this.#usage.begin(session),
      connected: (session) => this.#usage.connected(session),
      finish: (session, end, tries) => this.#finish(session, end, tries),
    }).logic();
  }

  /** What is known of calls before the start. */
  restore(records: readonly CallRecord[]): void {
    this.#usage.restore(records);
  }

  all(): readonly CallSession[] {
    return [...this.#sessions.values()];
  }

  count(): number {
    return this.#sessions.size;
  }

  peak(): number {
    return this.#peak;
  }

  get(id: string): CallSession | undefined {
    return this.#sessions.get(id);
  }

  isFull(): boolean {
    return this.#sessions.size >= numberSetting(this.#ports.configuration(), 'calls-max');
  }

  /** A name for the next call: its media session is made before the call itself. */
  nextId(): string {
    return this.#ports.world.random.hex(8);
  }

  /** The way that a call would take now. */
  preview(...call: Parameters<Ways['preview']>): Way {
    return this.#ports.ways.preview(...call);
  }

  begin({ id, direction, caller, called, route, existing, continues }: NewCall): CallSession {
    const { world, media, configuration, events } = this.#ports;
    if (route.kind === 'emergency') media().prefer?.(id);
    const startedAtMs = world.clock.now();
    const startedAt = isoTime(world.wallClock());
    const way = existing
      ? wayTo(existing.name, route, caller)
      : this.#ports.ways.plan(route, caller);
    const { steps } = way;
    const times = { startedAtMs, startedAt };
    const session = new CallSession(
      { id, direction, caller, called, steps, existing, continues, ...times },
      { media: media(), random: world.random, events },
    );
    this.#sessions.set(id, session);
    this.#peak = Math.max(this.#peak, this.#sessions.size);
    this.#announce(session, 'call.started');
    this.#ports.records.begin(session);
    this.#usage.begin(session);
    const actor = createActor(this.#logic, {
      clock: xstateClock(world.clock),
      input: {
        id,
        surroundings: { now: () => world.clock.now(), chance: () => world.random.uniform() },
        route: way.route,
        policy: huntPolicy(configuration(), route),
        noAnswerMs: numberSetting(configuration(), 'no-answer-timer') * 1000,
      },
    });
    session.actor = actor;
    actor.subscribe({
      error: (error) => {
        world.log.error({ error, call: id }, 'a call failed');
        failOrphans(actor.getSnapshot());
        this.#finish(session, { status: 500, cause: 'fault', by: undefined }, []);
      },
    });
    actor.start();
    // One that goes on with another call has its record there.
    if (!continues && this.#sessions.has(id)) this.#ports.records.promise(session);
    return session;
  }

  release(id: string): void {
    const session = this.all().find((one) => nameOf(one) === id);
    if (!session) throw new Refusal('E-NOT-FOUND', `there is no call "${id}"`);
    session.actor?.send({ type: 'call.release' });
  }

  /** The gateway leaves: both sides of every call are told. */
  releaseAll(): void {
    for (const { actor } of this.all()) actor?.send({ type: 'call.release' });
  }

  mediaTold(event: MediaEvent | EngineEvent): void {
    if (event.type === 'engine') return this.#ports.callMedia.engine(event);
    const session = 'session' in event && this.#sessions.get(event.session);
    if (session) this.#ports.callMedia.told(session, event);
  }

  /** What has arrived of each party so far. */
  mediaOf(id: string): ReturnType<CallMedia['now']> {
    return this.#ports.callMedia.now(this.all().find((one) => nameOf(one) === id));
  }

  #session(id: string): CallSession {
    const session = this.#sessions.get(id);
    if (!session) throw new Error(`no call ${id}`);
    return session;
  }

  #finish(session: CallSession, end: CallEnd, known: CallContext['tries']): void {
    const { id } = session.facts;
    if (!this.#sessions.delete(id)) return;
    if (end.cause !== 'transferred') session.transfer?.over();
    const tries = known.length > 0 ? known : triesOf(session);
    // Before the media session is closed.
    const heard = session.isConnected() ? this.#ports.callMedia.heard(session) : undefined;
    try {
      session.finish(end);
    } catch (error) {
      this.#ports.world.log.error({ error, call: id }, 'a call could not be ended in order');
    }
    const family = this.#ports.family();
    releasePorts(family, session, end.cause);
    tellPort(family, session.facts.caller.port, { type: 'call.over', call: id, cause: end.cause });
    this.#record(session, end, tries, heard);
    this.#usage.end(session);
    this.#announce(session, 'call.ended');
  }

  /** Every call has one record: one that goes on elsewhere has it there. */
  #record(
    session: CallSession,
    end: CallEnd,
    tries: CallContext['tries'],
    heard: ReturnType<CallMedia['heard']> | undefined,
  ): void {
    const { records } = this.#ports;
    const { successor: next, past } = session.history;
    const successor = next === undefined ? undefined : this.#sessions.get(next);
    if (successor?.facts.continues?.of === session) {
      return records.carryOn(session, end, tries, successor);
    }
    const { continues } = session.facts;
    if (continues && !past && !continues.of.isOver) {
      return records.miss(session, end, tries, continues.of);
    }
    records.write(session, end, tries, heard, successor && nameOfWhole(successor));
    for (const one of this.all()) if (one.facts.continues?.of === session) records.promise(one);
  }

  /** The gateway counts calls, lines of both parties are busy with them. */
  #announce({ facts }: CallSession, type: 'call.started' | 'call.ended'): void {
    const { id, caller, steps } = facts;
    const [first] = steps;
    const route = first?.route;
    const family = this.#ports.family();
    if (type === 'call.ended' && family.state() === 'draining') family.root.send({ type });
    const users = new Set([caller.user, route?.kind === 'local' ? route.user.name : undefined]);
    for (const user of users) {
      if (user !== undefined) family.line(user)?.send({ type, call: id });
    }
  }
}
