/** What one REGISTER at one server is given, and what it tells. Table A. */
import type { Credentials } from '../auth/credentials.ts';
import type { LocalAddress, Target } from '../flow.ts';
import type { Located, Place } from '../locate.ts';
import type { FlowTerms } from './flow-terms.ts';
import type { Binding, Sequence } from './register-request.ts';

/** What a 2xx grants. */
export interface Acceptance {
  readonly expiresSeconds: number;
  readonly target: Target;
  /** The host and port of the Contact that is bound. */
  readonly local: LocalAddress;
  readonly flow: FlowTerms;
  /** What requests of the line pass behind this server, in the order of Route. */
  readonly serviceRoute: readonly string[];
}

export type RegisterFact =
  | { readonly type: 'provisional' }
  | ({ readonly type: 'accepted' } & Acceptance)
  | {
      readonly type: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
      readonly authFailed: boolean;
    }
  | { readonly type: 'unreachable'; readonly reason: string; readonly fault: string }
  /** A success that came after the attempt was given up. */
  | ({ readonly type: 'late' } & Acceptance)
  /** Given up as well, and the server asks to be left alone (503 with Retry-After). */
  | { readonly type: 'overloaded'; readonly retryAfterSeconds: number };

export type Accepted = Extract<RegisterFact, { type: 'accepted' }>;

export interface RegisterAttempt {
  readonly binding: Binding;
  readonly targets: readonly Target[];
  readonly expiresSeconds: number;
  readonly credentials: Credentials;
  /** Asked for each request: an answer may have shown that we are seen elsewhere. */
  readonly local: (target: Target) => LocalAddress;
  /** Where the Contact bound there so far leads to. */
  readonly former?: LocalAddress | undefined;
  readonly sequence: () => Sequence;
  /** Where a redirection leads: calls back at once, or when DNS has answered. */
  readonly locate: (place: Place, then: (located: Located) => void) => void;
  /** Hosts that are configured: a 305 may send us only there, and only they get credentials. */
  readonly isConfigured: (host: string) => boolean;
  /** Whether it has asked others meanwhile to be left alone. RFC 3261 §21.5.4 */
  readonly isLeftAlone?: () => boolean;
  /** The time that all addresses share; a silent one is left for the next after its part of it. */
  readonly budgetMs?: number;
}
