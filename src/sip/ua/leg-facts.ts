/** What a dialog in use tells the call it belongs to. */
import type { Fields } from '../message/message.ts';
import type { NameAddr } from '../message/values.ts';

/** How a re-offer is answered: a status, and a description with a 2xx. */
export type AnswerOffer = (status: number, body?: Buffer, fields?: Fields) => void;

/**
 * The parts of a Replaces header (RFC 3891 §6.1); the tags as the one that sends it sees the
 * dialog.
 */
export interface Replaces {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

export type LegFact =
  /** The peer ended it; or it is gone, and why we believe so. */
  | {
      readonly type: 'ended';
      readonly reason: string;
      readonly why?: 'unanswered' | 'not refreshed';
    }
  /** A re-INVITE or UPDATE; without a body it asks for an offer. */
  | { readonly type: 'offered'; readonly body: Buffer; readonly answer: AnswerOffer }
  /** The ACK of our 2xx, with the answer to an offer of ours if there was one. */
  | { readonly type: 'acknowledged'; readonly body: Buffer }
  /** INFO: DTMF and the like, answered 200 already. */
  | { readonly type: 'info'; readonly contentType: string; readonly body: Buffer }
  /**
   * REFER: whom to call instead; to be answered 202 or refused. Only told where transfers are on.
   */
  | {
      readonly type: 'referred';
      readonly to: NameAddr;
      readonly replaces: Replaces | undefined;
      readonly by: string | undefined;
      readonly answer: (status: number) => void;
    }
  /** NOTIFY of an event package, answered 200 already: how a transfer of ours goes. */
  | {
      readonly type: 'notified';
      readonly event: string;
      readonly state: string;
      readonly body: Buffer;
    };
