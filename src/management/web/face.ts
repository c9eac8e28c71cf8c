/** The web face: page, REST and event stream on one listener that follows the configuration. */
import type { Configuration, WebSettings } from '../../domain/configuration.ts';
import { formatListener } from '../../domain/listener.ts';
import type { Face, FaceContext } from '../face.ts';
import type { Lives } from '../lives.ts';
import { reportNotListening } from '../not-listening.ts';
import type { MetricsSource } from './health.ts';
import { startHistory } from './history.ts';
import { loadPage, type PageFile } from './page-files.ts';
import type { WebServer } from './server.ts';
import { createSessions } from './sessions.ts';

export interface WebFaceOptions {
  /** Served at `/metrics`; absent: not served. */
  readonly metrics?: MetricsSource | undefined;
  /** Charts and histories; absent: the page shows none. */
  readonly lives?: Lives | undefined;
}

/** What a listener is opened with: when it changes the listener is opened anew. */
function wantedOf({ listen, tls }: WebSettings): string {
  return listen ? JSON.stringify([formatListener(listen), tls ?? null]) : 'off';
}

export function createWebFace(context: FaceContext, options: WebFaceOptions = {}): Face {
  const { log, random, clock } = context;
  const sessions = createSessions(random, clock);
  const history = startHistory(context);
  let server: WebServer | undefined;
  let loaded: Promise<readonly PageFile[]> | undefined;
  const page = () => (loaded ??= loadPage());
  let current = 'off';
  let last: Promise<void> = Promise.resolve();

  async function close(): Promise<void> {
    const closing = server;
    server = undefined;
    current = 'off';
    await closing?.close();
  }

  async function follow({ web }: Configuration): Promise<void> {
    const wanted = wantedOf(web);
    if (wanted === current) return;
    await close();
    const { listen, tls } = web;
    if (!listen) return;
    try {
      const { createWebServer } = await import('./server.ts');
      const opened = createWebServer({ ...options, context, sessions, history, tls, page });
      server = opened;
      await opened.app.listen({ host: listen.address, port: listen.port });
      current = wanted;
      log.info(
        { listen: formatListener(listen), tls: tls !== undefined },
        'the web page is served',
      );
    } catch (error) {
      await close();
      reportNotListening(context, 'the web page', formatListener(listen), error);
    }
  }

  return {
    apply(configuration) {
      // A change of the listener may come through the listener: the answer goes out first.
      last = last.then(() => follow(configuration));
      return last;
    },
    async stop() {
      history.stop();
      await last;
      await close();
    },
  };
}
