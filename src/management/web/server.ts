/** One HTTP server of the web face: hooks first, then every route. */
import { readFileSync } from 'node:fs';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify';
import type { WebSettings } from '../../domain/configuration.ts';
import type { FaceContext, FaceLog } from '../face.ts';
import type { Lives } from '../lives.ts';
import { type Model, model } from '../model.ts';
import { addAccess } from './access.ts';
import { addActions, addLooks } from './actions.ts';
import { type Connections, keepRoom } from './connections.ts';
import { addDrills } from './drills.ts';
import { addEvents } from './events.ts';
import { addGroup, addLog } from './groups.ts';
import { headers, setGuard } from './guard.ts';
import { addHealth, type MetricsSource } from './health.ts';
import { addHistory, type History } from './history.ts';
import { addIncidents } from './incidents.ts';
import { limits } from './limits.ts';
import { createLive } from './live.ts';
import { addLives } from './lives.ts';
import { addLogin } from './login.ts';
import { answerUnknown } from './methods.ts';
import { addOpenApi } from './openapi.ts';
import { addPage, type PageFile } from './page-files.ts';
import { createPasswordCheck } from './password-check.ts';
import { answerProblem, answerUnread } from './problem.ts';
import { addProfiles } from './profiles.ts';
import { addRevisions } from './revisions.ts';
import type { Sessions } from './sessions.ts';
import { addTable } from './tables.ts';
import { addTraces } from './traces.ts';
import { addTrial } from './trial.ts';
import { createValidatorCompiler } from './validation.ts';
import { createViewers, type Viewers } from './viewers.ts';

export interface ServerOptions {
  readonly context: FaceContext;
  readonly sessions: Sessions;
  readonly tls: WebSettings['tls'];
  readonly metrics?: MetricsSource | undefined;
  readonly lives?: Lives | undefined;
  readonly history: History;
  readonly page: () => Promise<readonly PageFile[]>;
}

export interface WebServer {
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

const timing = {
  headersTimeout: limits.headersTimeoutMs,
  requestTimeout: limits.requestTimeoutMs,
  connectionsCheckingInterval: limits.checkIntervalMs,
  maxHeaderSize: limits.headerBytes,
} as const;

const common = {
  bodyLimit: limits.bodyBytes,
  keepAliveTimeout: limits.keepAliveMs,
  requestTimeout: limits.requestTimeoutMs,
  forceCloseConnections: 'idle' as const,
  routerOptions: { maxParamLength: 128 },
};

/** Certificate and key are read when the server is made. */
function createApp(tls: WebSettings['tls'], log: FaceLog): FastifyInstance {
  const answer = answerProblem(log);
  const options = {
    ...common,
    clientErrorHandler: answerUnread,
    // A path that cannot be read reaches no hook.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      void answer(error, request, reply.headers(headers)),
  };
  if (!tls) return fastify({ ...options, http: timing });
  const files = { cert: readFileSync(tls.certificate), key: readFileSync(tls.key) };
  const app = fastify({
    ...options,
    https: {
      ...timing,
      ...files,
      minVersion: 'TLSv1.2',
      handshakeTimeout: limits.headersTimeoutMs,
    },
  });
  return app;
}

function addModel(app: FastifyInstance, context: FaceContext, { tables, logs, groups }: Model) {
  for (const table of tables) addTable(app, context, table);
  for (const log of logs) addLog(app, context, log);
  for (const group of groups) addGroup(app, context, group);
}

export function createWebServer(options: ServerOptions): WebServer {
  const { context, sessions, tls, metrics, lives, history, page } = options;
  const { view, clock, log } = context;
  const app = createApp(tls, log);
  const isTls = tls !== undefined;
  const viewers: Viewers = createViewers(clock);
  const room: Connections = keepRoom(app.server, limits.connections);
  const connections = () => room;

  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(createValidatorCompiler());
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(answerProblem(log));
  answerUnknown(app);
  const guard = setGuard(app, { context, sessions, connections, isTls });
  addOpenApi(app, () => view.status().version);
  addPage(app, page);
  addHealth(app, context, metrics);
  const check = createPasswordCheck(context, guard, connections);
  addLogin(app, { context, sessions, isTls, check });
  addModel(app, context, model);
  addActions(app, context);
  addDrills(app, context);
  addIncidents(app, context);
  addLooks(app, context);
  addProfiles(app, context);
  addRevisions(app, context);
  addTrial(app, context);
  addAccess(app, context);
  addTraces(app, context);
  if (lives) addLives(app, lives);
  addHistory(app, history);
  addEvents(app, { context, live: createLive(view, model, clock), viewers });
  return {
    app,
    async close() {
      viewers.closeAll();
      // What is being answered goes out; who still sends has had its time.
      const timer = clock.setTimeout(() => app.server.closeAllConnections(), limits.closeMs);
      await app.close();
      clock.clearTimeout(timer);
    },
  };
}
