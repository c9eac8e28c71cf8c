/**
 * Keeps a way in open through a NAT: STUN bindings, and connection requests that come back on
 * them. Annex G
 */
import { createSocket, type Socket } from 'node:dgram';
import type { FaceClock } from '../../face.ts';
import type { Credentials } from '../http/digest.ts';
import { limits } from '../limits.ts';
import { Allowance } from './allowance.ts';
import { readBindingResponse, writeBindingRequest } from './stun-message.ts';
import { UdpRequests } from './udp-request.ts';

export interface StunSettings {
  readonly server: string;
  readonly port: number;
  readonly credentials: Credentials;
  /** Seconds between two bindings, between its bounds by chance. */
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
}

export interface StunOptions {
  readonly clock: FaceClock;
  readonly uniform: () => number;
  readonly hex: (bytes: number) => string;
  requestCredentials(): Credentials;
  onRequest(): void;
  /** `address:port` under which we are reached, and whether a NAT lies before us. */
  onAddress(address: string, isNat: boolean): void;
}

export class StunClient {
  readonly #options: StunOptions;
  readonly #settings: StunSettings;
  readonly #requests = new UdpRequests();
  readonly #allowance = new Allowance(
    limits.connectionRequestBurst,
    limits.connectionRequestEveryMs,
  );
  #socket: Socket | undefined;
  #timer: unknown;
  #transaction = '';
  #address = '';

  constructor(settings: StunSettings, options: StunOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  start(): void {
    const socket = createSocket('udp4');
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (bytes) => this.#take(bytes));
    socket.bind(0, () => this.#bind(false));
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
  }

  #bind(isChange: boolean): void {
    const { clock, hex, uniform } = this.#options;
    const { server, port, credentials, minimumSeconds, maximumSeconds } = this.#settings;
    clock.clearTimeout(this.#timer);
    this.#transaction = hex(16);
    const request = writeBindingRequest({
      transaction: this.#transaction,
      isChange,
      ...credentials,
    });
    this.#socket?.send(request, port, server, () => undefined);
    const span = Math.max(0, maximumSeconds - minimumSeconds);
    const waitMs = (minimumSeconds + span * uniform()) * 1000;
    this.#timer = clock.setTimeout(() => this.#bind(false), waitMs);
  }

  #take(bytes: Buffer): void {
    const address = readBindingResponse(bytes, this.#transaction);
    if (address !== undefined) {
      if (address === this.#address) return;
      const isFirst = this.#address === '';
      this.#address = address;
      this.#options.onAddress(address, this.#isNat(address));
      if (!isFirst) this.#bind(true);
      return;
    }
    if (!this.#requests.isNew(bytes, this.#options.requestCredentials())) return;
    if (this.#allowance.take(this.#options.clock.now())) this.#options.onRequest();
  }

  /** The port that the server sees is not the one that we have. */
  #isNat(address: string): boolean {
    const own = this.#socket?.address().port;
    return own !== undefined && !address.endsWith(`:${own}`);
  }
}
