/** Who lives around a simulated gateway: servers of providers, phones, and hands on soft ports. */
import { Refusal } from '../../src/domain/refusal.ts';
import {
  nameOfLine,
  numberOfLine,
  passwordOf,
  placeOfPhone,
  placeOfServer,
  portOfLine,
  ruleServer,
  serverNames,
  transportOf,
} from './household.ts';
import type { Place } from './network.ts';
import { Phone } from './phone.ts';
import { ProviderServer } from './provider-server.ts';
import type { SeededRandom } from './random.ts';
import type { Simulation } from './simulation.ts';

export class People {
  readonly servers: readonly ProviderServer[];
  readonly phones: readonly Phone[];
  readonly softPorts: readonly string[];
  readonly #simulation: Simulation;
  readonly #random: SeededRandom;
  readonly #names = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#random = simulation.random('people');
    const { clock, network, settings } = simulation;
    this.servers = [...serverNames, ruleServer].map((name) => {
      const place = placeOfServer(name);
      if (name !== ruleServer) this.#names.set(place.address, name);
      const random = simulation.random(name);
      return new ProviderServer({
        name,
        place,
        gateway: simulation.places.wan,
        ports: { clock: clock.owned(), random, network },
        transport: transportOf(settings, name),
        passwordOf,
        isStrict: random.chance(0.6),
        leaseMaxSeconds: settings.leaseMaxSeconds,
      });
    });
    const numbers = Array.from({ length: settings.lines }, (_, at) => at);
    this.phones = numbers
      .filter((at) => portOfLine(at).startsWith('phone'))
      .map((at) => {
        const login = portOfLine(at);
        const ports = { clock: clock.owned(), random: simulation.random(login), network };
        const password = passwordOf(login);
        const place = placeOfPhone(at);
        const transport = transportOf(settings, 'phones');
        return new Phone({
          ...{ login, password, place, ports, transport },
          gateway: simulation.places.lan,
        });
      });
    this.softPorts = numbers.map(portOfLine).filter((name) => name.startsWith('soft'));
  }

  serverAt({ address }: Place): string | undefined {
    return this.#names.get(address);
  }

  /** A number that somebody might dial: of ours, of outside, of nobody. */
  someNumber(): string {
    const at = this.#random.between(0, this.#simulation.settings.lines - 1);
    return this.#random.pick([numberOfLine(at), '0891234', '0891234', '77', '5']);
  }

  someUserNumber(): string {
    const at = this.#random.between(0, this.#simulation.settings.lines - 1);
    return this.#random.chance(0.5) ? numberOfLine(at) : nameOfLine(at);
  }

  /** A hand does something to a soft port; what cannot be done now is refused. */
  touch(): void {
    if (this.softPorts.length === 0) return;
    const port = this.#random.pick(this.softPorts);
    const { commands } = this.#simulation.gateway();
    const act = this.#random.pick([
      'dial',
      'dial',
      'answer',
      'answer',
      'onHook',
      'offHook',
    ] as const);
    this.#simulation.note(`${port} ${act}`);
    this.#try(() => {
      if (act === 'dial') commands.dial(port, this.someNumber());
      else commands[act](port);
    });
  }

  /** Everybody puts down what they hold. */
  rest(): void {
    const { commands } = this.#simulation.gateway();
    for (const port of this.softPorts) this.#try(() => commands.onHook(port));
  }

  #try(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Refusal))
        this.#simulation.break(`a soft port failed: ${String(error)}`);
    }
  }
}
