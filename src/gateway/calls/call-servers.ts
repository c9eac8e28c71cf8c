/** The servers of a call's walk: found by their names, and what the call finds out of them. */
import { isDeepStrictEqual } from 'node:util';
import type { Configuration, Server } from '../../domain/configuration.ts';
import { emergencyOrder } from '../../domain/server-order.ts';
import { defaultPort } from '../../sip/flow.ts';
import type { Place } from '../../sip/locate.ts';
import type { Uri } from '../../sip/message/values.ts';
import { placeIn } from '../../sip/ua/services.ts';
import type { Contact, Health } from '../servers/health.ts';
import type { CallSession } from './call-session.ts';

export class CallServers {
  readonly #configuration: () => Configuration;
  readonly #health: Health;

  constructor(configuration: () => Configuration, health: Health) {
    this.#configuration = configuration;
    this.#health = health;
  }

  /** undefined: it is no longer configured. */
  of(session: CallSession, name: string): Server | undefined {
    const { route } = session.way();
    if (route.kind === 'rule') {
      const { contact } = route.rule;
      return { name, kind: 'proxy', contact, master: false, enabled: true };
    }
    const configuration = this.#configuration();
    const servers =
      route.kind === 'emergency' ? emergencyOrder(configuration) : configuration.proxyServers;
    return servers.find((one) => one.name === name);
  }

  /** The proxy of the walk that a URI names. */
  named(session: CallSession, uri: Uri): string | undefined {
    if (session.way().route.kind !== 'proxies') return undefined;
    const place = atPort(placeIn(uri));
    return this.#configuration().proxyServers.find(({ contact }) =>
      isDeepStrictEqual(atPort(contact), place),
    )?.name;
  }

  /** The contact of a rule is no server of ours: nothing is kept of its health. */
  tell(session: CallSession, server: string, contact: Contact): void {
    if (session.way().route.kind !== 'proxies') return;
    this.#healthFor(session).tell('proxy', server, contact);
  }

  /** It has asked for that since the walk was planned, by another call. */
  isLeftAlone(session: CallSession, server: Server): boolean {
    return session.way().route.kind === 'proxies' && this.#healthFor(session).isLeftAlone(server);
  }

  #healthFor(session: CallSession): Health {
    return this.#health.seenBy(session.forwarder() ?? session.facts.caller.user);
  }
}

function atPort({ host, port, transport }: Place): Place {
  return { host: host.toLowerCase(), port: port ?? defaultPort(transport), transport };
}
