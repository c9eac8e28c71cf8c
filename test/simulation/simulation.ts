/** One simulated world from one seed: built, shaken, healed, judged. */

import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { entriesUsed } from '../../src/domain/entries.ts';
import { numberSetting } from '../../src/domain/protocol.ts';
import { createGateway, type Gateway } from '../../src/gateway/create-gateway.ts';
import { SimulatedClock } from './clock.ts';
import { simulatedTransport } from './door.ts';
import { Fates } from './fates.ts';
import { household, lan, passwordOf, transportOf, wan } from './household.ts';
import { simulatedMedia } from './media.ts';
import type { FaultName } from './mood.ts';
import { Network, type Place } from './network.ts';
import { simulatedResolver, watchedLog, watchedStore } from './outside.ts';
import { People } from './people.ts';
import { seededRandom } from './random.ts';
import { settingsOf, settleMs, type WorldSettings } from './settings.ts';
import { createTrace } from './trace.ts';
import { judgeEnd, judgeRest } from './verdict.ts';
import { WalkWatch } from './walk-watch.ts';
import { WireWatch } from './wire-watch.ts';

export interface Outcome {
  readonly seed: number;
  readonly hash: string;
  /** Rules that were broken; empty: none. */
  readonly broken: readonly string[];
  readonly last: readonly string[];
  readonly simulatedMs: number;
  readonly events: number;
  readonly calls: number;
  readonly settings: WorldSettings;
}

/** What a scene of a regression test does to the world that a seed would shake. */
export interface Stage {
  readonly simulation: Simulation;
  readonly people: People;
  readonly after: (ms: number, act: () => void) => void;
}

export interface SimulationOptions {
  /** Told every line of the trace. */
  readonly print?: (line: string) => void;
  /** Instead of what the seed says. */
  readonly settings?: Partial<WorldSettings>;
  /** Instead of the fates. */
  readonly scene?: (stage: Stage) => void;
}

export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Outcome> {
  const simulation = new Simulation(seed, options);
  return simulation.run();
}

const epochMs = Date.UTC(2030, 0, 1);

export class Simulation {
  readonly seed: number;
  readonly settings: WorldSettings;
  readonly broken: string[] = [];
  readonly clock = new SimulatedClock();
  gatewayClock = this.clock.owned();
  #resolverClock = this.clock.owned();
  readonly network: Network;
  readonly media = simulatedMedia();
  readonly store = watchedStore((rule) => this.break(rule));
  readonly wire: WireWatch;
  readonly #walks: WalkWatch;
  #births = 0;
  #isReborn = false;
  readonly #trace;
  readonly #scene: SimulationOptions['scene'];
  readonly #random;
  #isStopping = false;
  #events = 0;
  changedAtMs = 0;
  isNameless = false;
  isDiskFull = false;
  wallShiftMs = 0;

  constructor(seed: number, { print, settings, scene }: SimulationOptions) {
    this.seed = seed;
    this.#trace = createTrace(print);
    this.#random = seededRandom(seed);
    this.#scene = scene;
    this.settings = { ...settingsOf(this.#random.fork('settings')), ...settings };
    this.network = new Network(this.clock.owned(), this.#random.fork('network'), [lan, wan]);
    const report = {
      broken: (rule: string) => this.break(rule),
      note: (text: string) => this.note(text),
      now: () => this.clock.now(),
      isSeenLate: () => this.#has('drills'),
      isGarbled: () => this.#has('garbage'),
      isSecure: (place: Place) => {
        const server = this.#people?.serverAt(place);
        return server !== undefined && transportOf(this.settings, server) === 'tls';
      },
    };
    this.#walks = new WalkWatch({
      report,
      configuration: () => this.gateway().view.configuration(),
      serverAt: (place) => this.#people?.serverAt(place),
      maySkip: (server) => this.#maySkip(server),
      changedAtMs: () => this.changedAtMs,
    });
    this.wire = new WireWatch(report, this.#walks);
  }

  #gateway: Gateway | undefined;
  #people: People | undefined;

  gateway(): Gateway {
    if (!this.#gateway) throw new Error('there is no gateway yet');
    return this.#gateway;
  }

  random(name: string) {
    return this.#random.fork(name);
  }

  break(rule: string): void {
    this.note(`BROKEN: ${rule}`);
    this.broken.push(rule);
  }

  note(text: string): void {
    this.#trace.note(this.clock.now(), text);
  }

  async run(): Promise<Outcome> {
    const { settings } = this;
    this.note(`faults: ${[...settings.faults].join(' ')}`);
    await this.#begin();
    const people = new People(this);
    this.#people = people;
    const fates = new Fates(this, people);
    const clock = this.clock.owned();
    const after = (ms: number, act: () => void) => void clock.setTimeout(act, ms);
    if (this.#scene) this.#scene({ simulation: this, people, after });
    else fates.begin();
    await this.#until(settings.chaosMs);
    if (!settings.faults.has('drain')) {
      this.note('healed');
      fates.heal();
      await this.#until(settings.chaosMs + settleMs);
      judgeRest(this, people);
    }
    await this.#end();
    return {
      seed: this.seed,
      hash: this.#trace.hash(),
      broken: this.broken,
      last: [...this.#trace.last()],
      simulatedMs: this.clock.now(),
      events: this.#events,
      calls: this.store.records.size,
      settings,
    };
  }

  #has(fault: FaultName): boolean {
    return this.settings.faults.has(fault);
  }

  #maySkip(server: string): boolean {
    const { faults, protocol } = this.settings;
    // What a drill swallows is not seen at the door.
    if (faults.has('drills') || (faults.has('names') && server.endsWith('2'))) return true;
    return protocol['down-attempt-ms'] === '0';
  }

  /** The process of the gateway dies where it stands, and is started again. */
  restart(): void {
    this.#isReborn = !this.#isStopping;
  }

  async #rebirth(): Promise<void> {
    this.note('the gateway dies and is started again');
    this.#isReborn = false;
    const cut = this.gateway().view.calls();
    this.gatewayClock.die();
    this.gatewayClock = this.clock.owned();
    this.#resolverClock.die();
    this.#resolverClock = this.clock.owned();
    for (const { address } of [lan, wan]) this.network.connections.die(address);
    this.media.die();
    this.store.reopen();
    this.wire.restarted();
    this.#walks.restarted();
    this.changedAtMs = this.clock.now();
    await this.#begin();
    for (const { id } of cut) {
      if (!this.store.records.has(id) && !this.#has('full-disk'))
        this.break(`call ${id} was cut off and has no record`);
    }
  }

  async #begin(): Promise<void> {
    this.#births += 1;
    const birth = this.#births;
    const log = watchedLog(
      () => this.isDiskFull,
      (rule) => this.break(rule),
    );
    const clock = this.gatewayClock;
    const opening = createGateway(
      {
        clock,
        random: this.random(`gateway ${this.#births}`),
        wallClock: () => epochMs + this.clock.now() + this.wallShiftMs,
        log,
        store: this.store,
        openTransport: async ({ sides }, events) =>
          simulatedTransport(
            {
              network: this.network,
              sides: {
                lan: { host: sides.lan.address, port: sides.lan.port },
                wan: { host: sides.wan.address, port: sides.wan.port },
              },
              clock,
              onlooker: this.wire,
              isAlive: () => birth === this.#births,
            },
            events,
          ),
        openMedia: () => this.media,
        openResolver: () =>
          simulatedResolver(this.#resolverClock, this.random('resolver'), () => this.isNameless),
      },
      {
        version: 'simulated',
        prepare: async (commands) => {
          const change = () => household(this.settings, emptyConfiguration);
          await commands.submit(change, { face: 'simulation', name: 'start' }, 'start');
        },
      },
    );
    this.#gateway = await opening;
    this.#gateway.onChange((configuration) => {
      this.changedAtMs = this.clock.now();
      const { used } = entriesUsed(configuration);
      if (used > 100) this.break(`${used} entries`);
    });
    await drained();
  }

  /** Fires everything that is due until then, one event at a time. */
  async #until(endMs: number): Promise<void> {
    for (
      let next = this.clock.next();
      next !== undefined && next <= endMs;
      next = this.clock.next()
    ) {
      this.clock.step();
      this.#events += 1;
      await drained();
      if (this.#isReborn) await this.#rebirth();
      if (this.broken.length > 0) return;
    }
    this.clock.moveTo(endMs);
    await drained();
  }

  /** The gateway is stopped: nothing of it may be left. */
  async #end(): Promise<void> {
    if (this.broken.length > 0) return;
    const drainMs = numberSetting(this.gateway().view.configuration(), 'drain-time') * 1000;
    let isStopped = false;
    this.#isStopping = true;
    const stopping = this.gateway()
      .stop()
      .then(() => {
        isStopped = true;
      });
    await this.#until(this.clock.now() + drainMs + 45_000);
    if (!isStopped) return this.break('the gateway does not stop');
    await stopping;
    judgeEnd(this);
  }

  passwordOf(login: string): string {
    return passwordOf(login);
  }

  readonly places = { lan, wan };
}

/** Everything that has been promised is kept before this resolves. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
