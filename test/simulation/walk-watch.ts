/**
 * Follows every walk at the door: rounds of REGISTER and hunts of INVITE, by the two tables of who
 * is asked after whom. failover.md §2.3, §2.4
 */
import type { Configuration } from '../../src/domain/configuration.ts';
import { failBackIn } from '../../src/domain/health.ts';
import { setting } from '../../src/domain/protocol.ts';
import { registrationServers, walkOrder } from '../../src/domain/server-order.ts';
import type { Response } from '../../src/sip/message/message.ts';
import { seconds } from '../../src/sip/message/readers.ts';
import type { Place } from './network.ts';
import { hunted, type Outcome } from './oracle.ts';
import type { OwnRequest, WireReport, WireTold } from './wire-watch.ts';

export interface WalkPorts {
  readonly report: WireReport;
  readonly configuration: () => Configuration;
  /** The name of the server that listens there, in both lists the same. */
  readonly serverAt: (place: Place) => string | undefined;
  /**
   * Whether a walk may pass a server by without a word: it is not found, or held as down and
   * skipped.
   */
  readonly maySkip: (server: string) => boolean;
  readonly changedAtMs: () => number;
}

interface Hunt {
  readonly order: readonly string[];
  readonly startedAtMs: number;
  readonly asked: string[];
  readonly outcomes: Map<string, Outcome>;
}

interface Round {
  readonly asked: Set<string>;
  /** Asked once more because the connection to it was found dead. */
  readonly again: Set<string>;
  readonly startedAtMs: number;
}

const quarantineMaxSeconds = 3600;

export class WalkWatch implements WireTold {
  readonly #ports: WalkPorts;
  readonly #quarantined = new Map<string, number>();
  /** When the connection to a server was last lost: lost twice, it is passed over once. */
  readonly #lostAtMs = new Map<string, number>();
  readonly #failedAtMs = new Map<string, number>();
  readonly #hunts = new Map<string, Hunt>();
  readonly #rounds = new Map<string, Round>();

  constructor(ports: WalkPorts) {
    this.#ports = ports;
  }

  /** Nothing is remembered over a restart. */
  restarted(): void {
    this.#quarantined.clear();
    this.#hunts.clear();
    this.#rounds.clear();
  }

  began(own: OwnRequest): void {
    const { method } = own.request;
    if (own.side !== 'wan' || own.envelope.to.params.has('tag') || method === 'CANCEL') return;
    const server = this.#ports.serverAt(own.to);
    if (server === undefined) return;
    if (own.isContinued) return this.#continued(own, server);
    // One that is no longer configured is known no more; what it still has is given back to it.
    const isGivenBack = method === 'REGISTER' && !isWanted(own);
    const isKnown = !isGivenBack || this.#isConfigured(server);
    // One that was swallowed at first may have begun before the server asked to be left alone.
    const isSurelyNew = !this.#ports.report.isSeenLate();
    if (isKnown && isSurelyNew && this.#isQuarantined(server))
      this.#broken(`${method} to ${server}, which is quarantined`);
    if (method === 'INVITE') this.#invited(own, server);
    if (isWanted(own)) this.#registered(own, server);
  }

  answered(own: OwnRequest, response: Response): void {
    const server = own.side === 'wan' ? this.#ports.serverAt(own.to) : undefined;
    const { method } = own.request;
    if (server === undefined || own.envelope.to.params.has('tag')) return;
    this.#noteQuarantine(own, server, response);
    if (method === 'INVITE') this.#noteAnswer(own, server, response);
  }

  refused(to: Place): void {
    const server = this.#ports.serverAt(to);
    if (server !== undefined) this.#failedAtMs.set(server, this.#ports.report.now());
    for (const hunt of this.#hunts.values()) {
      const before = hunt.asked.at(-1) === server ? hunt.outcomes.get(server ?? '') : undefined;
      if (before === 'none') hunt.outcomes.set(server ?? '', 'lost');
      if (before === 'trying') hunt.outcomes.set(server ?? '', 'lost-trying');
      if (before === 'rang') hunt.outcomes.set(server ?? '', 'lost-rang');
    }
  }

  lost(to: Place): void {
    const server = this.#ports.serverAt(to);
    if (server !== undefined) this.#lostAtMs.set(server, this.#ports.report.now());
  }

  #broken(rule: string): void {
    // An answer that was damaged on its way is none to the gateway.
    if (!this.#ports.report.isGarbled()) this.#ports.report.broken(rule);
  }

  #isConfigured(server: string): boolean {
    const { locationServers, proxyServers } = this.#ports.configuration();
    const all = [...locationServers, ...proxyServers];
    return all.some(({ name, enabled }) => name === server && enabled);
  }

  #isQuarantined(server: string): boolean {
    return this.#ports.report.now() < (this.#quarantined.get(server) ?? 0);
  }

  #noteQuarantine(own: OwnRequest, server: string, response: Response): void {
    // A binding given back says nothing of the server to anybody else.
    const isAsked = own.request.method === 'INVITE' || isWanted(own);
    if (response.status !== 503 || !isAsked) return;
    const after = Math.min(seconds(response, 'Retry-After') ?? 0, quarantineMaxSeconds);
    const until = this.#ports.report.now() + after * 1000;
    if (after > 0) this.#quarantined.set(server, until);
  }

  #noteAnswer({ envelope }: OwnRequest, server: string, { status }: Response): void {
    const hunt = this.#hunts.get(envelope.callId);
    // What a server says that the walk has left does not hold it up.
    if (hunt?.asked.at(-1) !== server) return;
    const before = hunt.outcomes.get(server);
    const also = setting(this.#ports.configuration(), 'hunt-also').split(',');
    const isChallenge = status === 401 || status === 407;
    if (status === 100) {
      if (before === 'none') hunt.outcomes.set(server, 'trying');
    } else if (status < 200) hunt.outcomes.set(server, 'rang');
    else if (isChallenge) hunt.outcomes.set(server, 'trying');
    else if (status === 503 && before !== 'rang') hunt.outcomes.set(server, 'unavailable');
    else if (also.includes(String(status)) && before !== 'rang')
      hunt.outcomes.set(server, 'excused');
    else hunt.outcomes.set(server, 'answered');
  }

  /** The same server is asked again, better: it has the call, but has not judged it yet. */
  #continued({ envelope, request }: OwnRequest, server: string): void {
    const hunt = request.method === 'INVITE' ? this.#hunts.get(envelope.callId) : undefined;
    const last = hunt?.asked.at(-1) ?? '';
    if (last === server) hunt?.outcomes.set(server, 'trying');
    // Only where a later one has found the call merged does one that was left have it after all.
    else if (hunt && hunt.outcomes.get(last) !== 'answered')
      this.#broken(`INVITE again to ${server}, which was left for ${last}`);
  }

  #invited({ envelope }: OwnRequest, server: string): void {
    const { report, configuration } = this.#ports;
    const now = report.now();
    const { proxyServers } = configuration();
    const hunt = this.#hunts.get(envelope.callId);
    if (!hunt) {
      const ordered = walkOrder(proxyServers);
      const order = ordered.map(({ name }) => name);
      const outcomes = new Map<string, Outcome>([[server, 'none']]);
      this.#hunts.set(envelope.callId, { order, startedAtMs: now, asked: [server], outcomes });
      if (ordered[0]?.master) this.#startedAtMaster(order, server, 'INVITE');
      return;
    }
    if (hunt.asked.at(-1) === server) return;
    if (hunt.asked.includes(server)) this.#broken(`INVITE came back to ${server} in one walk`);
    const policy = setting(configuration(), 'invite-policy') === 'manual' ? 'manual' : 'rfc3263';
    const allowed = hunted(hunt.asked, (name) => hunt.outcomes.get(name) ?? 'none', policy);
    // A name that is looked up for long: the walk left the server before this one long ago.
    const isLate = this.#ports.maySkip(server);
    if (!isLate && (allowed.length < hunt.asked.length || endsWalk(hunt, policy)))
      this.#broken(`INVITE to ${server} after ${[...hunt.outcomes].join(' ')}`);
    hunt.asked.push(server);
    hunt.outcomes.set(server, 'none');
  }

  #registered({ envelope, to }: OwnRequest, server: string): void {
    const configuration = this.#ports.configuration();
    const servers = walkOrder(registrationServers(configuration));
    const [first] = servers;
    // Lines that never go back begin a refresh where they are.
    if (!first?.master || failBackIn(configuration, first) === 'none') return;
    const order = servers.map(({ name }) => name);
    const now = this.#ports.report.now();
    const round = this.#rounds.get(envelope.callId);
    const isNew = round === undefined || server === order[0];
    if (isNew || round.startedAtMs <= this.#ports.changedAtMs()) {
      const asked = new Set([server]);
      this.#rounds.set(envelope.callId, { asked, again: new Set(), startedAtMs: now });
      return;
    }
    // RFC 5626 §4.5: over another connection at once.
    if (
      to.transport !== 'udp' &&
      this.#failedAtMs.get(server) === now &&
      !round.again.has(server)
    ) {
      round.again.add(server);
      return;
    }
    if (round.asked.has(server)) {
      // A new round, which then must have had a reason to pass the master by.
      this.#startedAtMaster(order, server, 'REGISTER');
      const asked = new Set([server]);
      this.#rounds.set(envelope.callId, { asked, again: new Set(), startedAtMs: now });
    } else round.asked.add(server);
  }

  #startedAtMaster(order: readonly string[], server: string, method: string): void {
    const { report, changedAtMs, maySkip } = this.#ports;
    const before = order.slice(0, order.indexOf(server));
    const isFresh = report.now() - changedAtMs() < 60_000;
    const isPassed = (name: string) =>
      maySkip(name) ||
      report.now() <= (this.#lostAtMs.get(name) ?? Number.NEGATIVE_INFINITY) + 60_000 ||
      report.now() <= (this.#quarantined.get(name) ?? Number.NEGATIVE_INFINITY) + 60_000;
    if (!isFresh && !before.every(isPassed))
      this.#broken(`${method} walk begins at ${server}, not at ${order[0] ?? 'nobody'}`);
  }
}

/** A REGISTER that asks for a binding. */
function isWanted({ request }: OwnRequest): boolean {
  return request.method === 'REGISTER' && (seconds(request, 'Expires') ?? 0) > 0;
}

function endsWalk({ asked, outcomes }: Hunt, policy: 'rfc3263' | 'manual'): boolean {
  const last = asked.at(-1) ?? '';
  const next = `after ${last}`;
  return !hunted([...asked, next], (name) => outcomes.get(name) ?? 'none', policy).includes(next);
}
