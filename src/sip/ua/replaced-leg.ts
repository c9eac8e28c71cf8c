/** Which of our dialogs an INVITE with Replaces is to take over, or why not. RFC 3891 §3. */
import type { Request } from '../message/message.ts';
import { CallLeg } from './call-leg.ts';
import type { Dialogs } from './dialogs.ts';
import { replacesOf } from './replaces.ts';

export type Replacement =
  | { readonly kind: 'none' }
  | { readonly kind: 'leg'; readonly leg: CallLeg }
  | { readonly kind: 'refused'; readonly status: 400 | 481 | 486 | 603 };

/** Whether the one who asks may is for the call to judge: same party or same authority. */
export function replacedLeg(dialogs: Dialogs, request: Request): Replacement {
  const replaces = replacesOf(request);
  if (replaces === undefined) return { kind: 'none' };
  if (replaces === 'malformed') return { kind: 'refused', status: 400 };
  const { callId, toTag, fromTag, earlyOnly } = replaces;
  const found = dialogs.find(callId, toTag, fromTag);
  // §3: an early dialog that was not begun by us is no match.
  if (!(found instanceof CallLeg)) return { kind: 'refused', status: 481 };
  if (found.isOver()) return { kind: 'refused', status: 603 };
  return earlyOnly ? { kind: 'refused', status: 486 } : { kind: 'leg', leg: found };
}
