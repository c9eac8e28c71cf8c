/** The face of a trace collector: spans over OTLP/HTTP while an endpoint is set. docs/adr/0019 */
import { hostname } from 'node:os';
import type { Tracer } from '@opentelemetry/api';
import type { Configuration } from '../../domain/configuration.ts';
import type { Face, FaceContext } from '../face.ts';
import type { Journeys } from '../journeys.ts';
import { traceCall, traceWalk } from './spans.ts';

interface Tracing {
  readonly tracer: Tracer;
  /** Sends what is waiting, for as long as `sendMs`. */
  close(): Promise<void>;
}

/** A collector that is away loses spans, never the gateway: so many wait, so long is tried. */
const waitingMax = 2048;
const sendMs = 2000;
const everyMs = 1000;
const textMax = 256;

/** Loaded when it is needed; rejects where it is not installed. */
async function openTracing(endpoint: string, version: string): Promise<Tracing> {
  const [
    { BatchSpanProcessor, TracerProvider },
    { OTLPTraceExporter },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'offhook',
      'service.version': version,
      'service.instance.id': hostname(),
    }),
    spanLimits: { attributeValueLengthLimit: textMax },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: sendMs }),
        maxQueueSize: waitingMax,
        scheduledDelayMillis: everyMs,
        exportTimeoutMillis: sendMs,
      }),
    ],
  });
  return { tracer: provider.getTracer('offhook', version), close: () => provider.shutdown() };
}

export function createOtlpFace(context: FaceContext, journeys: Journeys): Face {
  const { view, wallClock, log } = context;
  let current: string | undefined;
  let tracing: Tracing | undefined;
  let stopHearing: (() => void) | undefined;
  let last: Promise<void> = Promise.resolve();

  async function close(): Promise<void> {
    stopHearing?.();
    stopHearing = undefined;
    const closing = tracing;
    tracing = undefined;
    await closing?.close().catch(() => undefined);
  }

  async function follow(endpoint: string | undefined): Promise<void> {
    if (endpoint === current) return;
    await close();
    current = endpoint;
    if (endpoint === undefined) return;
    try {
      const opened = await openTracing(endpoint, view.status().version);
      tracing = opened;
      stopHearing = journeys.subscribe({
        call: (record) => traceCall(opened.tracer, record),
        registration: (walk) => traceWalk(opened.tracer, walk, wallClock()),
      });
      log.info({ endpoint }, 'traces are sent to a collector');
    } catch (error) {
      log.error({ code: 'E-OTLP-SDK', error }, 'traces cannot be sent');
    }
  }

  return {
    apply({ web }: Configuration) {
      last = last.then(() => follow(web.otlpEndpoint));
      return last;
    },
    async stop() {
      await last;
      await close();
    },
  };
}
