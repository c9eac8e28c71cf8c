/** What a transaction asks its surroundings to do. */
export type Effect =
  /** Send, or send again, what this transaction sends: the request, or the last response. */
  | { readonly type: 'send' }
  /** Client INVITE only: acknowledge the final response (RFC 3261 §17.1.1.3). */
  | { readonly type: 'ack' }
  /** Hand the message that caused this to the transaction user. */
  | { readonly type: 'passUp' }
  /** The timer that retransmits: A, E or G. Starting it again replaces it. */
  | { readonly type: 'retransmitIn'; readonly ms: number }
  | { readonly type: 'stopRetransmitting' }
  /**
   * The timer that bounds the present state: B, D, F, H, I, J, K, L or M. Replaces the one before.
   */
  | { readonly type: 'endIn'; readonly ms: number }
  | { readonly type: 'fail'; readonly reason: 'timeout' | 'transport' }
  | { readonly type: 'end' };

export const send: Effect = { type: 'send' };
export const ack: Effect = { type: 'ack' };
export const passUp: Effect = { type: 'passUp' };
export const stopRetransmitting: Effect = { type: 'stopRetransmitting' };
export const end: Effect = { type: 'end' };
export const nothing: readonly Effect[] = [];
