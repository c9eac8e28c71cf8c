/**
 * Requests that arrive: told apart, let in or refused, given to whom they concern. RFC 3261 §8.2;
 * threats T1, T6.
 */
import { plainNumber, resolveIncoming } from '../domain/resolve.ts';
import type { EventLog } from '../management/events.ts';
import { respondTo } from '../sip/message/build.ts';
import { maxForwards } from '../sip/message/readers.ts';
import { parseUri } from '../sip/message/uri.ts';
import type { EndpointEvents, ServerTransaction } from '../sip/transaction-user.ts';
import { callerIdentity } from '../sip/ua/caller-identity.ts';
import { allowField, preconditionRefusal } from '../sip/ua/preconditions.ts';
import { replacedLeg } from '../sip/ua/replaced-leg.ts';
import { callerUpdates } from './calls/early-updates.ts';
import { SipCaller } from './calls/sip-caller.ts';
import type { Goal, Transfers } from './calls/transfers.ts';
import type { Family } from './family.ts';
import { type PhoneCallPorts, PhoneCalls } from './ports/phone-calls.ts';
import { tellPort } from './ports/port-events.ts';
import type { Peers } from './servers/peers.ts';

interface RequestPorts extends PhoneCallPorts {
  readonly peers: () => Peers;
  readonly family: () => Family;
  readonly events: EventLog;
  readonly transfers: () => Transfers;
}

const supported: ReadonlySet<string> = new Set(['path', 'gruu']);

export class Requests implements EndpointEvents {
  readonly #ports: RequestPorts;
  readonly #phoneCalls: PhoneCalls;
  /** INVITEs that are not answered yet, so that a CANCEL finds its call. */
  readonly #open = new Map<ServerTransaction, { call: string; caller: SipCaller }>();

  constructor(ports: RequestPorts) {
    this.#ports = ports;
    this.#phoneCalls = new PhoneCalls(ports);
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
      this.#phoneCalls.take(transaction, {
        replacement: () => this.#replacement(transaction),
        begin: (caller, goal) => this.#begin(transaction, caller, goal),
      });
    } else {
      this.#fromServer(transaction);
    }
  }

  /** An emergency call is let in while others are waited for, and above every limit. */
  #mayBegin(transaction: ServerTransaction): boolean {
    const { family, calls } = this.#ports;
    if (this.#phoneCalls.emergency(transaction) !== undefined)
      return ['running', 'draining'].includes(family().state());
    return family().root.getSnapshot().hasTag('open') && !calls().isFull();
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
