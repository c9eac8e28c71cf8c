/**
 * Why a message is refused, and with what it can still be answered. RFC 3261 §8.2, §16.3, §18.3.
 */
import type { Message, Request } from './message.ts';

export interface ParseFault {
  /** The status to answer with; undefined means: drop it silently. */
  readonly status: 400 | 414 | 501 | 505 | 513 | undefined;
  /** Fit to be a reason phrase. */
  readonly reason: string;
  /**
   * What could be read of a request: its Via, From, To, Call-ID and CSeq are copied into the
   * answer.
   */
  readonly request: Request | undefined;
}

export type Parsed =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly fault: ParseFault };

/** A fault of this message. Responses and ACK are never answered (§8.1.3, §17.1.1.3). */
export function faultOf(
  message: Message | undefined,
  status: ParseFault['status'],
  reason: string,
): ParseFault {
  if (message?.kind !== 'request') return { status: undefined, reason, request: undefined };
  return {
    status: message.method === 'ACK' ? undefined : status,
    reason,
    request: message,
  };
}
