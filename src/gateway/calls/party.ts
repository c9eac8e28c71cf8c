/** The two sides of a call as its session drives them, whether they speak SIP or are soft ports. */
import type { Caller } from '../../domain/addressing.ts';
import type { MediaPolicy } from '../../domain/media-policy.ts';
import type { Side } from '../../domain/side.ts';
import type { CallLeg, LegFact } from '../../sip/ua/call-leg.ts';
import type { EarlyDialog, EarlyOffer } from '../../sip/ua/early-dialog.ts';
import type { InviteFailure } from '../../sip/ua/invite-facts.ts';

/** Who called, and how it is told what becomes of its call. */
export interface CallerParty {
  readonly side: Side;
  /** What media it may be offered. */
  readonly policy?: MediaPolicy | undefined;
  readonly caller: Caller;
  /** The user it calls as; undefined for somebody outside. */
  readonly user: string | undefined;
  readonly port: string | undefined;
  /** Number or name, for lists and records. */
  readonly from: string;
  /** What its own dialog is called by. */
  readonly callId: string | undefined;
  /** Its offer; empty when it asks for one. */
  readonly offer: Buffer;
  readonly maxForwards: number;
  /** It does not say who calls. */
  readonly isAnonymous: boolean;
  /** What its Alert-Info names. */
  readonly alerts?: readonly string[];
  /** The server that the call came from; undefined: from inside. */
  readonly server?: string | undefined;
  /** A trusted server stands for who calls. */
  readonly isAsserted?: boolean;
  /** Whether it wants to be anonymous for this call; undefined: as its user has it. */
  readonly isHidden?: boolean | undefined;
  /** Users that have transferred it, whose line it then goes out by. */
  readonly forwardedBy?: readonly string[];
  ring(status: number, body: Buffer): void;
  /** It is answered; from now on its dialog tells through `report`. */
  answer(body: Buffer, report: (fact: LegFact) => void): void;
  refuse(status: number, cause: string, retryAfterSeconds?: number): void;
  /** Its dialog before it is answered, where it has one. */
  early?(): EarlyDialog | undefined;
  /** Its confirmed dialog, where it has one. */
  leg(): CallLeg | undefined;
  /** Ends a confirmed dialog. */
  end(reason: string | undefined): void;
}

/** What one called party tells. */
export type CalleeFact =
  | { readonly type: 'trying' }
  | { readonly type: 'rang'; readonly status: number; readonly body: Buffer }
  /** It describes itself anew before it answers. */
  | EarlyOffer
  | { readonly type: 'answered'; readonly body: Buffer }
  | InviteFailure;

export interface CalleeParty {
  readonly side: Side;
  /** What media it may be offered. */
  readonly policy?: MediaPolicy | undefined;
  /** What its dialog is called by; undefined where there is none. */
  readonly callId: string | undefined;
  /** Stops asking; an answer that comes all the same is ended. */
  cancel(): void;
  /** The call is its: acknowledges the answer, with one of ours where it made the offer. */
  accept(answer: Buffer | undefined): void;
  /** Its dialog before it answers, where it has one and only one. */
  early?(): EarlyDialog | undefined;
  leg(): CallLeg | undefined;
  end(reason: string | undefined): void;
  /** Soft ports only: the handset was lifted. */
  pickUp?(): void;
}

export const noBody = Buffer.alloc(0);

/** Nothing of what it is offered can be taken. RFC 3261 §13.3.1.3 */
export function unacceptable(reason: string, hadRung: boolean): CalleeFact {
  return { type: 'refused', status: 488, reason, retryAfterSeconds: undefined, hadRung };
}
