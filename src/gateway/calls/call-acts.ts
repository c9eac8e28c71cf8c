/**
 * What the charts of calls, hunts and legs do outside: ports rung, servers asked, facts turned into
 * events.
 */
import { callMachine } from '../../../machines/call.machine.ts';
import type { CallContext, CallEnd, CallEvent, Callee } from '../../../machines/call-setup.ts';
import { contain } from '../../../machines/contain.ts';
import { huntMachine } from '../../../machines/hunt.machine.ts';
import type { HuntContext } from '../../../machines/hunt-walk.ts';
import { type LegEvent, type LegName, legMachine } from '../../../machines/leg.machine.ts';
import type { Try } from '../../domain/walk.ts';
import { mayRing, releasePorts, tellCaller, tellPort } from '../ports/port-events.ts';
import { contactOf } from '../servers/health.ts';
import { isoTime } from '../world.ts';
import { CallServers } from './call-servers.ts';
import { type CallSession, type HuntRef, keyOf } from './call-session.ts';
import type { CallPorts } from './calls.ts';
import { calleeUpdates } from './early-updates.ts';
import type { ExistingCallee } from './existing-callee.ts';
import { mediaFailed, mediaRefusal, withMedia } from './media-refusal.ts';
import { type CalleeFact, type CalleeParty, unacceptable } from './party.ts';

interface ActPorts extends CallPorts {
  /** Throws for a call that is over. */
  session(id: string): CallSession;
  readonly find: (id: string) => CallSession | undefined;
  /** The call is on another step of its way. */
  follows(session: CallSession): void;
  connected(session: CallSession): void;
  finish(session: CallSession, end: CallEnd, tries: readonly Try[]): void;
}

interface HuntScope {
  readonly context: HuntContext;
  readonly self: HuntRef;
}

interface LegScope {
  readonly context: { readonly call: string };
  readonly self: { send(event: LegEvent): void };
}

interface CallScope {
  readonly context: CallContext;
  readonly self: { send(event: CallEvent): void };
}

type Asked = { readonly server: string; readonly attempt: number };
type Silent = { readonly server: string; readonly reason: string };
type LegParams = { readonly call: string; readonly leg: LegName };
type Ringing = { readonly callee: Callee; readonly status: number };

export class CallActs {
  readonly #ports: ActPorts;
  readonly #servers: CallServers;

  constructor(ports: ActPorts) {
    this.#ports = ports;
    this.#servers = new CallServers(ports.configuration, ports.health);
  }

  logic(): typeof callMachine {
    const session = (id: string) => this.#ports.session(id);
    const hunt = huntMachine.provide({
      actions: {
        invite: contain((params: Asked, { context, self }: HuntScope) => {
          const ofCall = session(context.call);
          ofCall.hunt = self;
          this.#invite(ofCall, params, context.plan[context.at]?.attemptMs ?? 0);
        }),
        release: contain(({ attempt }: Pick<Asked, 'attempt'>, { context }: HuntScope) =>
          session(context.call).callees.get(keyOf({ attempt }))?.cancel(),
        ),
        tellSilence: contain(({ server, reason }: Silent, { context }: HuntScope) => {
          this.#servers.tell(session(context.call), server, { kind: 'silent', reason });
        }),
      },
    });
    const { recorder } = this.#ports;
    const leg = legMachine.provide({
      actions: {
        passOffer: contain(({ leg: name }: LegParams, { context }: LegScope) =>
          session(context.call).passOffer(name),
        ),
      },
    });
    const logic = callMachine.provide({
      actors: {
        hunt: recorder.overhear(hunt, ({ call }) => `call ${call}`),
        leg: recorder.overhear(leg, ({ call }) => `call ${call}`),
      },
      actions: {
        ringPorts: contain(
          ({ ports }: { readonly ports: readonly string[] }, { context }: CallScope) => {
            for (const port of ports) this.#ringPort(session(context.id), port);
          },
        ),
        forward: contain(({ step }: { readonly step: number }, { context }: CallScope) => {
          const ofCall = session(context.id);
          releasePorts(this.#ports.family(), ofCall, 'forwarded');
          ofCall.follow(step);
          this.#ports.follows(ofCall);
        }),
        tellRinging: contain(({ callee, status }: Ringing, { context }: CallScope) => {
          const ofCall = session(context.id);
          this.#noteSetUp(ofCall);
          const isHeard = withMedia(ofCall, () => ofCall.ring(callee, status)) ?? false;
          tellCaller(this.#ports.family(), ofCall, { type: 'call.rang', isHeard });
        }),
        connect: contain(({ callee }: Pick<Ringing, 'callee'>, { context }: CallScope) =>
          this.#connect(session(context.id), callee),
        ),
        finish: ({ context }, end) => this.#ports.finish(session(context.id), end, context.tries),
      },
    });
    return recorder.overhear(logic, ({ id }) => `call ${id}`);
  }

  #connect(session: CallSession, callee: Callee): void {
    const { family, records, world } = this.#ports;
    const winner = 'port' in callee ? callee.port : undefined;
    const connected = () => {
      session.connectedAt = isoTime(world.wallClock());
      this.#noteSetUp(session);
      records.connected(session);
      this.#ports.connected(session);
      for (const port of [session.facts.caller.port, winner])
        tellPort(family(), port, { type: 'call.connected' });
      releasePorts(family(), session, 'answered elsewhere', winner);
    };
    withMedia(session, () => session.connect(callee, connected));
  }

  #noteSetUp(session: CallSession): void {
    session.setUpMs ??= this.#ports.world.clock.now() - session.facts.startedAtMs;
  }

  #ringPort(session: CallSession, name: string): void {
    const { family, configuration, parties } = this.#ports;
    const { id, existing } = session.facts;
    const { route } = session.way();
    // Another port has found that there is no media for any.
    if (session.mediaNotes.refusal) return;
    if (existing) return withMedia(session, () => this.#join(session, name, existing));
    const ref = family().port(name);
    const port = configuration().ports.find((one) => one.name === name);
    const refuse = (status: number) =>
      session.actor?.send({ type: 'port.refused', port: name, status });
    if (!port || !ref || route.kind !== 'local') return refuse(480);
    if (!mayRing(port, ref.getSnapshot(), this.#ports.find)) return refuse(486);
    const report = (fact: CalleeFact) => this.#heardPort(session, name, fact);
    const failed = (error: unknown) => {
      const refusal = mediaRefusal(error);
      // What this port may be offered is its own; ports of media are all of one pool.
      if (refusal?.cause !== 'not-acceptable') return mediaFailed(session, error);
      report(unacceptable(refusal.reason, false));
    };
    let callee: CalleeParty | undefined;
    try {
      callee = parties.ringPort(session, port, route.user, { report, failed });
    } catch (error) {
      return failed(error);
    }
    if (!callee) return refuse(480);
    session.callees.set(keyOf({ port: name }), callee);
    ref.send({ type: 'call.offered', call: id });
  }

  #join(session: CallSession, port: string, existing: ExistingCallee): void {
    session.callees.set(keyOf({ port }), existing);
    const report = (fact: CalleeFact) => this.#heardPort(session, port, fact);
    const join = (offer: Buffer) =>
      existing.join({
        media: this.#ports.media(),
        call: session.facts.id,
        offer,
        report,
        legReport: (fact) => session.heard('b', fact),
      });
    session.offerFor(existing, join, (error) => mediaFailed(session, error));
  }

  #heardPort(session: CallSession, port: string, fact: CalleeFact): void {
    if (fact.type === 'offered') return calleeUpdates(session, keyOf({ port }), fact);
    session.note(keyOf({ port }), fact);
    const { actor } = session;
    if (fact.type === 'rang') actor?.send({ type: 'port.rang', port, status: fact.status });
    if (fact.type === 'answered') actor?.send({ type: 'port.answered', port });
    if (fact.type === 'refused' || fact.type === 'unreachable') {
      const status = fact.type === 'refused' ? fact.status : 480;
      const over = { call: session.facts.id, cause: String(status) };
      tellPort(this.#ports.family(), port, { type: 'call.over', ...over });
      const contact = fact.type === 'refused' ? fact.contact : undefined;
      const route = contact && this.#ports.ways.sentOn(session, port, contact);
      if (route) actor?.send({ type: 'port.forwarded', port, route });
      else actor?.send({ type: 'port.refused', port, status });
    }
  }

  #invite(session: CallSession, { server: name, attempt }: Asked, budgetMs: number): void {
    const server = this.#servers.of(session, name);
    const report = (fact: CalleeFact) => this.#heardServer(session, name, attempt, fact);
    if (!server) {
      const reason = 'no longer configured';
      return report({ type: 'unreachable', reason, fault: 'dns', phase: 'none' });
    }
    if (this.#servers.isLeftAlone(session, server)) {
      const reason = 'quarantined meanwhile';
      return session.tell({ type: 'attempt.unreachable', attempt, reason, phase: 'none' });
    }
    const failed = (error: unknown) => mediaFailed(session, error, session.hunt);
    const isLeftAlone = () => this.#servers.isLeftAlone(session, server);
    const ask = { server, budgetMs, report, isLeftAlone, failed };
    this.#ports.parties.askServer(session, ask, (party) => {
      session.callees.set(keyOf({ attempt }), party);
      if (!this.#ports.find(session.facts.id)) party.cancel();
    });
  }

  #heardServer(session: CallSession, server: string, attempt: number, fact: CalleeFact): void {
    if (fact.type === 'offered') return calleeUpdates(session, keyOf({ attempt }), fact);
    session.note(keyOf({ attempt }), fact);
    if (fact.type === 'unreachable') {
      this.#servers.tell(session, server, contactOf(fact.fault, fact.reason));
      session.tell({ ...fact, type: 'attempt.unreachable', attempt });
    } else if (fact.type === 'refused') {
      const retryAfterSeconds = fact.status === 503 ? (fact.retryAfterSeconds ?? 0) : 0;
      const isOverloaded = retryAfterSeconds > 0;
      const contact = isOverloaded
        ? ({ kind: 'overloaded', retryAfterSeconds } as const)
        : ({ kind: 'answered' } as const);
      this.#servers.tell(session, server, contact);
      const { contact: _, useProxy, ...refusal } = fact;
      const sentTo = useProxy && this.#servers.named(session, useProxy);
      session.tell({ ...refusal, type: 'attempt.refused', attempt, sentTo });
    } else {
      this.#servers.tell(session, server, { kind: 'answered' });
      if (fact.type === 'rang')
        session.tell({ type: 'attempt.rang', attempt, status: fact.status });
      else session.tell({ type: `attempt.${fact.type}`, attempt });
    }
  }
}
