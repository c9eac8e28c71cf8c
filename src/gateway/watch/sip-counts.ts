/**
 * SIP messages in the statistics, under methods that are known: a stranger cannot invent labels.
 */
import { sipMethods } from '../../management/sip-methods.ts';
import type { Statistics } from '../../management/statistics.ts';
import type { MessageCounts } from '../../sip/message-counts.ts';

const known: ReadonlySet<string> = new Set(sipMethods);

function named(method: string): string {
  return known.has(method) ? method : 'other';
}

export function sipCounts(statistics: Statistics): MessageCounts {
  return {
    request: (method, way) => statistics.count('sip_requests', named(method), way),
    response: (method, status, way) =>
      statistics.count('sip_responses', named(method), String(status), way),
    repeated: (method) => statistics.count('sip_retransmissions', named(method)),
    unreadable: (transport) => statistics.count('sip_parse_errors', transport),
  };
}
