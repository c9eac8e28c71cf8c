/** What a call's session tells those who stand above single calls. */
import type { LegName } from '../../../machines/leg.machine.ts';
import type { LegFact } from '../../sip/ua/call-leg.ts';
import type { CallSession } from './call-session.ts';

export interface SessionEvents {
  /** Keys came by INFO for a party without a dialog. */
  pressed(call: string, leg: LegName, digits: string): void;
  /** A party wants the call transferred. */
  referred(session: CallSession, leg: LegName, fact: Extract<LegFact, { type: 'referred' }>): void;
}
