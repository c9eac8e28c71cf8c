/**
 * Where the ACS asks for a session: GET on one random path, proven by digest, seldom. All else gets
 * an empty answer, and no body is read. TR-069 §3.2.2; threats T10 and T11
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FaceClock } from '../../face.ts';
import { parseChallenges } from '../http/challenges.ts';
import { type Credentials, provesDigest } from '../http/digest.ts';
import { limits } from '../limits.ts';
import { Allowance } from './allowance.ts';
import { Nonces } from './nonces.ts';

export interface ConnectionRequestOptions {
  readonly clock: Pick<FaceClock, 'now'>;
  readonly hex: (bytes: number) => string;
  /** With its slash. */
  readonly path: string;
  credentials(): Credentials;
  /** The request is proven: a session is wanted. */
  onRequest(): void;
  /** Somebody could not prove it. */
  onRefused(address: string): void;
}

const realm = 'offhook';

export class ConnectionRequestServer {
  readonly #options: ConnectionRequestOptions;
  readonly #nonces: Nonces;
  readonly #requests = new Allowance(
    limits.connectionRequestBurst,
    limits.connectionRequestEveryMs,
  );
  readonly #failures = new Allowance(
    limits.connectionRequestBurst,
    limits.connectionRequestEveryMs,
  );
  #server: Server | undefined;

  constructor(options: ConnectionRequestOptions) {
    this.#options = options;
    this.#nonces = new Nonces(options.hex);
  }

  /** Resolves with the port; rejects when the address is taken. */
  listen(host: string, port: number): Promise<number> {
    const server = createServer({
      maxHeaderSize: limits.connectionRequestBytesMax,
      headersTimeout: 10_000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 5000,
      keepAlive: false,
    });
    server.maxConnections = 64;
    server.on('request', (request, response) => this.#handle(request, response));
    server.on('clientError', (_, socket) => socket.destroy());
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        server.on('error', () => undefined);
        const address = server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : port);
      });
    });
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const { status, headers } = this.#judge(request);
    response.writeHead(status, { 'content-length': 0, connection: 'close', ...headers });
    response.end();
    // The body, if there is one, is never read.
    request.on('error', () => undefined);
    if (request.method !== 'GET') request.destroy();
  }

  #judge(request: IncomingMessage): {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
  } {
    const { path, clock } = this.#options;
    const now = clock.now();
    if (request.url !== path) return { status: 404 };
    if (request.method !== 'GET') return { status: 405 };
    const given = request.headers.authorization;
    if (given === undefined) return this.#challenge(now);
    if (!this.#isProven(given, now)) {
      // Guesses are slowed down, and so is what is told of them.
      if (!this.#failures.take(now)) return { status: 503 };
      this.#options.onRefused(request.socket.remoteAddress ?? '');
      return this.#challenge(now);
    }
    if (!this.#requests.take(now)) return { status: 503 };
    this.#options.onRequest();
    return { status: 204 };
  }

  #challenge(now: number) {
    const nonce = this.#nonces.make(now);
    const field = `Digest realm="${realm}", qop="auth", algorithm=MD5, nonce="${nonce}"`;
    return { status: 401, headers: { 'www-authenticate': field } };
  }

  #isProven(field: string, now: number): boolean {
    const [given] = parseChallenges(field);
    if (given?.scheme !== 'digest') return false;
    const credentials = this.#options.credentials();
    const expected = { credentials, realm, method: 'GET', uri: this.#options.path };
    const { parameters } = given;
    return (
      provesDigest(given, expected) &&
      this.#nonces.use(parameters.get('nonce') ?? '', parameters.get('nc') ?? '', now)
    );
  }
}
