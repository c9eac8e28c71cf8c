/** Why a party is no longer there, as the charts of its leg and of its call say it. */
import type { LegEnd } from '../../../machines/leg.machine.ts';
import type { LegFact } from '../../sip/ua/call-leg.ts';

const causes = { unanswered: 'connection-lost', 'not refreshed': 'session-expired' } as const;

export function endOfLeg({ reason, why }: Extract<LegFact, { type: 'ended' }>): LegEnd {
  return { type: 'leg.ended', reason, cause: why && causes[why] };
}
