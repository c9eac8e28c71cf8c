/**
 * Notifications on their way to their targets, through net-snmp: traps, and informs until they are
 * confirmed.
 */
import snmp, { type Binding, type Session } from 'net-snmp';
import type { AgentTarget, Notification, NotifyResult } from './channel.ts';
import { limits } from './limits.ts';
import { formatOid } from './oid.ts';
import type { AuthoritativeEngine, Usm, UsmKeys } from './usm.ts';
import { tagOf, type Varbind } from './value.ts';

export interface NotifierPorts {
  readonly usm: Usm;
  readonly engine: AuthoritativeEngine;
  readonly onResult: (target: string, kind: string, result: NotifyResult) => void;
}

interface OpenTarget {
  readonly target: AgentTarget;
  readonly session: Session;
  /** Everything it was opened with. */
  readonly identity: string;
  waiting: number;
}

function bindingOf({ oid, value }: Varbind): Binding {
  const type = tagOf[value.type];
  if (!('value' in value)) return { oid: formatOid(oid), type, value: null };
  if (value.type === 'oid') return { oid: formatOid(oid), type, value: formatOid(value.value) };
  const isBytes = typeof value.value === 'object';
  // Between processes a Buffer becomes a plain array of octets.
  return { oid: formatOid(oid), type, value: isBytes ? Buffer.from(value.value) : value.value };
}

export class Notifier {
  readonly #ports: NotifierPorts;
  #targets: readonly OpenTarget[] = [];

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
  }

  /** Targets that are as they were keep what is on its way to them. */
  setTargets(targets: readonly AgentTarget[]): void {
    const before = this.#targets;
    this.#targets = targets.flatMap((target) => {
      const identity = this.#identityOf(target);
      const same = before.find((open) => open.identity === identity);
      if (same) return [same];
      const session = this.#open(target);
      return session ? [{ target, session, identity, waiting: 0 }] : [];
    });
    for (const open of before) if (!this.#targets.includes(open)) open.session.close();
  }

  #identityOf(target: AgentTarget): string {
    const { authKey, privKey } = this.#ports.usm.keysOf(target.as) ?? {};
    return JSON.stringify([target, authKey, privKey]);
  }

  stop(): void {
    for (const { session } of this.#targets) session.close();
    this.#targets = [];
  }

  notify(notification: Notification): void {
    for (const open of this.#targets) {
      const { events } = open.target;
      if (events.length === 0 || events.includes(notification.kind)) this.#send(open, notification);
    }
  }

  #send(open: OpenTarget, { kind, oid, upTimeTicks, varbinds }: Notification): void {
    const { target, session } = open;
    if (open.waiting >= limits.notificationsQueuedMax) {
      return this.#ports.onResult(target.name, kind, 'dropped');
    }
    open.waiting += 1;
    const done = (error: Error | null) => {
      open.waiting -= 1;
      const sent = target.isInform ? 'confirmed' : 'sent';
      this.#ports.onResult(target.name, kind, error ? 'failed' : sent);
    };
    const options = { upTime: upTimeTicks };
    const bindings = varbinds.map(bindingOf);
    if (target.isInform) session.inform(oid, bindings, options, done);
    else session.trap(oid, bindings, options, done);
  }

  #open({ host, version, as, isInform }: AgentTarget): Session | undefined {
    const options = {
      transport: host.address.includes(':') ? ('udp6' as const) : ('udp4' as const),
      // Informs of version 3 go to `port` from the second one on.
      port: host.port,
      trapPort: host.port,
      retries: limits.informRetries,
      timeout: limits.informTimeoutMs,
      engineID: this.#ports.engine.id,
    };
    if (version === '2c') {
      return quiet(snmp.createSession(host.address, as, { ...options, version: snmp.Version2c }));
    }
    const keys = this.#ports.usm.keysOf(as);
    if (!keys) return undefined;
    const { authProtocol, authKey, privProtocol, privKey } = keys;
    const session = quiet(
      snmp.createV3Session(
        host.address,
        {
          name: as,
          level: snmp.SecurityLevel.authPriv,
          authProtocol,
          authKey,
          privProtocol,
          privKey,
        },
        options,
      ),
    );
    if (!isInform) return this.#timed(session);
    this.#meet(session, keys);
    return session;
  }

  /**
   * Asks the receiver who it is while the passphrase is at hand: after a restart it is not, and
   * only keys that were made before fit. RFC 3414 §4
   */
  #meet(session: Session, keys: UsmKeys): void {
    const { usm } = this.#ports;
    if (!usm.mayLearn(keys)) return;
    session.sendV3Discovery(
      null,
      null,
      () => {
        const engineId = session.msgSecurityParameters?.msgAuthoritativeEngineID;
        if (engineId) usm.learn(keys, engineId);
      },
      {},
    );
  }

  /** Of a trap we are the authoritative engine: its boots and time are ours, not 0. */
  #timed(session: Session): Session {
    const { engine } = this.#ports;
    const send = session.send.bind(session);
    session.send = (request, noWait) => {
      const parameters = request.message.msgSecurityParameters;
      if (parameters) {
        parameters.msgAuthoritativeEngineBoots = engine.boots;
        parameters.msgAuthoritativeEngineTime = engine.time();
      }
      return send(request, noWait);
    };
    return session;
  }
}

/** What a stranger sends to the port of a session is no fault of ours. */
function quiet(session: Session): Session {
  session.on('error', () => undefined);
  return session;
}
