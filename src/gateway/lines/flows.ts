/**
 * Connections to servers, from when they are open to when they are lost: the lines registered over
 * one are out of reach then, and register anew. RFC 5626 §4.5.
 */
import type { FlowLost } from '../../../machines/events.ts';
import type { EventLog } from '../../management/events.ts';
import type { FlowLoss, Side, Target } from '../../sip/flow.ts';
import type { CallSession } from '../calls/call-session.ts';
import type { Core } from '../core.ts';
import type { FlowWatch } from '../ears.ts';
import type { Family } from '../family.ts';
import { optionsRequest } from '../lone-request.ts';
import type { Health } from '../servers/health.ts';
import { targetUri } from '../uris.ts';
import type { Bindings, PreparedBinding } from './bindings.ts';
import { type KeepAliveParts, type KeepAlives, keepAlivesOf } from './keep-alives.ts';

interface FlowPorts {
  readonly keepAlives: Pick<KeepAlives, 'follow' | 'opened' | 'lost' | 'stop'>;
  readonly bindings: Pick<Bindings, 'over'>;
  readonly health: Pick<Health, 'tell'>;
  readonly events: EventLog;
  readonly tell: (user: string, lost: FlowLost) => void;
  /** No line is registered over it, but calls may be: they must be reached by another. */
  readonly reach: (target: Target) => void;
}

interface FlowParts extends KeepAliveParts, Pick<FlowPorts, 'health' | 'events'> {
  readonly family: () => Family;
  readonly calls: () => { all(): readonly CallSession[] };
}

type Server = Pick<PreparedBinding, 'kind' | 'server'>;

/** A connection that held for less says nothing of the next one. */
const briefMs = 120_000;

export class Flows implements FlowWatch {
  readonly #ports: FlowPorts;

  constructor(ports: FlowPorts) {
    this.#ports = ports;
  }

  /** A line has registered, or it is set otherwise for all. */
  follow(user?: string): void {
    this.#ports.keepAlives.follow(user);
  }

  stop(): void {
    this.#ports.keepAlives.stop();
  }

  opened(target: Target, side: Side): void {
    if (side === 'wan') this.#ports.keepAlives.opened(target);
  }

  lost(loss: FlowLoss): void {
    if (loss.side !== 'wan') return;
    const { keepAlives, bindings, tell } = this.#ports;
    keepAlives.lost(loss.target);
    const over = bindings.over(loss.target);
    if (over.length === 0) this.#ports.reach(loss.target);
    const servers = new Map(over.map((one) => [`${one.kind} ${one.server}`, one]));
    for (const one of servers.values()) {
      this.#note(one, loss, over.filter(({ server }) => server === one.server).length);
    }
    const { reason, heldMs } = loss;
    for (const { user, server } of over) {
      tell(user, { type: 'flow.lost', server, reason, isBrief: heldMs < briefMs });
    }
  }

  #note({ kind, server }: Server, { reason, isOrderly, heldMs, target }: FlowLoss, lines: number) {
    const { health, events } = this.#ports;
    // A server may close what it does not need; one that breaks a connection may be in trouble.
    if (!isOrderly) health.tell(kind, server, { kind: 'silent', reason: `connection: ${reason}` });
    const { transport, address, port } = target;
    const who = lines === 1 ? '1 line registers' : `${lines} lines register`;
    events.report({
      code: 'server.connection-lost',
      subject: { kind: kind === 'location' ? 'locationServer' : 'proxyServer', name: server },
      text: `connection to ${kind} server ${server} lost: ${reason}; ${who} anew`,
      facts: {
        ...{ reason, lines, transport, server: `${address}:${port}` },
        heldSeconds: Math.round(heldMs / 1000),
      },
    });
  }
}

/** As the gateway has them. */
export function flowsOf(bindings: Bindings, parts: FlowParts): Flows {
  return new Flows({
    ...parts,
    bindings,
    keepAlives: keepAlivesOf(bindings, parts),
    tell: (user, lost) => parts.family().line(user)?.send(lost),
    reach(target) {
      const { calls, core } = parts;
      const isUsed = calls()
        .all()
        .some((session) => isOver(session, target));
      if (isUsed && core.publicAddresses.isTranslated(target)) ask(core, target);
    },
  });
}

function isOver(session: CallSession, { transport, address, port }: Target): boolean {
  return [session.facts.caller.leg(), session.winner()?.leg()].some((leg) => {
    const target = leg?.options.side === 'wan' && !leg.isOver() ? leg.target() : undefined;
    return target?.transport === transport && target.address === address && target.port === port;
  });
}

/** Whatever is answered over another connection shows where we are seen by then. */
function ask(core: Core, target: Target): void {
  const { transport, domain: host, port } = target;
  const uri = targetUri({ user: undefined, host, port, transport });
  const nobody = { response: () => undefined, failed: () => undefined };
  core.endpoint.request(optionsRequest(core, uri, target), target, 'wan', nobody);
}
