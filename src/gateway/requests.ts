/**
 * Requests that arrive: told apart, let in or refused, given to whom they concern. RFC 3261 §8.2;
 * threats T1, T6.
 */
import type { Configuration, Server } from '../domain/configuration.ts';
import { plainNumber, resolveIncoming } from '../domain/resolve.ts';
import type { EventLog } from '../management/events.ts';
import { respondTo } from '../sip/message/build.ts';
import { maxForwards } from '../sip/message/readers.ts';
import { parseUri } from '../sip/message/uri.ts';
import type { EndpointEvents, ServerTransaction } from '../sip/transaction-user.ts';
import { callerIdentity } from '../sip/ua/caller-identity.ts';
import { allowField, preconditionRefusal } from '../sip/ua/preconditions.ts';
import { replacedLeg } from '../sip/ua/replaced-leg.ts';
import type { Calls } from './calls/calls.ts';
import { dial, emergencyNumber } from './calls/dialling.ts';
import { callerUpdates } from './calls/early-updates.ts';
import type { FailureTone } from './calls/failure-tone.ts';
import { SipCaller } from './calls/sip-caller.ts';
import type { Confirm } from './calls/tone-answer.ts';
import type { Goal, Transfers } from './calls/transfers.ts';
import type { Core } from './core.ts';
import type { Family } from './family.ts';
import type { Phones } from './ports/phones.ts';
import { tellPort } from './ports/port-events.ts';
import type { StarServices } from './ports/star-services.ts';
import type { Peers } from './servers/peers.ts';

interface RequestPorts {
  readonly core: () => Core;
  readonly phones: () => Phones;
  readonly calls: () => Calls;
  readonly peers: () => Peers;
  readonly family: () => Family;
  readonly events: EventLog;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  readonly transfers: () => Transfers;
  readonly stars: StarServices;
  readonly confirm: Confirm;
  readonly failureTone: FailureTone;
}

const supported: ReadonlySet<string> = new Set(['path', 'gruu']);

export class Requests implements EndpointEvents {
  readonly #ports: RequestPorts;
  /** INVITEs that are not answered yet, so that a CANCEL finds its call. */
  readonly #open = new Map<ServerTransaction, { call: string; caller: SipCaller }>();

  constructor(ports: RequestPorts) {
    this.#ports = ports;
  }

  request(transaction: ServerTransaction): void {
    const { request, envelope, flow } = transaction;
    const core = this.#ports.core();
    if (envelope.to.params.has('tag')) return core.dialogs.request(transaction);
    const refusal = preconditionRefusal(request, supported);
    if (refusal) return transaction.respond(refusal);
    if (maxForwards(request) === 0) return transaction.respond(respondTo(request, 483));
    switch (request.method) {
      case 'OPTIONS':
        return this.#options(transaction);
      case 'REGISTER':
        if (flow.side === 'lan') return this.#ports.phones().register(transaction);
        return transaction.respond(respondTo(request, 403), 'once');
      case 'INVITE':
        return this.#invite(transaction);
      default:
        // BYE, UPDATE, INFO outside any dialog (§12.2.2).
        return transaction.respond(respondTo(request, 481));
    }
  }

  cancelled(invite: ServerTransaction): void {
    const open = this.#open.get(invite);
    const session = this.#ports.calls().get(open?.call ?? '');
    if (session) session.actor?.send({ type: 'caller.cancelled' });
    else if (open) open.caller.cancel();
    else this.#ports.core().dialogs.cancelled(invite);
  }

  acknowledged(...ack: Parameters<EndpointEvents['acknowledged']>): void {
    const [request, envelope] = ack;
    this.#ports.core().dialogs.acknowledged(request, envelope);
  }

  #options(transaction: ServerTransaction): void {
    const isOpen = this.#ports.family().root.getSnapshot().hasTag('open');
    transaction.respond(
      respondTo(transaction.request, isOpen ? 200 : 503, {
        fields: [allowField, ['Accept', 'application/sdp'], ['Server', this.#ports.core().product]],
        toTag: this.#ports.core().random.hex(4),
      }),
    );
  }

  #invite(transaction: ServerTransaction): void {
    const { request, flow } = transaction;
    if (!this.#mayBegin(transaction)) {
      transaction.respond(respondTo(request, 503, { fields: [['Retry-After', '10']] }));
    } else if (flow.side === 'lan') {
      this.#fromPhone(transaction);
    } else {
      this.#fromServer(transaction);
    }
  }

  /** An emergency call is let in while others are waited for, and above every limit. */
  #mayBegin(transaction: ServerTransaction): boolean {
    const { family, calls } = this.#ports;
    if (this.#isEmergency(transaction)) return ['running', 'draining'].includes(family().state());
    return family().root.getSnapshot().hasTag('open') && !calls().isFull();
  }

  #isEmergency({ request, flow }: ServerTransaction): boolean {
    const digits = parseUri(request.uri)?.user ?? '';
    const number = emergencyNumber(this.#ports.configuration(), digits);
    return flow.side === 'lan' && number !== undefined;
  }

  #fromPhone(transaction: ServerTransaction): void {
    const { request, envelope } = transaction;
    const phones = this.#ports.phones();
    const port = phones.authenticate(transaction);
    if (!port) return;
    const configuration = this.#ports.configuration();
    // An emergency call needs no line of its own (RFC 6881 ED-67).
    const anybody = this.#isEmergency(transaction) ? configuration.users[0] : undefined;
    const user = phones.userOf(port, envelope) ?? anybody;
    // §1.3: without a user there is nobody to call as.
    if (!user)
      return transaction.respond(respondTo(request, 403, { reason: 'No User On This Port' }));
    const digits = parseUri(request.uri)?.user ?? '';
    const goal = this.#replacement(transaction);
    if (goal === 'refused') return;
    const dialled =
      goal === 'none'
        ? dial(configuration, this.#ports.stars, { port, user, digits })
        : ({ kind: 'call', number: goal.called, route: goal.route, isHidden: undefined } as const);
    if (dialled.kind === 'nothing') return transaction.respond(respondTo(request, 484));
    const caller = new SipCaller({
      core: this.#ports.core(),
      configuration,
      transaction,
      caller: { kind: 'user', user, registeredOn: this.#ports.registeredOn(user.name) },
      port: port.name,
      policy: port,
      from: user.name,
      contactUser: digits,
      identity: callerIdentity(request, envelope.from, false),
      isHidden: dialled.kind === 'call' ? dialled.isHidden : undefined,
      failureTone: this.#isEmergency(transaction) ? undefined : this.#ports.failureTone,
    });
    if (dialled.kind === 'call') {
      return this.#begin(
        transaction,
        caller,
        goal === 'none' ? { called: dialled.number, route: dialled.route } : goal,
      );
    }
    void dialled.done.then((isDone) =>
      this.#ports.confirm(caller, isDone, this.#ports.calls().nextId(), () => undefined),
    );
  }

  /** Only configured servers may call in, and only users and rules can be reached. */
  #fromServer(transaction: ServerTransaction): void {
    const { request, envelope, flow } = transaction;
    const server = this.#ports.peers().serverAt(flow.address);
    if (!server) return this.#stranger(transaction);
    const goal = this.#replacement(transaction);
    if (goal === 'refused') return;
    const configuration = this.#ports.configuration();
    const { number, route } = resolveIncoming(configuration, {
      to: envelope.to.uri.user ?? '',
      requestUri: parseUri(request.uri)?.user ?? '',
    });
    const identity = callerIdentity(request, envelope.from, server.trusted === true);
    const user = plainNumber(identity.user);
    if (route.kind === 'local') {
      this.#ports.stars.noteCaller(route.user.name, identity.isAnonymous ? undefined : user);
    }
    const caller = new SipCaller({
      core: this.#ports.core(),
      configuration,
      transaction,
      caller: { kind: 'outside', user, displayName: identity.displayName },
      port: undefined,
      policy: server,
      from: user,
      contactUser: number,
      identity,
      server: server.name,
    });
    this.#begin(transaction, caller, goal === 'none' ? { called: number, route } : goal);
  }

  /** RFC 3891 §3: whether the INVITE takes somebody's place in a call. */
  #replacement(transaction: ServerTransaction): Goal | 'none' | 'refused' {
    const { request, flow } = transaction;
    const replacement = replacedLeg(this.#ports.core().dialogs, request);
    if (replacement.kind === 'none') return 'none';
    const goal =
      replacement.kind === 'refused'
        ? replacement.status
        : this.#ports.transfers().replaced(replacement.leg, flow);
    if (typeof goal !== 'number') return goal;
    transaction.respond(respondTo(request, goal));
    return 'refused';
  }

  #begin(transaction: ServerTransaction, caller: SipCaller, goal: Goal): void {
    const id = this.#ports.calls().nextId();
    this.#open.set(transaction, { call: id, caller });
    caller.onFinal(() => this.#open.delete(transaction));
    caller.onUpdate((offer) => {
      const session = this.#ports.calls().get(id);
      if (session) callerUpdates(session, offer);
      else offer.answer(481);
    });
    caller.onGone(() => this.#ports.calls().get(id)?.actor?.send({ type: 'caller.cancelled' }));
    // Before the call begins: it may be over at once.
    tellPort(this.#ports.family(), caller.port, { type: 'port.calls', call: id });
    this.#ports.transfers().begin(id, caller, goal);
  }

  #stranger(transaction: ServerTransaction): void {
    const { request, envelope, flow } = transaction;
    const called = envelope.to.uri.user ?? '';
    // T6: whoever forged this sender makes us send it no more than one answer.
    transaction.respond(respondTo(request, 403), 'once');
    this.#ports.events.report({
      code: 'security.call-refused',
      subject: { kind: 'gateway', name: '' },
      text: `a call from ${flow.address} to ${called} is not from a configured server`,
      facts: { source: flow.address, port: flow.port, transport: flow.transport },
    });
  }
}
