/** What befalls a simulated world while its faults are on, and how all of it ends. */
import { type FaultName, moodText, pickMood } from './mood.ts';
import { Operators } from './operators.ts';
import type { People } from './people.ts';
import type { SeededRandom } from './random.ts';
import type { Simulation } from './simulation.ts';

export class Fates {
  readonly #simulation: Simulation;
  readonly #people: People;
  readonly #random: SeededRandom;
  readonly #operators: Operators;
  readonly #clock;
  #isHealed = false;

  constructor(simulation: Simulation, people: People) {
    this.#simulation = simulation;
    this.#people = people;
    this.#random = simulation.random('fates');
    this.#clock = simulation.clock.owned();
    this.#operators = new Operators({
      random: simulation.random('operators'),
      commands: () => simulation.gateway().commands,
      view: () => simulation.gateway().view,
      settings: simulation.settings,
      note: (text) => simulation.note(text),
      broken: (rule) => simulation.break(rule),
    });
  }

  begin(): void {
    const { phones, servers } = this.#people;
    for (const phone of phones) {
      this.#clock.setTimeout(() => phone.register(), this.#random.between(0, 2000));
      this.#whenever('phones', 2000, 30_000, () => phone.call(this.#people.someNumber()));
    }
    this.#whenever('soft-ports', 300, 8000, () => this.#people.touch());
    this.#whenever('operators', 1000, 20_000, () => this.#operators.act());
    this.#whenever('servers-changed', 5000, 60_000, () => this.#operators.reorder());
    this.#whenever('drills', 5000, 30_000, () => this.#operators.drill());
    this.#whenever('incoming', 2000, 30_000, () =>
      this.#random.pick(servers).callIn(this.#people.someUserNumber()),
    );
    for (const server of servers) this.#haunt(server);
    this.#storms();
    this.#shortages();
  }

  heal(): void {
    const { network, store, media } = this.#simulation;
    this.#isHealed = true;
    network.heal();
    store.failWith(undefined);
    media.setFull(false);
    this.#simulation.isDiskFull = false;
    this.#simulation.isNameless = false;
    for (const server of this.#people.servers) {
      server.mood = { kind: 'fair' };
      server.agent.links.idleMs = 0;
      server.start();
    }
    this.#operators.endDrill();
    this.#people.rest();
    // Whoever was called meanwhile puts down what they picked up.
    this.#clock.setTimeout(() => this.#people.rest(), 60_000);
  }

  /** Moods, closed ports, cuts and lost memories of one server. */
  #haunt(server: People['servers'][number]): void {
    const { faults } = this.#simulation.settings;
    const { network } = this.#simulation;
    const { address } = server.place;
    this.#now(1000, 40_000, () => {
      server.mood = pickMood(faults, this.#random);
      this.#simulation.note(`${server.name} ${moodText(server.mood)}`);
    });
    this.#whenever('closed', 3000, 60_000, () => {
      server.stop();
      this.#note(`${server.name} closed`);
      this.#clock.setTimeout(() => server.start(), this.#random.between(100, 60_000));
    });
    this.#whenever('lost-bindings', 10_000, 100_000, () => {
      server.forget();
      this.#note(`${server.name} forgot`);
    });
    this.#connections(server);
    this.#whenever('cut', 5000, 60_000, () => this.#cut(address, 'both'));
    this.#whenever('one-way', 5000, 60_000, () =>
      this.#cut(address, this.#random.pick(['to', 'from'])),
    );
    if (!faults.has('cut') && !faults.has('one-way')) return;
    this.#now(1000, 30_000, () => network.join(address));
  }

  /** Whatever may befall its connections; servers without any are not concerned. */
  #connections({ name, place, agent }: People['servers'][number]): void {
    const { connections } = this.#simulation.network;
    if (agent.transport === 'udp') return;
    agent.links.doesPong = this.#random.chance(0.5);
    this.#whenever('idle', 5000, 60_000, () => {
      agent.links.idleMs = this.#random.pick([0, 3000, 20_000, 60_000]);
    });
    this.#whenever('dropped', 3000, 60_000, () => {
      const how = this.#random.pick(['end', 'reset'] as const);
      this.#note(`${name} drops its connections: ${how}`);
      agent.links.drop(how);
    });
    this.#whenever('forgotten', 5000, 60_000, () => {
      this.#note(`the way to ${name} forgets its connections`);
      connections.forget(place.address);
    });
    this.#whenever('certificates', 3000, 60_000, () => {
      const code = this.#random.pick(['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED']);
      if (this.#random.chance(0.5)) connections.certificates.set(place.address, code);
      else connections.certificates.delete(place.address);
    });
  }

  #cut(address: string, way: 'both' | 'to' | 'from'): void {
    this.#simulation.network.cut(address, way);
    this.#note(`${address} cut ${way}`);
  }

  #storms(): void {
    const { weather } = this.#simulation.network;
    this.#whenever('loss', 2000, 60_000, () => {
      weather.loss = this.#random.pick([0, 0.05, 0.3, 0.5]);
      this.#note(`loss ${weather.loss}`);
    });
    this.#whenever('duplicate', 2000, 60_000, () => {
      weather.duplicate = this.#random.pick([0, 0.1, 0.5]);
    });
    this.#whenever('delay', 2000, 60_000, () => {
      weather.delayMax = this.#random.pick([5, 100, 600, 2000]);
      this.#note(`delay up to ${weather.delayMax}`);
    });
  }

  #shortages(): void {
    const { store, media } = this.#simulation;
    this.#whenever('full-disk', 3000, 40_000, () => {
      this.#simulation.isDiskFull = true;
      const isFull = this.#random.chance(0.5);
      store.failWith(isFull ? 'E-STORE-FULL' : undefined);
      this.#note(isFull ? 'disk full' : 'disk has room');
    });
    this.#whenever('full-media', 3000, 40_000, () => media.setFull(this.#random.chance(0.4)));
    this.#whenever('names', 3000, 40_000, () => {
      this.#simulation.isNameless = this.#random.chance(0.5);
    });
    this.#whenever('restart', 10_000, 60_000, () => this.#simulation.restart());
    this.#whenever('garbage', 200, 3000, () => this.#simulation.network.garble());
    this.#whenever('wall-jumps', 3000, 60_000, () => {
      this.#simulation.wallShiftMs = this.#random.between(-3_600_000, 3_600_000);
    });
  }

  #note(text: string): void {
    this.#simulation.note(text);
  }

  #whenever(fault: FaultName, lowMs: number, highMs: number, act: () => void): void {
    if (this.#simulation.settings.faults.has(fault)) this.#now(lowMs, highMs, act);
  }

  /** Now and then until all is healed. */
  #now(lowMs: number, highMs: number, act: () => void): void {
    this.#clock.setTimeout(
      () => {
        if (this.#isHealed) return;
        act();
        this.#now(lowMs, highMs, act);
      },
      this.#random.between(lowMs, highMs),
    );
  }
}
