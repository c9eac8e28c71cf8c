/** The gateway put together: every port of every chart provided, every part given its inputs. */

import type { Contact, Server } from '../domain/configuration.ts';
import type { Commands } from '../management/commands.ts';
import type { EventLog } from '../management/events.ts';
import { Journeys } from '../management/journeys.ts';
import { LifeLog } from '../management/lives.ts';
import { Statistics } from '../management/statistics.ts';
import type { View } from '../management/view.ts';
import type { Recorder } from '../replay/recorder.ts';
import { assembleFamily } from './assemble-family.ts';
import type { CallRecords } from './calls/call-records.ts';
import type { Calls } from './calls/calls.ts';
import { createCalls } from './calls/create-calls.ts';
import { createTones, type Tones } from './calls/create-tones.ts';
import { Transfers } from './calls/transfers.ts';
import type { Changes } from './changes/changes.ts';
import { refuseYet } from './changes/staged-view.ts';
import type { Trials } from './changes/trials.ts';
import { type Core, createCore } from './core.ts';
import { type DrillPorts, Drills } from './drills/drills.ts';
import { Ears } from './ears.ts';
import type { Family } from './family.ts';
import { Bindings } from './lines/bindings.ts';
import { type Flows, flowsOf } from './lines/flows.ts';
import { Identities } from './lines/identities.ts';
import { Lines } from './lines/lines.ts';
import { Mailboxes } from './lines/mailboxes.ts';
import { Moves } from './lines/moves.ts';
import { Network, networkSettings } from './network.ts';
import { createSoftPorts } from './ports/create-soft-ports.ts';
import { Phones } from './ports/phones.ts';
import type { SoftPorts } from './ports/soft-ports.ts';
import { noSoundFiles } from './ports/sound-files.ts';
import { StarServices } from './ports/star-services.ts';
import { Requests } from './requests.ts';
import { Failover } from './servers/failover.ts';
import { Health } from './servers/health.ts';
import { Peers } from './servers/peers.ts';
import { mediaSettings } from './settings.ts';
import { createView } from './view.ts';
import { alarmsOf } from './watch/alarms.ts';
import { chartsOfLives } from './watch/charts.ts';
import { News } from './watch/news.ts';
import { Tallies } from './watch/tallies.ts';
import { isoTime, type OpenedMedia, type World } from './world.ts';

export interface Inputs extends Pick<DrillPorts, 'blackhole' | 'inShadow'> {
  readonly world: World;
  readonly changes: Changes;
  readonly trials: Trials;
  readonly recorder: Recorder;
  readonly events: EventLog;
  readonly version: string;
}

interface Opened extends Inputs {
  readonly network: Network;
  readonly ears: Ears;
  readonly identities: Identities;
}

/** Records of before the start that limits go by. */
const recordsRead = 5000;

/** Each part is made once, in this order; where two need each other the earlier one asks later. */
export class Parts {
  readonly #opened: Opened;
  readonly #tones: Tones;
  #submit: Commands['submit'] = refuseYet;
  readonly statistics = new Statistics();
  readonly journeys = new Journeys();
  readonly tallies = new Tallies();
  readonly lives: LifeLog;
  readonly news: News;
  readonly health: Health;
  readonly lines: Lines;
  readonly core: Core;
  readonly media: OpenedMedia;
  readonly phones: Phones;
  readonly mailboxes: Mailboxes;
  readonly peers: Peers;
  readonly stars: StarServices;
  readonly softPorts: SoftPorts;
  readonly failover: Failover;
  readonly calls: Calls;
  readonly transfers: Transfers;
  readonly records: CallRecords;
  readonly bindings: Bindings;
  readonly moves: Moves;
  readonly flows: Flows;
  readonly family: Family;
  readonly drills: Drills;
  readonly view: View;

  static async open(inputs: Inputs): Promise<Parts> {
    const { world, changes } = inputs;
    const ears = new Ears();
    const network = await Network.open(world, ears, networkSettings(changes.current()));
    const identities = new Identities(world.store, world.random, world.log);
    await identities.load(new Set(changes.current().users.map(({ name }) => name)));
    const parts = new Parts({ ...inputs, network, ears, identities });
    await parts.drills.load();
    parts.calls.restore(await world.store.callRecords(recordsRead));
    return parts;
  }

  private constructor(opened: Opened) {
    this.#opened = opened;
    const { world, events } = opened;
    const { configuration, family, calls, bindings, registeredOn } = this.#questions();
    const { statistics, tallies, journeys } = this;
    this.lives = new LifeLog(chartsOfLives(), world.wallClock);
    this.news = new News({ events, statistics, tallies, journeys });
    this.health = new Health(
      (kind, name) => family().server(kind, name),
      configuration,
      () => world.clock.now(),
    );
    this.lines = new Lines({
      ...{ world, family, configuration, tallies, bindings },
      messages: (user) => this.mailboxes.of(user),
    });
    this.stars = new StarServices({ submit: (...change) => this.#submit(...change) });
    const media = () => this.media;
    const { clock, sounds = noSoundFiles } = world;
    this.#tones = createTones({ configuration, calls, media, clock, sounds });
    this.core = this.#listen();
    const settings = mediaSettings(configuration(), opened.network.standIns());
    this.media = world.openMedia(settings, (event) => {
      this.softPorts.handsets.told(event);
      this.calls.mediaTold(event);
    });
    this.transfers = new Transfers({
      ...this.#questions(),
      core: () => this.core,
      media,
      now: () => isoTime(world.wallClock()),
    });
    this.phones = new Phones(this.core, configuration, events, (port) =>
      this.mailboxes.remind(port),
    );
    this.mailboxes = new Mailboxes({ ...this.#questions(), core: this.core });
    this.peers = new Peers(this.core);
    const { core, health, phones, transfers, stars } = this;
    this.softPorts = createSoftPorts({
      ...{ world, family, calls, media, configuration, registeredOn },
      ...{ stars, confirm: this.#tones.confirm },
      hasMessages: (user) => this.mailboxes.of(user)?.areWaiting === true,
    });
    this.failover = new Failover({ world, family, health, configuration, events });
    [this.calls, this.records] = createCalls({
      ...{ ...this.#questions(), world, events, statistics, tallies, journeys },
      ...{ media, family, health, core, phones, transfers, recorder: opened.recorder },
      denied: this.news.denied.bind(this.news),
      softPorts: this.softPorts,
    });
    this.bindings = new Bindings({ ...opened, configuration, core, health });
    this.moves = new Moves({
      ...{ clock: world.clock, events, configuration, family, calls, bindings: this.bindings },
      ...{ core, media: this.media, network: opened.network },
    });
    this.flows = flowsOf(this.bindings, { ...opened, core, health, configuration, family, calls });
    this.family = this.#assemble();
    this.drills = this.#practise();
    this.view = this.#watch();
  }

  /** Changes that phones make go the way of all others, once there is one. */
  submitWith(submit: Commands['submit']): void {
    this.#submit = submit;
  }

  network(): Network {
    return this.#opened.network;
  }

  /** What parts ask of each other while they run. */
  #questions() {
    return {
      configuration: () => this.#opened.changes.current(),
      family: () => this.family,
      calls: () => this.calls,
      phones: () => this.phones,
      bindings: () => this.bindings,
      peers: () => this.peers,
      handsets: () => this.softPorts.handsets,
      registeredOn: (user: string): Server | undefined => this.lines.registeredOn(user),
      serviceRoute: (user: string, place: Contact) => this.lines.serviceRoute(user, place),
    };
  }

  #listen(): Core {
    const { world, events, network, ears } = this.#opened;
    const questions = this.#questions();
    const requests = new Requests({
      ...questions,
      events,
      core: () => this.core,
      transfers: () => this.transfers,
      stars: this.stars,
      ...this.#tones,
    });
    const core = createCore({
      ...{ ...questions, world, transport: network, events: requests, log: events },
      statistics: this.statistics,
      moved: (sighting) => this.moves.seen(sighting),
    });
    ears.hearWith(core.endpoint, this);
    return core;
  }

  #assemble(): Family {
    const { world, recorder, events } = this.#opened;
    const { bindings, core, health, lines, lives, news, failover, mailboxes, softPorts } = this;
    const { statistics, tallies, flows } = this;
    return assembleFamily({
      ...{ ...this.#questions(), world, events, bindings, core, health, lines, lives },
      ...{ news, failover, mailboxes, flows, softPorts, statistics, tallies, recorder },
    });
  }

  #practise(): Drills {
    const { core, health, lines, family, calls, statistics } = this;
    const { configuration } = this.#questions();
    return new Drills({
      ...{ ...this.#opened, configuration, core, health, lines, family, calls, statistics },
    });
  }

  #watch(): View {
    const { world } = this.#opened;
    const { lines, health, tallies, statistics, drills } = this;
    const questions = this.#questions();
    return createView({
      ...questions,
      ...this.#opened,
      startedAt: isoTime(world.wallClock()),
      startedAtMs: world.clock.now(),
      ...{ lines, health, tallies, drills, statistics },
      publicAddresses: this.core.publicAddresses,
      lateRecords: () => this.records.late.waiting(),
      transactions: () => this.core.endpoint.transactions(),
      alarms: () => alarmsOf(questions.configuration(), world.store, this),
    });
  }
}
