/** The ways in which an ACS reaches the gateway: the listener for connection requests, and STUN. */
import type { FaceClock, FaceLog, FaceRandom } from '../../face.ts';
import type { Settings } from '../agent/settings.ts';
import type { Credentials } from '../http/digest.ts';
import { ConnectionRequestServer } from './connection-request.ts';
import { StunClient } from './stun-client.ts';

export interface ReachOptions {
  readonly clock: FaceClock;
  readonly random: FaceRandom;
  readonly log: FaceLog;
  /** Of the connection request URL, with its slash. */
  readonly path: string;
  /** The address to be told when the listener has every one. */
  readonly ownAddress: () => string;
  readonly onRequest: () => void;
  readonly onRefused: (address: string) => void;
}

export class Reach {
  readonly #options: ReachOptions;
  #server: { readonly key: string; readonly server: ConnectionRequestServer } | undefined;
  #stun: { readonly key: string; readonly client: StunClient } | undefined;
  #credentials: Credentials = { username: '', password: '' };
  #url = '';
  #udpAddress = '';
  #isNat = false;
  /** The address has changed that an ACS may want to hear of. */
  onAddress: () => void = () => undefined;

  constructor(options: ReachOptions) {
    this.#options = options;
  }

  get facts() {
    return {
      connectionRequestUrl: this.#url,
      udpAddress: this.#udpAddress,
      isNatDetected: this.#isNat,
    };
  }

  async apply(settings: Settings): Promise<void> {
    this.#credentials = settings.credentials(
      'connection-request-username',
      'connection-request-password',
    );
    await this.#applyListener(settings.listener);
    this.#applyStun(settings.stun);
  }

  async stop(): Promise<void> {
    await this.#applyListener(undefined);
    this.#applyStun(undefined);
  }

  async #applyListener(listener: Settings['listener']): Promise<void> {
    const key = JSON.stringify(listener ?? null);
    if (this.#server?.key === key) return;
    await this.#server?.server.close();
    this.#server = undefined;
    this.#url = '';
    if (!listener) return;
    const { clock, random, path, onRequest, onRefused, log } = this.#options;
    const server = new ConnectionRequestServer({
      clock,
      hex: (bytes) => random.hex(bytes),
      path,
      credentials: () => this.#credentials,
      onRequest,
      onRefused,
    });
    try {
      const port = await server.listen(listener.host, listener.port);
      const isEvery = listener.host === '0.0.0.0' || listener.host === '::';
      const host = isEvery ? this.#options.ownAddress() : listener.host;
      this.#server = { key, server };
      this.#url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
    } catch (error) {
      log.error({ error, ...listener }, 'no connection requests are listened for');
    }
  }

  #applyStun(stun: Settings['stun']): void {
    const { credentials, ...rest } = stun ?? { credentials: undefined };
    const key = JSON.stringify([stun === undefined, rest, credentials?.username]);
    if (this.#stun?.key === key) return;
    this.#stun?.client.stop();
    this.#stun = undefined;
    this.#udpAddress = '';
    if (!stun) return;
    const { clock, random, onRequest } = this.#options;
    const client = new StunClient(stun, {
      clock,
      uniform: () => random.uniform(),
      hex: (bytes) => random.hex(bytes),
      requestCredentials: () => this.#credentials,
      onRequest,
      onAddress: (address, isNat) => {
        this.#udpAddress = address;
        this.#isNat = isNat;
        this.onAddress();
      },
    });
    this.#stun = { key, client };
    client.start();
  }
}
