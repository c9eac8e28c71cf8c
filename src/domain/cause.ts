/**
 * Why calls end: one stable word a cause, its verdict, and the SIP status that says it. RFC 3398
 * §7.2.4.1.
 */
import type { Verdict } from './call-record.ts';

interface CauseRow {
  readonly verdict: Verdict;
  /** What the caller is told when nothing better is known. */
  readonly status: number;
  /** The result word of metrics and MIB. */
  readonly result: 'answered' | 'busy' | 'no_answer' | 'cancelled' | 'failed' | 'no_route';
}

export const causes = {
  'normal-clearing': { verdict: 'success', status: 200, result: 'answered' },
  busy: { verdict: 'clientError', status: 486, result: 'busy' },
  'no-answer': { verdict: 'clientError', status: 480, result: 'no_answer' },
  cancelled: { verdict: 'clientError', status: 487, result: 'cancelled' },
  declined: { verdict: 'clientError', status: 603, result: 'failed' },
  unavailable: { verdict: 'clientError', status: 480, result: 'failed' },
  'unallocated-number': { verdict: 'clientError', status: 404, result: 'no_route' },
  'incomplete-number': { verdict: 'clientError', status: 484, result: 'failed' },
  'do-not-disturb': { verdict: 'clientError', status: 480, result: 'failed' },
  'anonymous-rejected': { verdict: 'clientError', status: 433, result: 'failed' },
  'forwarded-too-often': { verdict: 'clientError', status: 482, result: 'failed' },
  'not-permitted': { verdict: 'clientError', status: 403, result: 'failed' },
  transferred: { verdict: 'success', status: 200, result: 'answered' },
  'no-route': { verdict: 'clientError', status: 404, result: 'no_route' },
  'not-acceptable': { verdict: 'clientError', status: 488, result: 'failed' },
  refused: { verdict: 'upstreamError', status: 403, result: 'failed' },
  'credentials-rejected': { verdict: 'upstreamError', status: 403, result: 'failed' },
  'loop-detected': { verdict: 'upstreamError', status: 482, result: 'failed' },
  'server-failure': { verdict: 'upstreamError', status: 500, result: 'failed' },
  'service-unavailable': { verdict: 'upstreamError', status: 503, result: 'failed' },
  'no-server-reachable': { verdict: 'upstreamError', status: 503, result: 'failed' },
  'connection-lost': { verdict: 'upstreamError', status: 408, result: 'failed' },
  /** Nobody refreshed the session in time (RFC 4028 §10). */
  'session-expired': { verdict: 'upstreamError', status: 408, result: 'failed' },
  'media-lost': { verdict: 'upstreamError', status: 408, result: 'failed' },
  /** The gateway went down under it: nobody knows how and when it ended. */
  interrupted: { verdict: 'indeterminate', status: 500, result: 'failed' },
  'limit-reached': { verdict: 'clientError', status: 403, result: 'failed' },
  released: { verdict: 'serverError', status: 480, result: 'cancelled' },
  /** No port, or no budget, was left for its media. */
  'no-media': { verdict: 'serverError', status: 503, result: 'failed' },
  overloaded: { verdict: 'serverError', status: 503, result: 'failed' },
  fault: { verdict: 'serverError', status: 500, result: 'failed' },
} as const satisfies Record<string, CauseRow>;

export type Cause = keyof typeof causes;

/** What is known of a cause; undefined for a text that is none. */
export function causeRow(text: string): CauseRow | undefined {
  return isCause(text) ? causes[text] : undefined;
}

function isCause(text: string): text is Cause {
  return Object.hasOwn(causes, text);
}

const byStatus: Readonly<Record<number, Cause>> = {
  401: 'credentials-rejected',
  403: 'refused',
  404: 'unallocated-number',
  406: 'not-acceptable',
  407: 'credentials-rejected',
  408: 'no-answer',
  410: 'unallocated-number',
  415: 'not-acceptable',
  480: 'unavailable',
  482: 'loop-detected',
  483: 'loop-detected',
  484: 'incomplete-number',
  486: 'busy',
  487: 'cancelled',
  488: 'not-acceptable',
  503: 'service-unavailable',
  600: 'busy',
  603: 'declined',
  604: 'unallocated-number',
  606: 'not-acceptable',
};

/** What a final refusal of a call means. */
export function causeOf(status: number): Cause {
  const known = byStatus[status];
  if (known) return known;
  return status >= 500 && status < 600 ? 'server-failure' : 'refused';
}
