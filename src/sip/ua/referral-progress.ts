/** How a transfer that somebody asked for goes, told to them. RFC 3515 §2.4.5; RFC 5057 §5.1. */
import { reasonPhrase } from '../message/reasons.ts';
import type { CallLeg } from './call-leg.ts';

/** NOTIFY with the status of the new call; a final one ends the subscription. */
export function tellReferral(leg: CallLeg, status: number): void {
  if (leg.isOver()) return;
  const state = status < 200 ? 'active;expires=60' : 'terminated;reason=noresource';
  const fields = [
    ['Event', 'refer'],
    ['Subscription-State', state],
    ['Content-Type', 'message/sipfrag;version=2.0'],
  ] as const;
  const body = Buffer.from(`SIP/2.0 ${status} ${reasonPhrase(status)}\r\n`);
  // Whatever the answer: only the subscription would be gone, never the call.
  leg.send('NOTIFY', fields, body, { response: ignore, failed: ignore });
}

function ignore(): void {
  // Nobody waits for it.
}
