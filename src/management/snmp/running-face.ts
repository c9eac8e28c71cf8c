/**
 * The SNMP face once it is used: the agent's process beside the gateway, the store that answers it,
 * the notifications that leave through it.
 */
import type { Configuration } from '../../domain/configuration.ts';
import { serversOf } from '../../domain/servers.ts';
import type { SnmpSettings } from '../../domain/snmp-configuration.ts';
import type { Face, FaceContext } from '../face.ts';
import type { SnmpOperations, SnmpStatus } from '../snmp-view.ts';
import { AgentCounts } from './agent-counts.ts';
import type { AgentFacts } from './agent-facts.ts';
import { type AgentChild, type AgentChildEvents, AgentLink } from './agent-link.ts';
import { createAnswering } from './answering.ts';
import type { AgentBirth, FromAgent, Notification } from './channel.ts';
import { EngineState, type Sealing } from './engine-state.ts';
import { agentSettings, isWanted, listenPlace } from './face-settings.ts';
import { forkAgent } from './fork-agent.ts';
import { Notifications } from './notifications.ts';
import { errorStatuses } from './pdu.ts';
import type { AgentReply, AgentRequest, Ask } from './request.ts';
import { RequestTrace } from './request-trace.ts';
import { Strangers } from './strangers.ts';

export interface SnmpFaceOptions {
  readonly sealing: Sealing;
  /** How the agent's process is started; tests have their own. */
  readonly start?: (events: AgentChildEvents) => AgentChild;
}

/** When the gateway started: what sysUpTime counts from, and in milliseconds since 1970. */
export interface Start {
  readonly atMs: number;
  readonly wallMs: number;
}

const fault: AgentReply = {
  errorStatus: errorStatuses.indexOf('genErr'),
  errorIndex: 0,
  varbinds: Buffer.alloc(0),
};

/** Notifications of the events of a gateway, as its settings say now. */
function createNotifications(
  { clock, view }: FaceContext,
  upTimeMs: () => number,
  send: (notification: Notification) => void,
): Notifications {
  return new Notifications({
    clock,
    upTimeMs,
    send,
    settings() {
      const { notify, notifyIntervalSeconds, authenticationTraps } = view.configuration().snmp;
      return { kinds: notify, intervalMs: notifyIntervalSeconds * 1000, authenticationTraps };
    },
    entries: () => view.entries(),
    masterOf: (kind) => serversOf(view.configuration(), kind).find(({ master }) => master)?.name,
  });
}

/** Everything that decides whether a process can go on or another is needed. */
function placeOf(snmp: SnmpSettings): string {
  return JSON.stringify([listenPlace(snmp), snmp.agentx, snmp.engineId]);
}

export class RunningFace implements Face {
  readonly operations: SnmpOperations = {
    status: () => this.#status(),
    setTrace: (isOn) => this.#trace.set(isOn),
    trace: () => this.#trace.rows(),
  };
  readonly #context: FaceContext;
  readonly #start: (events: AgentChildEvents) => AgentChild;
  readonly #started: Start;
  readonly #engine: EngineState;
  readonly #counts: AgentCounts;
  readonly #strangers: Strangers;
  readonly #notifications: Notifications;
  readonly #trace: RequestTrace;
  readonly #answerTo: Ask;
  readonly #notified = new Map<string, number>();
  #unsubscribe: (() => void) | undefined;
  #link: AgentLink | undefined;
  #place = '';
  #agentxState = 'off';
  #bornAtMs = 0;
  #applying: Promise<void> = Promise.resolve();

  constructor(
    context: FaceContext,
    { sealing, start = forkAgent }: SnmpFaceOptions,
    started: Start,
  ) {
    this.#context = context;
    this.#start = start;
    this.#started = started;
    this.#engine = new EngineState(context.state, sealing);
    this.#counts = new AgentCounts(context.statistics);
    this.#strangers = new Strangers(context.events, () => context.clock.now());
    this.#notifications = createNotifications(
      context,
      () => this.#upTimeMs(),
      (notification) => this.#link?.send({ kind: 'notify', notification }),
    );
    const now = () => context.clock.now();
    this.#trace = new RequestTrace({ now, wallClock: context.wallClock });
    this.#answerTo = this.#trace.around(createAnswering(context, this.#facts()));
  }

  get #settings(): SnmpSettings {
    return this.#context.view.configuration().snmp;
  }

  #upTimeMs(): number {
    return this.#context.clock.now() - this.#started.atMs;
  }

  /** What the agent's own objects are read from. */
  #facts(): AgentFacts {
    const { view, clock, wallClock } = this.#context;
    return {
      view,
      instants: () => ({ startedAtMs: this.#started.wallMs, nowMs: wallClock() }),
      upTimeMs: () => this.#upTimeMs(),
      counts: () => this.#counts.total,
      engine: () => ({
        id: Buffer.from(this.#settings.engineId, 'hex'),
        boots: this.#engine.boots,
        seconds: Math.floor((clock.now() - this.#bornAtMs) / 1000),
      }),
      suppressed: () => this.#notifications.suppressed,
    };
  }

  async apply({ snmp }: Configuration): Promise<void> {
    this.#applying = this.#applying.then(() => this.#applyNow(snmp));
    await this.#applying;
  }

  async #applyNow(snmp: SnmpSettings): Promise<void> {
    if (!isWanted(snmp)) return await this.#close();
    const place = placeOf(snmp);
    if (this.#link && place === this.#place) return this.#link.set(agentSettings(snmp));
    await this.#close();
    this.#place = place;
    this.#unsubscribe = this.#context.events.subscribe((event) => this.#notifications.hear(event));
    this.#link = new AgentLink(
      {
        clock: this.#context.clock,
        log: this.#context.log,
        start: this.#start,
        birth: () => this.#birth(),
        onMessage: (message) => this.#hear(message),
        onCrash: (reason) => this.#crashed(reason),
      },
      agentSettings(snmp),
    );
    await this.#link.start();
    this.#notifications.started();
  }

  async #birth(): Promise<AgentBirth> {
    const snmp = this.#settings;
    const boots = await this.#engine.boot(snmp.engineId);
    const foreignKeys = await this.#engine.foreignKeys();
    this.#bornAtMs = this.#context.clock.now();
    this.#counts.begin();
    const { engineId, agentx = null } = snmp;
    return { listen: listenPlace(snmp), agentx, engineId, boots, foreignKeys };
  }

  #hear(message: Exclude<FromAgent, { kind: 'listening' | 'failed' }>): void {
    switch (message.kind) {
      case 'request':
        void this.#answer(message.id, message.request);
        return;
      case 'alive':
        return this.#counts.hear(message.counts);
      case 'learnt':
        this.#engine.keepForeignKeys(message.keys).catch((error: unknown) => {
          this.#context.log.warn({ error: String(error) }, 'SNMP keys could not be kept');
        });
        return;
      case 'unauthentic':
        this.#trace.refused(message.source, message.reason);
        this.#strangers.hear(message.source, message.reason);
        return this.#notifications.authenticationFailed();
      case 'notified':
        return this.#hearNotified(message);
      case 'agentx':
        this.#agentxState = message.state;
    }
  }

  #hearNotified({ target, notification, result }: Extract<FromAgent, { kind: 'notified' }>): void {
    const name = `${target} ${result}`;
    this.#notified.set(name, (this.#notified.get(name) ?? 0) + 1);
    this.#context.statistics.count('snmp_notifications', notification, result);
  }

  async #answer(id: number, request: AgentRequest): Promise<void> {
    const { version, operation } = request;
    this.#context.statistics.count('snmp_requests', version, operation);
    const reply = await this.#answerTo(request).catch((error: unknown) => {
      this.#context.log.error({ error: String(error), operation }, 'an SNMP request failed');
      return fault;
    });
    this.#link?.send({ kind: 'reply', id, reply });
  }

  #crashed(reason: string): void {
    this.#agentxState = 'off';
    this.#context.events.report({
      code: 'gateway.fault',
      subject: { kind: 'gateway', name: '' },
      text: `the SNMP agent ended: ${reason.slice(0, 200)}`,
      facts: { part: 'snmp' },
    });
  }

  async #close(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    this.#place = '';
    this.#agentxState = 'off';
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#notifications.stop();
    await link?.stop();
  }

  async stop(): Promise<void> {
    this.#applying = this.#applying.then(() => this.#close());
    await this.#applying;
  }

  #status(): SnmpStatus {
    const requests = this.#context.statistics.samples('snmp_requests');
    return {
      listen: this.#link?.state ?? 'off',
      agentx: this.#agentxState,
      engineId: this.#settings.engineId,
      engineBoots: this.#engine.boots,
      requests: Object.fromEntries(requests.map(({ labels, count }) => [labels.join(' '), count])),
      refusals: this.#counts.refusals(),
      notifications: Object.fromEntries(this.#notified),
    };
  }
}
