/** Who may ask what: host, origin, rate, identity, role; headers of every answer. T17, T18. */
import { hostname } from 'node:os';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebRole } from '../../domain/configuration.ts';
import { isIpAddress } from '../../domain/host.ts';
import { Refusal } from '../../domain/refusal.ts';
import { isAllowed } from '../../domain/web-role.ts';
import type { Author } from '../commands.ts';
import { bearerOf } from '../credentials.ts';
import type { FaceContext } from '../face.ts';
import { createThrottle, type Throttle } from '../throttle.ts';
import type { Connections } from './connections.ts';
import { limits } from './limits.ts';
import { TooMany } from './problem.ts';
import type { Sessions } from './sessions.ts';

/** Who asks, as far as that is known. */
interface Actor {
  readonly name: string;
  readonly role: WebRole;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; `anyone` needs no identity. */
    role?: WebRole | 'anyone';
  }
  interface FastifyRequest {
    actor: Actor | undefined;
  }
}

export interface GuardOptions {
  readonly context: FaceContext;
  readonly sessions: Sessions;
  /** Filled once the server listens. */
  readonly connections: () => Connections | undefined;
  readonly isTls: boolean;
}

export interface Guard {
  /** Wrong passwords and tokens, by source. */
  readonly failures: Throttle;
  reportFailure(request: FastifyRequest, name: string): void;
}

const cookieName = 'offhook-session';

/** Of every answer. */
export const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** The id in the session cookie. */
export function sessionIdOf({ headers: { cookie = '' } }: FastifyRequest): string | undefined {
  for (const pair of cookie.split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === cookieName && value !== undefined && /^[0-9a-f]{64}$/.test(value)) return value;
  }
  return undefined;
}

/** An empty id takes the cookie away. */
export function setSessionCookie(reply: FastifyReply, id: string, isTls: boolean): void {
  const age = id === '' ? 0 : Math.floor(limits.sessionAgeMs / 1000);
  const parts = [
    `${cookieName}=${id}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${age}`,
    ...(isTls ? ['Secure'] : []),
  ];
  void reply.header('set-cookie', parts.join('; '));
}

function hostOf(authority: string): string {
  return authority
    .replace(/:[0-9]+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
}

/** Somebody else's DNS could point any name at us; an address cannot be rebound. */
function checkHost({ headers: { host = '' } }: FastifyRequest, isTls: boolean): void {
  const name = hostOf(host);
  const own = ['localhost', hostname().toLowerCase()];
  // Under TLS the certificate has settled the name already.
  if (isTls || isIpAddress(name) || own.includes(name)) return;
  throw new Refusal('E-HOST', 'use the address of the gateway, localhost or its host name');
}

/** Browsers say where a request comes from; nothing but our own page may send one that changes. */
function checkOrigin({ headers: { host, origin, 'sec-fetch-site': site } }: FastifyRequest): void {
  const isOwn = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none';
  if (!isOwn || !isSameSite) throw new Refusal('E-ORIGIN', 'this comes from another page');
}

export function authorOf({ actor }: FastifyRequest): Author {
  return { face: 'web', name: actor?.name ?? 'unknown' };
}

function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Sets the hooks that every request passes before its route. */
export function setGuard(app: FastifyInstance, options: GuardOptions): Guard {
  const { context, sessions, connections, isTls } = options;
  const { view, events, clock } = context;
  const rate = createThrottle(limits.requestBurst, limits.requestsPerSecond, clock);
  const failures = createThrottle(limits.failureBurst, limits.failuresPerSecond, clock);

  function reportFailure({ ip }: FastifyRequest, name: string): void {
    failures.take(ip);
    events.report({
      code: 'security.authentication-failed',
      subject: { kind: 'session', name: 'web' },
      text: `${name} from ${ip} gave wrong credentials`,
      facts: { face: 'web', source: ip },
    });
  }

  function identify(request: FastifyRequest): Actor | undefined {
    const { web } = view.configuration();
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const wait = failures.wait(request.ip);
      if (wait > 0) throw new TooMany(wait);
      const token = bearerOf(web.tokens, authorization);
      if (token) return { name: `token ${token.name}`, role: token.scope };
      reportFailure(request, 'somebody');
      return undefined;
    }
    const id = sessionIdOf(request);
    const user = id === undefined ? undefined : sessions.userOf(id, web);
    return user && { name: user.name, role: user.role };
  }

  /** Those who are known do not suffer from strangers behind the same address. */
  function charge({ actor, ip }: FastifyRequest): void {
    const wait = rate.take(actor ? `actor ${actor.name}` : ip);
    if (wait > 0) throw new TooMany(wait);
  }

  app.decorateRequest('actor', undefined);
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers);
    checkHost(request, isTls);
    if (!isSafe(request)) checkOrigin(request);
    const needed = request.is404 ? 'anyone' : (request.routeOptions.config.role ?? 'configure');
    if (needed !== 'anyone') request.actor = identify(request);
    if (!hasBody(request)) charge(request);
    if (needed === 'anyone') return;
    if (!request.actor) throw notAuthenticated(view.configuration().web.users.length > 0);
    checkRole(request.actor, needed);
  });
  // After the body: who sends one slowly has not come to work yet and costs nobody a turn.
  app.addHook('preValidation', async (request, reply) => {
    if (hasBody(request)) charge(request);
    if (request.actor) connections()?.serve(request.raw, reply.raw);
  });
  return { failures, reportFailure };
}

function hasBody({
  headers: { 'content-length': length = '0', ...rest },
}: FastifyRequest): boolean {
  return length !== '0' || rest['transfer-encoding'] !== undefined;
}

function checkRole(actor: Actor, needed: WebRole): void {
  if (isAllowed(actor.role, needed)) return;
  throw new Refusal('E-NOT-ALLOWED', `this needs the role ${needed}, not ${actor.role}`);
}

function notAuthenticated(areUsers: boolean): Refusal {
  if (areUsers) return new Refusal('E-NOT-AUTHENTICATED', 'log in, or send a bearer token');
  const command = 'web user create <name> password <password> role configure';
  return new Refusal('E-NO-WEB-USER', `no web user exists: on the console, "${command}"`);
}
