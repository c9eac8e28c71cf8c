/**
 * Keep-alives to the servers that lines are registered on, so that a NAT on the way keeps its
 * mapping. RFC 5626 §4.4, RFC 6223.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { numberSetting, setting } from '../../domain/protocol.ts';
import type { Clock, Random } from '../../sip/clock.ts';
import type { Target } from '../../sip/flow.ts';
import type { ClientTransactionUser } from '../../sip/transaction-user.ts';
import type { Core } from '../core.ts';
import { optionsRequest } from '../lone-request.ts';
import type { World } from '../world.ts';
import type { Bindings } from './bindings.ts';

export interface Kept {
  readonly target: Target;
  /** The Request-URI of an OPTIONS there. */
  readonly uri: string;
}

interface KeepAliveParts {
  readonly world: World;
  readonly core: Core;
  readonly bindings: Bindings;
  readonly configuration: () => Configuration;
}

interface KeepAlivePorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'uniform'>;
  readonly configuration: () => Configuration;
  /** Where lines are registered, each place once. */
  readonly places: () => readonly Kept[];
  readonly isTranslated: (target: Target) => boolean;
  readonly send: (bytes: Buffer, target: Target) => void;
  /** Any answer to it shows where we are seen. */
  readonly ask: (place: Kept) => void;
}

const bytesOf: Readonly<Record<string, Buffer>> = {
  crlf: Buffer.from('\r\n\r\n'),
  empty: Buffer.alloc(0),
};

export class KeepAlives {
  readonly #ports: KeepAlivePorts;
  #timer: unknown;

  constructor(ports: KeepAlivePorts) {
    this.#ports = ports;
  }

  /** RFC 5626 §4.4: after 80 % to 100 % of the interval: gateways must not march in step. */
  start(): void {
    const { clock, random, configuration } = this.#ports;
    const seconds = numberSetting(configuration(), 'keep-alive-interval');
    this.#timer = clock.setTimeout(
      () => {
        for (const place of this.#ports.places()) this.#keep(place);
        this.start();
      },
      seconds * 1000 * (0.8 + 0.2 * random.uniform()),
    );
  }

  stop(): void {
    this.#ports.clock.clearTimeout(this.#timer);
  }

  /** A connection keeps itself alive; OPTIONS tells more than that. */
  #keep(place: Kept): void {
    const { target } = place;
    const chosen = setting(this.#ports.configuration(), 'keep-alive');
    const mode = chosen === 'auto' && this.#ports.isTranslated(target) ? 'crlf' : chosen;
    const bytes = bytesOf[mode];
    if (mode === 'options') this.#ports.ask(place);
    else if (bytes && target.transport === 'udp') this.#ports.send(bytes, target);
  }
}

/** As the gateway has it: OPTIONS whose answers are of interest to nobody but who watches flows. */
export function keepAlivesOf({ world, core, bindings, configuration }: KeepAliveParts): KeepAlives {
  return new KeepAlives({
    ...{ clock: world.clock, random: world.random, configuration },
    places: () => bindings.places(),
    isTranslated: (target) => core.publicAddresses.isTranslated(target),
    send: (bytes, target) => core.transport.send(bytes, target, 'wan'),
    ask: ({ target, uri }) =>
      void core.endpoint.request(optionsRequest(core, uri, target), target, 'wan', unheard),
  });
}

const unheard: ClientTransactionUser = { response: () => undefined, failed: () => undefined };
