/**
 * The CPE put together: brought to its settings, its sessions performed, what they promise done.
 */
import type { Configuration } from '../../../domain/configuration.ts';
import type { CwmpSession } from '../../../domain/cwmp-session.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { CwmpTraceView, CwmpView } from '../../cwmp-view.ts';
import type { FaceContext, FaceState } from '../../face.ts';
import { Performer } from '../session/performer.ts';
import { SessionLog } from '../session/session-log.ts';
import { Hub } from './hub.ts';
import type { CwmpFaceOptions } from './options.ts';
import { loadParts, type Parts } from './parts.ts';
import { Settings } from './settings.ts';
import { readTls, tlsOf } from './tls-files.ts';

export class Agent {
  readonly #context: FaceContext;
  readonly #options: CwmpFaceOptions;
  readonly #hub: Hub;
  readonly #parts: Parts;
  readonly #log: SessionLog;
  #unsubscribe: (() => void) | undefined;
  #isStopped = false;

  static async load(given: FaceContext, options: CwmpFaceOptions): Promise<Agent> {
    const context = { ...given, state: ownState(given.state) };
    const hub = new Hub(context);
    const agent = new Agent(context, options, hub, await loadParts(context, options, hub));
    if (agent.#parts.isResetDue.value) await agent.#reset();
    return agent;
  }

  constructor(context: FaceContext, options: CwmpFaceOptions, hub: Hub, parts: Parts) {
    this.#context = context;
    this.#options = options;
    this.#hub = hub;
    this.#parts = parts;
    this.#log = new SessionLog(
      () => instant(context.wallClock()),
      (result) => context.statistics.count('cwmp_sessions', result),
    );
  }

  /** Brings everything to the configuration. */
  async apply(configuration: Configuration): Promise<void> {
    const hub = this.#hub;
    const { device, reach, events, notifications, schedule, transfers, watch } = this.#parts;
    const before = hub.settings;
    hub.settings = new Settings(configuration);
    await device.syncInstances();
    await reach.apply(hub.settings);
    const { url } = hub.settings;
    if (url === undefined) return this.#isTalking() ? undefined : this.#off();
    hub.tls = await readTls(hub.settings, this.#options.readFile);
    await events.useUrl(url);
    await notifications.learn(device.tree, await device.world());
    if (this.#isStopped) return;
    schedule.configure(hub.settings.periodic);
    this.#unsubscribe ??= this.#context.events.subscribe(() => watch.note());
    if (!hub.session) {
      events.raise('1 BOOT');
      hub.session = this.#startSession();
      transfers.release();
      hub.want();
    } else if (url !== before.url || this.#mayReachAgain(before)) hub.want();
    watch.note();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#off();
    await this.#parts.reach.stop();
  }

  view(): CwmpView {
    const { settings, session } = this.#hub;
    const { schedule, events, transfers, reach } = this.#parts;
    const nextAt = session && schedule.nextAt();
    return {
      url: settings.url ?? null,
      state: session?.state() ?? 'off',
      ...this.#log.view(),
      nextInformAt: nextAt === undefined ? null : instant(nextAt),
      pendingEvents: [...events.pending(), ...transfers.events()].map(({ code }) => code),
      connectionRequestUrl: reach.facts.connectionRequestUrl || null,
    };
  }

  lastInformAt(): string | null {
    return this.#log.lastInformAt();
  }

  inform(): void {
    const { session } = this.#hub;
    if (!session) throw new Refusal('E-CWMP-OFF', 'no ACS is set: "cwmp set url <url>"');
    const { events } = this.#parts;
    if (events.pending().length === 0) events.raise('2 PERIODIC');
    this.#hub.want();
  }

  setTrace(isOn: boolean): void {
    this.#log.setTrace(isOn);
  }

  trace(): readonly CwmpTraceView[] {
    return this.#log.sessions();
  }

  #startSession(): CwmpSession {
    const hub = this.#hub;
    const { acsChange, answers } = this.#parts;
    const performer = new Performer({
      ...this.#parts,
      context: this.#context,
      log: this.#log,
      access: () => ({
        url: hub.settings.url ?? '',
        credentials: hub.settings.credentials('username', 'password'),
        isPlainAllowed: hub.settings.isOn('plain-http'),
        tls: tlsOf(hub.tls),
        nonce: () => this.#context.random.hex(8),
      }),
      firstVersion: () => hub.settings.firstVersion,
      send: (fact) => hub.session?.send(fact),
      onInformed: (url) => acsChange.answered(url),
      onFailed: () => {
        const onFault = (error: unknown) => hub.fault(error);
        if (hub.settings.url === undefined) this.#off();
        acsChange.failed(hub.settings.url ?? '').catch(onFault);
        // What was answered is done, however the session ended.
        if (answers.hasPromised()) this.#afterSession().catch(onFault);
      },
      afterSession: () => this.#afterSession(),
    });
    return this.#options.startSession(performer, () => hub.settings.retry);
  }

  /** What is set now may be what failed before: that is not waited out. */
  #mayReachAgain(before: Settings): boolean {
    return this.#hub.session?.state() === 'waiting' && !this.#hub.settings.isSame(before);
  }

  /** The ACS is being answered: it may itself have said that this session is the last. */
  #isTalking(): boolean {
    return /^(requesting|serving|answering)$/.test(this.#hub.session?.state() ?? '');
  }

  async #afterSession(): Promise<void> {
    const { isResetDue, answers } = this.#parts;
    if (this.#hub.settings.url === undefined) this.#off();
    if (isResetDue.value) await this.#reset();
    else if (answers.takeReboot()) await this.#options.reboot();
  }

  /** Promised before it is done, and the promise outlives the process: it happens at least once. */
  async #reset(): Promise<void> {
    const { events, notifications, schedule, transfers, parameterKey, isResetDue } = this.#parts;
    await this.#options.factoryReset();
    await events.forget();
    await notifications.forget();
    await schedule.forget();
    await transfers.forget();
    await parameterKey.set('');
    await isResetDue.set(false);
    events.raise('1 BOOT');
    this.#hub.want();
  }

  #off(): void {
    this.#hub.session?.send({ type: 'session.stop' });
    this.#hub.session?.stop();
    this.#hub.session = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#parts.watch.stop();
    this.#parts.schedule.stop();
    this.#parts.transfers.hold();
  }
}

/** Our keys beside those of other faces. */
function ownState(state: FaceState): FaceState {
  return {
    get: (key) => state.get(`cwmp/${key}`),
    put: (key, value) => state.put(`cwmp/${key}`, value),
    remove: (key) => state.remove(`cwmp/${key}`),
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
