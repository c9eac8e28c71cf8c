/** A collector of traces on loopback: what OTLP/HTTP brings it, as spans. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { freePort } from './ports.ts';

export interface CollectedSpan {
  readonly name: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  readonly spans: CollectedSpan[];
  /** Everything that came, as it came. */
  readonly bodies: string[];
}

// biome-ignore lint: the shape of what comes is what is tested.
type Json = any; // oxlint-disable-line typescript/no-explicit-any

function spanOf(span: Json): CollectedSpan {
  return {
    name: span.name,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    traceId: span.traceId,
    startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
    endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
    isError: span.status?.code === 2,
    attributes: Object.fromEntries(
      span.attributes.map(({ key, value }: Json) => [key, Object.values(value)[0]]),
    ),
  };
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(`${request.url} ${body}`);
      for (const { scopeSpans } of JSON.parse(body).resourceSpans) {
        spans.push(...scopeSpans.flatMap((scope: Json) => scope.spans.map(spanOf)));
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
