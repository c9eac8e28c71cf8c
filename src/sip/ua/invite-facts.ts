/** What one INVITE at one server is given, and what it tells. Table B. */
import type { Credentials } from '../auth/credentials.ts';
import type { Side, Target } from '../flow.ts';
import type { Fields } from '../message/message.ts';
import type { Uri } from '../message/values.ts';
import type { CallLeg, LegFact } from './call-leg.ts';
import type { Dialogs } from './dialogs.ts';
import type { EarlyDialog, EarlyOffer } from './early-dialog.ts';
import type { SessionTerms } from './session-timer.ts';

/** Why nobody has answered. */
export type InviteFailure =
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
      readonly hadRung: boolean;
      /** Where it has sent the call, which was not followed. */
      readonly contact?: string;
      /** The proxy by which it wants to be asked. RFC 3261 §21.3.4 */
      readonly useProxy?: Uri;
    }
  | {
      readonly type: 'unreachable';
      readonly reason: string;
      readonly fault: string;
      readonly phase: 'none' | 'trying' | 'rang';
    };

export type InviteFact =
  /** 100: the server has it. */
  | { readonly type: 'trying' }
  | { readonly type: 'rang'; readonly status: number; readonly body: Buffer }
  /** An UPDATE in an early dialog. */
  | EarlyOffer
  | {
      readonly type: 'answered';
      readonly leg: CallLeg;
      /** What was offered in the end. */
      readonly offer: Buffer;
      readonly body: Buffer;
      readonly cseq: number;
    }
  | InviteFailure;

export interface InviteAttempt {
  readonly requestUri: string;
  /** Where the Request-URI is a service's: the number that stands for it. */
  readonly plainUri?: string | undefined;
  /** Whole header values; From without its tag. */
  readonly from: string;
  readonly to: string;
  readonly fromTag: string;
  readonly callId: string;
  readonly cseq: number;
  /** Our Contact URI. */
  readonly contact: string;
  /** Empty: the answer is asked to offer. */
  readonly body: Buffer;
  readonly maxForwards: number;
  readonly fields: Fields;
  /** What it passes, whatever else is left away to please a server. */
  readonly routes?: readonly string[];
  readonly targets: readonly Target[];
  readonly side: Side;
  readonly credentials: Credentials | undefined;
  readonly dialogs: Dialogs;
  /** What the leg that comes of it will tell. */
  readonly legReport: (fact: LegFact) => void;
  readonly session?: SessionTerms;
  /** Whether a REFER of the callee is told; otherwise it is refused. */
  readonly isTransferable?: boolean;
  /** The time that all addresses share; a silent one is left for the next after its part of it. */
  readonly budgetMs?: number;
  /** Whether it has asked others meanwhile to be left alone. RFC 3261 §21.5.4 */
  readonly isLeftAlone?: (() => boolean) | undefined;
  /** Whether a callee may send us on to this URI; without it, to any. */
  readonly mayForward?: ((uri: string) => boolean) | undefined;
}

export interface InviteHandle {
  /** Cancels as soon as that is legal; an answer that comes all the same is ended. */
  cancel(): void;
  /** The early dialog, where there is one and only one. */
  early(): EarlyDialog | undefined;
}
