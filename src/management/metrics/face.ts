/** The face of metrics alone: a listener that serves `/metrics` and nothing else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Configuration } from '../../domain/configuration.ts';
import { formatListener } from '../../domain/listener.ts';
import { maySeeMetrics } from '../credentials.ts';
import type { Face, FaceContext } from '../face.ts';
import { reportNotListening } from '../not-listening.ts';
import type { Metrics } from './exposition.ts';

const limits = {
  connections: 16,
  headersTimeoutMs: 5000,
  requestTimeoutMs: 5000,
  headerBytes: 8192,
} as const;

async function answer(
  { view }: FaceContext,
  metrics: Metrics,
  { method, url, headers, socket }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (url?.split('?')[0] !== '/metrics') return void response.writeHead(404).end();
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405).end();
  const { web } = view.configuration();
  if (!maySeeMetrics(web, socket.remoteAddress, headers.authorization)) {
    return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
  }
  const { contentType, body } = await metrics.expose(headers.accept);
  response.writeHead(200, { 'content-type': contentType }).end(body);
}

export function createMetricsFace(context: FaceContext, metrics: Metrics): Face {
  const { log } = context;
  let server: Server | undefined;
  let listening = 'off';

  function open(address: string, port: number): Promise<Server> {
    const opened = createServer(
      {
        headersTimeout: limits.headersTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        connectionsCheckingInterval: 1000,
        maxHeaderSize: limits.headerBytes,
      },
      (request, response) => {
        answer(context, metrics, request, response).catch((error: unknown) => {
          log.error({ error }, 'a scrape failed');
          response.writeHead(500).end();
        });
      },
    );
    opened.maxConnections = limits.connections;
    return new Promise((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, address, () => resolve(opened));
    });
  }

  async function close(): Promise<void> {
    const closing = server;
    server = undefined;
    listening = 'off';
    if (!closing) return;
    closing.closeAllConnections();
    await new Promise((resolve) => void closing.close(resolve));
  }

  return {
    async apply({ web: { metricsListen } }: Configuration) {
      const wanted = formatListener(metricsListen);
      if (wanted === listening) return;
      await close();
      if (!metricsListen) return;
      try {
        server = await open(metricsListen.address, metricsListen.port);
        listening = wanted;
        log.info({ listen: wanted }, 'metrics are served');
      } catch (error) {
        reportNotListening(context, 'metrics', wanted, error);
      }
    },
    stop: close,
  };
}
