/**
 * Keep-alives to servers that lines are registered on, and on every connection: a NAT on the way
 * keeps its mapping, and a dead connection is noticed. RFC 5626 §4.4, RFC 6223.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { numberSetting, setting } from '../../domain/protocol.ts';
import type { Clock, Random } from '../../sip/clock.ts';
import type { KeepAlive, Target } from '../../sip/flow.ts';
import type { FlowTerms } from '../../sip/ua/flow-terms.ts';
import type { Core } from '../core.ts';
import { optionsRequest } from '../lone-request.ts';
import { isAt } from '../uris.ts';
import type { World } from '../world.ts';
import type { Bindings } from './bindings.ts';

export interface Kept {
  readonly target: Target;
  /** The Request-URI of an OPTIONS there; undefined: no line is registered there. */
  readonly uri?: string | undefined;
  /** What the server has said of it. */
  readonly flow?: FlowTerms | undefined;
}

export interface KeepAliveParts {
  readonly world: World;
  readonly core: Core;
  readonly configuration: () => Configuration;
}

interface KeepAlivePorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'uniform'>;
  readonly configuration: () => Configuration;
  /** How the way there is to be kept open. */
  readonly chosen: (target: Target) => string;
  /** Where lines are registered, each place once. */
  readonly places: (user?: string) => readonly Kept[];
  readonly isTranslated: (target: Target) => boolean;
  readonly send: (bytes: Buffer, target: Target) => void;
  /** False: there is no connection to it. */
  readonly keep: (target: Target, how: KeepAlive) => boolean;
  /** Asks by OPTIONS; any answer to it shows where we are seen. */
  readonly ask: (target: Target, uri: string, heard: (isAnswered: boolean) => void) => void;
  readonly giveUp: (target: Target) => void;
}

interface Pace {
  readonly dueAtMs: number;
  readonly timer: unknown;
}

const bytesOf: Readonly<Record<string, Buffer>> = {
  crlf: Buffer.from('\r\n\r\n'),
  empty: Buffer.alloc(0),
};

/** An empty datagram has no likeness on a stream but a CRLF that nobody answers. */
const saidOn: Readonly<Record<string, KeepAlive['say']>> = { crlf: 'ping', empty: 'crlf' };

export class KeepAlives {
  readonly #ports: KeepAlivePorts;
  readonly #paces = new Map<string, Pace>();
  readonly #streams = new Map<string, Target>();
  /** Connections on which an OPTIONS has been answered. */
  readonly #answering = new Set<string>();
  #isStopped = false;

  constructor(ports: KeepAlivePorts) {
    this.#ports = ports;
  }

  /** A line has registered, or all are looked at: what may come no later comes sooner. */
  follow(user?: string): void {
    for (const [key, place] of this.#places(user)) this.#plan(key, place);
  }

  opened(target: Target): void {
    this.#streams.set(keyOf(target), target);
    this.follow();
  }

  lost(target: Target): void {
    const key = keyOf(target);
    this.#streams.delete(key);
    this.#answering.delete(key);
    this.#ports.clock.clearTimeout(this.#paces.get(key)?.timer);
    this.#paces.delete(key);
  }

  stop(): void {
    this.#isStopped = true;
    for (const { timer } of this.#paces.values()) this.#ports.clock.clearTimeout(timer);
    this.#paces.clear();
  }

  #places(user?: string): ReadonlyMap<string, Kept> {
    const open = [...this.#streams.values()].map((target): Kept => ({ target }));
    const places = [...(user === undefined ? open : []), ...this.#ports.places(user)];
    return new Map(places.map((place) => [keyOf(place.target), place]));
  }

  /** RFC 5626 §4.4: after 80 % to 100 % of the interval: gateways must not march in step. */
  #plan(key: string, place: Kept): void {
    if (this.#isStopped) return;
    const { clock, random } = this.#ports;
    const intervalMs = this.#intervalMs(place);
    const known = this.#paces.get(key);
    if (known && known.dueAtMs <= clock.now() + intervalMs) return;
    clock.clearTimeout(known?.timer);
    const delayMs = intervalMs * (0.8 + 0.2 * random.uniform());
    const timer = clock.setTimeout(() => this.#due(key), delayMs);
    this.#paces.set(key, { dueAtMs: clock.now() + delayMs, timer });
    if (isStream(place)) this.#ports.keep(place.target, { idleMs: 2 * intervalMs });
  }

  /** Where no line is registered any more nothing is kept. */
  #due(key: string): void {
    this.#paces.delete(key);
    const place = this.#places().get(key);
    if (!place) return;
    const idleMs = 2 * this.#intervalMs(place);
    const isGone = isStream(place) && !this.#ports.keep(place.target, { idleMs });
    if (isGone && place.uri === undefined) {
      // Closed with all others when listeners were opened anew: nobody was told.
      this.#streams.delete(key);
    } else {
      this.#say(key, place);
      this.#plan(key, place);
    }
  }

  #say(key: string, { target, uri, flow }: Kept): void {
    const mode = this.#mode({ target, flow });
    const bytes = bytesOf[mode];
    if (mode === 'options' && uri !== undefined) this.#ask(key, target, uri);
    else if (isStream({ target })) {
      const say = saidOn[mode === 'options' ? 'crlf' : mode];
      const idleMs = 2 * this.#intervalMs({ target, flow });
      this.#ports.keep(target, { idleMs, say, isAnswerOwed: flow?.isAnswering === true });
    } else if (bytes) this.#ports.send(bytes, target);
  }

  /** A connection on which it was answered before and is not any more leads nowhere. */
  #ask(key: string, target: Target, uri: string): void {
    this.#ports.ask(target, uri, (isAnswered) => {
      if (isAnswered) this.#answering.add(key);
      else if (this.#answering.has(key) && isStream({ target })) this.#ports.giveUp(target);
    });
  }

  #mode(place: Kept): string {
    const chosen = this.#ports.chosen(place.target);
    if (chosen !== 'auto') return chosen;
    const isAsked = place.flow?.timerSeconds !== undefined;
    const isNeeded = isStream(place) || isAsked || this.#ports.isTranslated(place.target);
    return isNeeded ? 'crlf' : 'none';
  }

  #intervalMs({ flow }: Kept): number {
    const seconds = numberSetting(this.#ports.configuration(), 'keep-alive-interval');
    return Math.min(seconds, flow?.timerSeconds ?? seconds) * 1000;
  }
}

function isStream({ target }: Kept): boolean {
  return target.transport !== 'udp';
}

function keyOf({ transport, address, port, domain }: Target): string {
  return `${transport} ${address} ${port} ${domain}`;
}

/** As its server is set, or else the gateway. */
function chosenFor(configuration: Configuration, target: Target): string {
  const { locationServers, proxyServers } = configuration;
  const server = [...locationServers, ...proxyServers].find(
    ({ contact, keepAlive }) => keepAlive !== undefined && isAt(contact, target),
  );
  return server?.keepAlive ?? setting(configuration, 'keep-alive');
}

/** As the gateway has it. */
export function keepAlivesOf(
  bindings: Bindings,
  { world, core, configuration }: KeepAliveParts,
): KeepAlives {
  const { transport, endpoint, publicAddresses } = core;
  return new KeepAlives({
    ...{ clock: world.clock, random: world.random, configuration },
    chosen: (target) => chosenFor(configuration(), target),
    places: (user) => bindings.places(user),
    isTranslated: (target) => publicAddresses.isTranslated(target),
    send: (bytes, target) => transport.send(bytes, target, 'wan'),
    keep: (target, how) => transport.keep?.(target, 'wan', how) ?? false,
    ask: (target, uri, heard) =>
      void endpoint.request(optionsRequest(core, uri, target), target, 'wan', {
        response: ({ status }) => status >= 200 && heard(true),
        failed: (fault) => fault === 'timeout' && heard(false),
      }),
    giveUp: (target) => transport.renew?.(target, 'wan'),
  });
}
