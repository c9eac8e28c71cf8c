/**
 * What follows when we are reached elsewhere than before: lines register anew, calls are told.
 * users-ask R8
 */
import type { Configuration } from '../../domain/configuration.ts';
import type { EventLog } from '../../management/events.ts';
import type { Clock } from '../../sip/clock.ts';
import type { LocalAddress } from '../../sip/flow.ts';
import { moveLeg } from '../../sip/ua/moved-leg.ts';
import type { CallSession } from '../calls/call-session.ts';
import type { Core } from '../core.ts';
import type { Family } from '../family.ts';
import type { Network } from '../network.ts';
import { mediaSettings } from '../settings.ts';
import type { OpenedMedia } from '../world.ts';
import type { Bindings } from './bindings.ts';
import type { Sighting } from './public-addresses.ts';

interface MovePorts {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly core: Core;
  readonly configuration: () => Configuration;
  readonly network: Network;
  readonly media: OpenedMedia;
  readonly family: () => Family;
  readonly calls: () => { all(): readonly CallSession[] };
  readonly bindings: Bindings;
}

/** Flows are seen one by one; what follows is done once for all of them. */
const gatherMs = 500;
/** A NAT that maps anew all the time is no reason to register all the time. */
const restMs = 5000;

export class Moves {
  readonly #ports: MovePorts;
  #timer: unknown;
  #mediaHost: string | undefined;
  #restsUntilMs = 0;
  #mediaMovedAtMs = Number.NEGATIVE_INFINITY;

  constructor(ports: MovePorts) {
    this.#ports = ports;
    this.#mediaHost = ports.network.standIns().wan;
  }

  /** A server sees us elsewhere. */
  seen({ target, before, now }: Sighting): void {
    const { address, port, transport } = target;
    this.#ports.events.report({
      code: 'network.seen-elsewhere',
      subject: { kind: 'gateway', name: '' },
      text: `${address}:${port} sees us at ${textOf(now)}, not at ${textOf(before)}`,
      facts: { server: `${address}:${port}`, transport, before: textOf(before), now: textOf(now) },
    });
    this.followed();
  }

  /** Where we are has changed. */
  followed(): void {
    // A call that is set up meanwhile has the right address at once.
    const before = this.#mediaHost;
    this.moveMedia();
    if (this.#mediaHost !== before) this.#mediaMovedAtMs = this.#ports.clock.now();
    this.#settleSoon();
  }

  /** Media is offered as the configuration says, and where we are. */
  moveMedia(): void {
    const { core, configuration, media, network } = this.#ports;
    const { lan, wan } = network.standIns();
    this.#mediaHost = core.publicAddresses.host() ?? wan;
    media.configure?.(mediaSettings(configuration(), { lan, wan: this.#mediaHost }));
  }

  stop(): void {
    this.#ports.clock.clearTimeout(this.#timer);
  }

  #settleSoon(): void {
    if (this.#timer !== undefined) return;
    const { clock } = this.#ports;
    const delayMs = Math.max(gatherMs, this.#restsUntilMs - clock.now());
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      this.#restsUntilMs = clock.now() + restMs;
      this.#settle();
    }, delayMs);
  }

  #settle(): void {
    const { core, family, calls, bindings } = this.#ports;
    const isOlder = ({ facts }: CallSession) => facts.startedAtMs <= this.#mediaMovedAtMs;
    for (const user of bindings.misplaced()) family().line(user)?.send({ type: 'line.retry' });
    for (const session of calls().all()) relocate(session, core, isOlder(session));
    this.#mediaMovedAtMs = Number.NEGATIVE_INFINITY;
  }
}

/** Peers outside are told where we are, and where their media goes. */
function relocate(session: CallSession, core: Core, hasMediaMoved: boolean): void {
  const legs = { a: session.facts.caller.leg(), b: session.winner()?.leg() };
  if (!session.isConnected() || session.isOver) return;
  for (const name of ['a', 'b'] as const) {
    const leg = legs[name];
    if (leg?.options.side !== 'wan' || leg.isOver()) continue;
    const hasMoved = moveLeg(leg, core.local('wan', leg.target()));
    if (hasMoved || hasMediaMoved) session.exchange.renew(name);
  }
}

function textOf({ host, port }: LocalAddress): string {
  return `${host}:${port}`;
}
