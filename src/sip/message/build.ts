/** Messages of our own making. RFC 3261 §8.1.1, §8.2.6. */
import { skipClass, TOKEN, URI } from './characters.ts';
import { createHeaders } from './field-headers.ts';
import type { Fields, Request, Response } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { reasonPhrase } from './reasons.ts';

type Field = Fields[number];

export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  readonly fields: Fields;
  readonly body?: Buffer | string | undefined;
}

export interface ResponseParts {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly fields: Fields;
  readonly body?: Buffer | string | undefined;
}

export interface Answer {
  readonly reason?: string | undefined;
  readonly fields?: Fields | undefined;
  readonly body?: Buffer | string | undefined;
  /**
   * Added to To when the request has no tag there; one made of the request itself when left out.
   */
  readonly toTag?: string | undefined;
  /** Whether Record-Route is copied: for responses that create a dialog (§12.1.1). */
  readonly recordRoute?: boolean | undefined;
}

const noBody = Buffer.alloc(0);

function bodyOf(body: Buffer | string | undefined): Buffer {
  if (body === undefined) return noBody;
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** A request. Throws on a method or Request-URI that could not stand in a Request-Line. */
export function createRequest({ method, uri, fields, body }: RequestParts): Request {
  if (method === '' || skipClass(method, 0, TOKEN) !== method.length)
    throw new Error(`not a method: ${JSON.stringify(method)}`);
  if (uri === '' || skipClass(uri, 0, URI) !== uri.length)
    throw new Error(`not a Request-URI: ${JSON.stringify(uri)}`);
  return { kind: 'request', method, uri, headers: createHeaders(fields), body: bodyOf(body) };
}

/** A response, with the usual reason phrase unless another is given. */
export function createResponse({ status, reason, fields, body }: ResponseParts): Response {
  if (!Number.isInteger(status) || status < 100 || status > 699)
    throw new Error(`not a status code: ${status}`);
  return {
    kind: 'response',
    status,
    reason: (reason ?? reasonPhrase(status)).replace(/[\r\n]/g, ' '),
    headers: createHeaders(fields),
    body: bodyOf(body),
  };
}

/**
 * §8.2.6.2, §8.2.7: a tag for answers that nobody remembers, the same whenever the request comes
 * again.
 */
function statelessTag({ headers }: Request): string {
  let hash = 0x811c9dc5;
  const text = `${headers.first('Call-ID') ?? ''} ${headers.first('From') ?? ''}`;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function taggedTo(value: string, request: Request, toTag: string | undefined): string {
  if (parseNameAddr(value)?.params.has('tag') === true) return value;
  return `${value};tag=${toTag ?? statelessTag(request)}`;
}

/** §8.2.6.2: the fields of the request that its response repeats, as far as they are there. */
function repeatedFields(request: Request, status: number, answer: Answer): Field[] {
  const repeated: Field[] = [];
  const seen = new Set<string>();
  // A 100 creates no dialog and needs no tag.
  const tags = status > 100 || answer.toTag !== undefined;
  for (const [name, value] of request.headers.fields()) {
    if (name === 'Via') repeated.push([name, value]);
    else if (name === 'Record-Route' && answer.recordRoute === true) repeated.push([name, value]);
    // §8.2.6.1: the 100 tells how long the request has been under way.
    else if (name === 'Timestamp' && status === 100) repeated.push([name, value]);
    else if (isRepeated(name) && !seen.has(name)) {
      seen.add(name);
      repeated.push([name, name === 'To' && tags ? taggedTo(value, request, answer.toTag) : value]);
    }
  }
  return repeated;
}

function isRepeated(name: string): boolean {
  return name === 'From' || name === 'To' || name === 'Call-ID' || name === 'CSeq';
}

/** The response to a request. */
export function respondTo(request: Request, status: number, answer: Answer = {}): Response {
  const fields = repeatedFields(request, status, answer);
  return createResponse({
    status,
    reason: answer.reason,
    fields: answer.fields === undefined ? fields : [...fields, ...answer.fields],
    body: answer.body,
  });
}
