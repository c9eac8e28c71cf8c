/** Calls and registration walks as spans: one for the whole, one for each server that was tried. */
import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { CallRecord } from '../../domain/call-record.ts';
import type { Try } from '../../domain/walk.ts';
import type { RegistrationWalk } from '../journeys.ts';

/** Numbers stay in the call log: the id of a call leads there. */
function callAttributes({ id, direction, route, verdict, cause, tries }: CallRecord): Attributes {
  const server = tries.findLast(({ outcome }) => outcome === 'answered')?.server;
  return {
    'offhook.call.id': id,
    'offhook.call.direction': direction,
    'offhook.call.route': route,
    'offhook.call.verdict': verdict,
    'offhook.call.cause': cause,
    ...(server !== undefined && { 'offhook.server': server }),
  };
}

/** Why is in the attributes, where it is cut to a length. */
function fail(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** One after the other, as they were made. */
function traceTries(
  tracer: Tracer,
  whole: Span,
  name: string,
  startMs: number,
  tries: readonly Try[],
): void {
  const parent = trace.setSpan(context.active(), whole);
  let at = startMs;
  for (const { server, outcome, status, reason, ms } of tries) {
    const attributes = {
      'offhook.server': server,
      'offhook.try.outcome': outcome,
      'offhook.try.reason': reason,
      ...(status !== undefined && { 'offhook.try.status': status }),
    };
    const options = { kind: SpanKind.CLIENT, startTime: at, attributes };
    const span = tracer.startSpan(name, options, parent);
    if (outcome === 'unreachable' || outcome === 'refused') fail(span);
    at += ms;
    span.end(at);
  }
}

export function traceCall(tracer: Tracer, record: CallRecord): void {
  const { startedAt, connectedAt, endedAt, verdict, tries } = record;
  const startMs = Date.parse(startedAt);
  const span = tracer.startSpan('call', {
    startTime: startMs,
    attributes: callAttributes(record),
  });
  if (connectedAt !== undefined) span.addEvent('connected', Date.parse(connectedAt));
  if (verdict !== 'success' && verdict !== 'clientError') fail(span);
  traceTries(tracer, span, 'invite', startMs, tries);
  span.end(Date.parse(endedAt));
}

/** `endMs`: now; a walk begins as long before as its tries have taken. */
export function traceWalk(tracer: Tracer, walk: RegistrationWalk, endMs: number): void {
  const { user, outcome, server, tries } = walk;
  const startMs = endMs - tries.reduce((sum, { ms }) => sum + ms, 0);
  const span = tracer.startSpan('registration', {
    startTime: startMs,
    attributes: {
      'offhook.user': user,
      'offhook.registration.outcome': outcome,
      ...(server !== undefined && { 'offhook.server': server }),
    },
  });
  if (outcome === 'lost' || outcome === 'refused') fail(span);
  traceTries(tracer, span, 'register', startMs, tries);
  span.end(endMs);
}
