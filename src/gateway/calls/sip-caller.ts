/** A caller behind SIP: a phone of ours or a configured server. */
import type { Caller } from '../../domain/addressing.ts';
import type { Configuration } from '../../domain/configuration.ts';
import type { MediaPolicy } from '../../domain/media-policy.ts';
import { numberSetting } from '../../domain/protocol.ts';
import type { Side } from '../../domain/side.ts';
import { maxForwards } from '../../sip/message/readers.ts';
import type { ServerTransaction } from '../../sip/transaction-user.ts';
import { alertNames } from '../../sip/ua/alert-info.ts';
import type { CallLeg, LegFact } from '../../sip/ua/call-leg.ts';
import type { CallerIdentity } from '../../sip/ua/caller-identity.ts';
import type { EarlyDialog, EarlyOffer } from '../../sip/ua/early-dialog.ts';
import { IncomingInvite } from '../../sip/ua/incoming-invite.ts';
import type { Core } from '../core.ts';
import { mayTransfer, sessionTerms } from '../settings.ts';
import type { FailureTone } from './failure-tone.ts';
import type { CallerParty } from './party.ts';
import { contactOn } from './sip-callee.ts';

export interface SipCallerOptions {
  readonly core: Core;
  readonly configuration: Configuration;
  readonly transaction: ServerTransaction;
  readonly caller: Caller;
  readonly port: string | undefined;
  /** What media it may be offered. */
  readonly policy: MediaPolicy;
  readonly from: string;
  /** User part of our Contact: who it believes to have called. */
  readonly contactUser: string;
  readonly identity: Pick<CallerIdentity, 'isAnonymous' | 'isAsserted'>;
  /** Whether it wants to be anonymous; undefined: as its user has it. */
  readonly isHidden?: boolean | undefined;
  /** The server that it came from. */
  readonly server?: string | undefined;
  /** What it may hear when no server can be reached. */
  readonly failureTone?: FailureTone | undefined;
}

const maxForwardsDefault = 70;

export class SipCaller implements CallerParty {
  readonly side: Side;
  readonly policy: MediaPolicy;
  readonly caller: Caller;
  readonly user: string | undefined;
  readonly port: string | undefined;
  readonly from: string;
  readonly callId: string;
  readonly offer: Buffer;
  readonly maxForwards: number;
  readonly isAnonymous: boolean;
  readonly isAsserted: boolean;
  readonly alerts: readonly string[];
  readonly server: string | undefined;
  readonly isHidden: boolean | undefined;
  readonly #invite: IncomingInvite;
  readonly #failureTone: FailureTone | undefined;
  #hasEarlyMedia = false;
  /** Before its answer it may describe itself anew; all else that it tells is that it has gone. */
  #report: (fact: LegFact) => void = (fact) =>
    fact.type === 'offered' ? this.#updated(fact) : this.#gone();
  #final: () => void = () => undefined;
  #gone: () => void = () => undefined;
  #updated: (offer: EarlyOffer) => void = ({ answer }) => answer(500);

  constructor(options: SipCallerOptions) {
    const { core, configuration, transaction, caller, port, from, contactUser } = options;
    const { request, envelope, flow } = transaction;
    this.side = flow.side;
    this.policy = options.policy;
    this.caller = caller;
    this.user = caller.kind === 'user' ? caller.user.name : undefined;
    this.port = port;
    this.from = from;
    this.callId = envelope.callId;
    this.offer = request.body;
    this.#failureTone = options.failureTone;
    // RFC 7332 §4: a B2BUA that makes a fresh count of hops can loop for ever.
    this.maxForwards = (maxForwards(request) ?? maxForwardsDefault) - 1;
    this.isAnonymous = options.identity.isAnonymous;
    this.isAsserted = options.identity.isAsserted;
    this.server = options.server;
    // Phones inside have no say in how others ring.
    this.alerts = options.server === undefined ? [] : alertNames(request);
    this.isHidden =
      options.isHidden ?? (this.user !== undefined && this.isAnonymous ? true : undefined);
    this.#invite = new IncomingInvite(transaction, {
      services: core,
      dialogs: core.dialogs,
      contact: contactOn(core, flow.side, contactUser, flow),
      t1Ms: numberSetting(configuration, 't1'),
      t2Ms: numberSetting(configuration, 't2'),
      report: (fact) => this.#report(fact),
      session: sessionTerms(configuration),
      isTransferable: mayTransfer(configuration, flow.side),
    });
  }

  /** Called once, when the INVITE has had its final answer. */
  onFinal(act: () => void): void {
    this.#final = act;
  }

  /** Called when it ends the call before its answer otherwise than by CANCEL. */
  onGone(act: () => void): void {
    this.#gone = act;
  }

  /** Called when it describes itself anew before its answer. */
  onUpdate(act: (offer: EarlyOffer) => void): void {
    this.#updated = act;
  }

  ring(status: number, body: Buffer): void {
    this.#hasEarlyMedia ||= body.length > 0;
    this.#invite.ring(status, body);
  }

  answer(body: Buffer, report: (fact: LegFact) => void): void {
    this.#report = report;
    this.#final();
    this.#invite.answer(body);
  }

  /** A phone that has heard nothing yet may hear a tone first, and give up meanwhile. */
  refuse(status: number, cause: string, retryAfterSeconds?: number): void {
    const refuse = () => this.#refuse(status, cause, retryAfterSeconds);
    const mayHear = cause === 'no-server-reachable' && !this.#hasEarlyMedia;
    const stop = mayHear ? this.#failureTone?.(this, refuse) : undefined;
    if (!stop) return refuse();
    this.#gone = () => {
      stop();
      this.#refuse(487, 'cancelled');
    };
  }

  /** The phone gives up after its call is over: while it hears why. */
  cancel(): void {
    this.#gone();
  }

  #refuse(status: number, cause: string, retryAfterSeconds?: number): void {
    this.#final();
    this.#invite.refuse(status, undefined, [
      ['Reason', `SIP;cause=${status};text="${cause}"`],
      ...(retryAfterSeconds ? [['Retry-After', String(retryAfterSeconds)] as const] : []),
    ]);
  }

  early(): EarlyDialog | undefined {
    return this.#invite.early();
  }

  leg(): CallLeg | undefined {
    return this.#invite.leg();
  }

  end(reason: string | undefined): void {
    this.#invite.leg()?.bye(reason);
  }
}
