/** HTTP as a session needs it: one kept connection, cookies, credentials, redirects. */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { limits } from '../limits.ts';
import { type Challenge, parseChallenges } from './challenges.ts';
import { Cookies } from './cookies.ts';
import { authorization, bestChallenge, type Credentials } from './digest.ts';

export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Access {
  readonly url: string;
  readonly credentials: Credentials;
  readonly isPlainAllowed: boolean;
  readonly tls: TlsMaterial;
  /** A cnonce. */
  readonly nonce: () => string;
  /** Absent: a redirect may lead to any host. */
  readonly mayVisit?: (host: string) => boolean;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface Message {
  readonly method: 'POST' | 'GET' | 'PUT';
  readonly body: string;
  readonly contentType?: string;
}

type Headed = Reply & Pick<IncomingMessage, 'headers'>;

/** What went wrong below the answer; `code` is Node's where there is one. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

const redirects = new Set([301, 302, 307, 308]);

export class Connection {
  readonly #access: Access;
  readonly #agents: { readonly http: http.Agent; readonly https: https.Agent };
  #cookies = new Cookies();
  #url: URL;
  #challenge: Challenge | undefined;
  /** How often the nonce of the challenge has been used. */
  #count = 0;
  #isAborted = false;

  constructor(access: Access) {
    this.#access = access;
    this.#url = new URL(access.url);
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agents = {
      http: new http.Agent(options),
      // The name is checked against the URL's host; nothing switches that off.
      https: new https.Agent({ ...options, ...access.tls, minVersion: 'TLSv1.2' }),
    };
  }

  /** Sends a message and does what HTTP itself asks for: credentials, redirects. */
  async send(message: Message): Promise<Reply> {
    let challenges = 0;
    let hops = 0;
    for (;;) {
      const reply = await this.#exchange(message);
      if (reply.status === 401) {
        challenges += 1;
        this.#answerChallenge(reply.headers['www-authenticate'], challenges);
      } else if (redirects.has(reply.status)) {
        hops += 1;
        this.#follow(reply.headers.location, hops);
      } else {
        return { status: reply.status, body: reply.body };
      }
    }
  }

  /** Ends the connection, whatever is under way. */
  close(): void {
    this.#isAborted = true;
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  #answerChallenge(field: string | undefined, challenges: number): void {
    const challenge = bestChallenge(parseChallenges(field ?? ''));
    const isStale = /^true$/i.test(challenge?.parameters.get('stale') ?? '');
    const mayTry = challenges === 1 || (isStale && challenges <= limits.challengesMax);
    if (!challenge || !mayTry || this.#access.credentials.username === '') {
      throw new HttpError('our credentials are not accepted', 'UNAUTHORIZED');
    }
    if (challenge.scheme === 'basic' && this.#challenge?.scheme === 'basic') {
      throw new HttpError('our credentials are not accepted', 'UNAUTHORIZED');
    }
    this.#challenge = challenge;
    this.#count = 0;
  }

  #follow(location: string | undefined, hops: number): void {
    if (hops > limits.redirectsMax) throw new HttpError('too many redirects');
    if (location === undefined || !URL.canParse(location, this.#url.href)) {
      throw new HttpError('a redirect to nowhere');
    }
    const next = new URL(location, this.#url);
    if (this.#access.mayVisit?.(next.hostname) === false) {
      throw new HttpError(`${next.hostname} is not allowed`);
    }
    // What one host was told is not told to another.
    if (next.host !== this.#url.host) {
      this.#challenge = undefined;
      this.#cookies = new Cookies();
    }
    this.#url = next;
  }

  async #exchange(message: Message): Promise<Headed> {
    try {
      return await this.#exchangeOnce(message);
    } catch (error) {
      // The ACS may have closed the kept connection while we thought.
      if (!(error instanceof ClosedWhileIdle) || this.#isAborted) throw asHttpError(error);
    }
    return await this.#exchangeOnce(message).catch((error: unknown) => {
      throw asHttpError(error);
    });
  }

  #exchangeOnce(message: Message): Promise<Headed> {
    const isTls = this.#url.protocol === 'https:';
    if (!isTls && !(this.#url.protocol === 'http:' && this.#access.isPlainAllowed)) {
      throw new HttpError(`${this.#url.protocol} is not allowed`);
    }
    const options = { method: message.method, headers: this.#headers(message) };
    return new Promise((resolve, reject) => {
      const sent = isTls
        ? https.request(this.#url, { ...options, agent: this.#agents.https })
        : http.request(this.#url, { ...options, agent: this.#agents.http });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const isIdle = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(isIdle ? new ClosedWhileIdle(error.message) : error);
      });
      sent.on('response', (response) => {
        this.#cookies.take(response.headers['set-cookie']);
        readBody(response, limits.bodyBytesMax).then(
          (text) =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          reject,
        );
      });
      sent.end(message.body);
    });
  }

  #headers({ method, body, contentType }: Message): Record<string, string | number> {
    const cookie = this.#cookies.field();
    const challenge = this.#challenge;
    this.#count += 1;
    const uri = `${this.#url.pathname}${this.#url.search}`;
    return {
      'content-length': Buffer.byteLength(body),
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...(contentType?.startsWith('text/xml') && { soapaction: '' }),
      ...(cookie !== undefined && { cookie }),
      ...(challenge && {
        authorization: authorization(challenge, this.#access.credentials, {
          method,
          uri,
          cnonce: this.#access.nonce(),
          count: this.#count,
        }),
      }),
    };
  }
}

class ClosedWhileIdle extends Error {}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return new HttpError(error instanceof Error ? error.message : String(error), code);
}

/** The whole body as UTF-8, or an error when it is longer or not that. */
async function readBody(message: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    if (bytes > bytesMax) {
      message.destroy();
      throw new HttpError('the answer is longer than a message may be');
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HttpError('the answer is not UTF-8');
  }
}
