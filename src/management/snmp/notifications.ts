/**
 * Which events become which notifications, and how many: the first at once, what follows soon in
 * one with a count.
 */
import type { LoggedEvent } from '../events.ts';
import type { FaceClock } from '../face.ts';
import type { Notification } from './channel.ts';
import {
  callFailed,
  entryLimit,
  type Happened,
  masterRestored,
  registrationLost,
  registrationRestored,
  serverDown,
  userMoved,
} from './happenings.ts';
import { mibNotifications, mibObject } from './mib.ts';
import { formatOid } from './oid.ts';
import { gauge32, type Varbind } from './value.ts';

export interface NotificationSettings {
  readonly kinds: readonly string[];
  readonly intervalMs: number;
  readonly authenticationTraps: boolean;
}

export interface NotificationPorts {
  readonly clock: FaceClock;
  readonly upTimeMs: () => number;
  readonly settings: () => NotificationSettings;
  readonly entries: () => { readonly used: number; readonly limit: number };
  /** The name of the master of a list. */
  readonly masterOf: (kind: 'location' | 'proxy') => string | undefined;
  readonly send: (notification: Notification) => void;
}

/** RFC 3418: these have no objects. */
const coldStart = '1.3.6.1.6.3.1.1.5.1';
const warmStart = '1.3.6.1.6.3.1.1.5.2';
const authenticationFailure = '1.3.6.1.6.3.1.1.5.5';

interface Pacing {
  /** Happened since the last one that was sent. */
  count: number;
  last: Happened;
}

export class Notifications {
  readonly #ports: NotificationPorts;
  readonly #pacing = new Map<string, Pacing>();
  /** Users whose loss was told. */
  readonly #lost = new Set<string>();
  readonly #timers = new Map<string, unknown>();
  #suppressed = 0;
  #isCold = true;

  constructor(ports: NotificationPorts) {
    this.#ports = ports;
  }

  /** Happenings that got no notification of their own. */
  get suppressed(): number {
    return this.#suppressed;
  }

  stop(): void {
    for (const timer of this.#timers.values()) this.#ports.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#pacing.clear();
  }

  /** The agent can be asked: the first time since the gateway began, or once more. */
  started(): void {
    this.#send({ name: this.#isCold ? coldStart : warmStart, kind: 'start', values: {} }, 1);
    this.#isCold = false;
  }

  authenticationFailed(): void {
    if (!this.#ports.settings().authenticationTraps) return;
    this.#pace({ name: authenticationFailure, kind: 'authentication', values: {} });
  }

  hear(event: LoggedEvent): void {
    const happened = this.#happenedIn(event);
    if (happened && this.#ports.settings().kinds.includes(happened.kind)) this.#pace(happened);
  }

  #happenedIn(event: LoggedEvent): Happened | undefined {
    const { code, subject } = event;
    switch (code) {
      case 'registration.lost':
      case 'registration.refused':
        this.#lost.add(subject.name);
        return registrationLost(event);
      case 'registration.up':
        return this.#lost.delete(subject.name) ? registrationRestored(event) : undefined;
      case 'registration.moved':
        return userMoved(event);
      case 'server.down':
        return serverDown(event);
      case 'server.up':
        return this.#isMaster(event) ? masterRestored(event) : undefined;
      case 'entries.limit-reached':
        return entryLimit('offhookEntryLimitReached', this.#ports.entries());
      case 'entries.limit-cleared':
        return entryLimit('offhookEntryLimitCleared', this.#ports.entries());
      case 'call.failed':
        return callFailed(event);
      default:
        return undefined;
    }
  }

  #isMaster({ subject: { kind, name } }: LoggedEvent): boolean {
    return this.#ports.masterOf(kind === 'locationServer' ? 'location' : 'proxy') === name;
  }

  #pace(happened: Happened): void {
    const { intervalMs } = this.#ports.settings();
    const pacing = this.#pacing.get(happened.name);
    if (pacing) {
      pacing.count += 1;
      pacing.last = happened;
      this.#suppressed += 1;
      return;
    }
    this.#send(happened, 1);
    if (intervalMs === 0) return;
    this.#pacing.set(happened.name, { count: 0, last: happened });
    this.#wait(happened.name, intervalMs);
  }

  #wait(name: string, delayMs: number): void {
    const timer = this.#ports.clock.setTimeout(() => this.#due(name), delayMs);
    this.#timers.set(name, timer);
  }

  /** What happened meanwhile is told by one notification; after that the wait begins again. */
  #due(name: string): void {
    const pacing = this.#pacing.get(name);
    this.#timers.delete(name);
    if (!pacing || pacing.count === 0) {
      this.#pacing.delete(name);
      return;
    }
    this.#send(pacing.last, pacing.count);
    this.#suppressed -= 1;
    pacing.count = 0;
    this.#wait(name, this.#ports.settings().intervalMs);
  }

  #send({ name, kind, values }: Happened, count: number): void {
    const definition = mibNotifications.get(name);
    const all: Happened['values'] = { ...values, offhookNotifyCount: gauge32(count) };
    const varbinds = (definition?.objects ?? []).flatMap((object): Varbind[] => {
      const value = all[object];
      return value ? [{ oid: [...mibObject(object).oid, 0], value }] : [];
    });
    this.#ports.send({
      kind,
      oid: definition ? formatOid(definition.oid) : name,
      upTimeTicks: Math.floor(this.#ports.upTimeMs() / 10),
      varbinds,
    });
  }
}
