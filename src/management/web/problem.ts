/** Errors as RFC 9457 problem details: our codes, the status that fits them. */
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/refusal.ts';
import type { FaceLog } from '../face.ts';

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

/** Refusals that are not simply a rule broken by the request (422). */
const statuses: Readonly<Record<string, number>> = {
  'E-SYNTAX': 400,
  'E-NOT-AUTHENTICATED': 401,
  'E-NO-WEB-USER': 401,
  'E-NOT-ALLOWED': 403,
  'E-HOST': 403,
  'E-ORIGIN': 403,
  'E-NOT-FOUND': 404,
  'E-METHOD': 405,
  'E-NAME-TAKEN': 409,
  'E-ADDRESS-TAKEN': 409,
  'E-LOGIN-TAKEN': 409,
  'E-ENTRY-LIMIT': 409,
  'E-NO-TRIAL': 409,
  'E-DRILL-RUNNING': 409,
  'E-STALE': 412,
  'E-TOO-LARGE': 413,
  'E-MEDIA-TYPE': 415,
  'E-TOO-MANY': 429,
  'E-STORE-FULL': 503,
  'E-STORE-FAILED': 503,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A refusal that says when to come back. */
export class TooMany extends Refusal {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('E-TOO-MANY', `too many requests: come back in ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function problemOf(code: string, detail: string, status: number): Problem {
  return { type: 'about:blank', title: titles[status] ?? 'Error', status, detail, code };
}

/** What Fastify itself refuses: bodies it cannot read, values outside their schema. */
const ownCodes: Readonly<Record<number, string>> = {
  400: 'E-SYNTAX',
  404: 'E-NOT-FOUND',
  413: 'E-TOO-LARGE',
  414: 'E-TOO-LARGE',
  415: 'E-MEDIA-TYPE',
};

interface Invalid extends Error {
  readonly validation: NonNullable<FastifyError['validation']>;
}

function isInvalid(error: unknown): error is Invalid {
  return error instanceof Error && 'validation' in error && Array.isArray(error.validation);
}

/** The code that the model's own checks have for the same fault. */
function codeOf({ validation }: Invalid): string {
  const keyword = validation[0]?.keyword;
  if (keyword === 'additionalProperties') return 'E-OBJECT';
  return keyword === 'required' ? 'E-MISSING' : 'E-VALUE';
}

function toProblem(error: unknown): Problem {
  if (error instanceof Refusal) {
    return problemOf(error.code, error.message, statuses[error.code] ?? 422);
  }
  if (isInvalid(error)) return problemOf(codeOf(error), error.message, 422);
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  const code = typeof status === 'number' ? ownCodes[status] : undefined;
  if (error instanceof Error && typeof status === 'number' && code !== undefined) {
    return problemOf(code, error.message, status);
  }
  return problemOf('E-INTERNAL', 'a fault of ours: see the log', 500);
}

/** Answers with a problem; faults of ours go to the log, not to the client. */
export function answerProblem(log: FaceLog) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = toProblem(error);
    if (problem.status === 500) log.error({ error, url: request.url }, 'a request failed');
    if (error instanceof TooMany) void reply.header('retry-after', error.retryAfterSeconds);
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    return reply.status(problem.status).type('application/problem+json').send(problem);
  };
}

/** What Node calls requests that it could not read, with the status that fits. */
const unread: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers who sent no request that could be read, and lets go of the connection. */
export function answerUnread(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = unread[error.code ?? ''] ?? 400;
  const code = status === 431 ? 'E-TOO-LARGE' : 'E-SYNTAX';
  const body = JSON.stringify(problemOf(code, 'this is no request that can be read', status));
  const head = [
    `HTTP/1.1 ${status} ${titles[status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
