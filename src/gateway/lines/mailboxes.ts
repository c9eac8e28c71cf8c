/** Messages waiting: asked for at each line's server, shown by its phones. RFC 3842, RFC 6665. */
import type { RegistrationNews } from '../../../machines/registration-round.ts';
import { registerAddressing } from '../../domain/addressing.ts';
import type { Configuration, Port, Server, User } from '../../domain/configuration.ts';
import { isSameIdentity } from '../../domain/identity.ts';
import { numberSetting, setting } from '../../domain/protocol.ts';
import { registrationServers } from '../../domain/server-order.ts';
import { Credentials } from '../../sip/auth/credentials.ts';
import type { Target } from '../../sip/flow.ts';
import { formatMessageSummary, type MessageSummary } from '../../sip/ua/message-summary.ts';
import { type MessageWaitingFact, watchMessages } from '../../sip/ua/message-waiting.ts';
import { contactOn } from '../calls/sip-callee.ts';
import type { Core } from '../core.ts';
import { loneRequest } from '../lone-request.ts';
import type { Phones, Place } from '../ports/phones.ts';
import { recordUri } from '../uris.ts';
import type { Bindings } from './bindings.ts';

interface MailboxPorts {
  readonly core: Core;
  readonly phones: () => Phones;
  readonly configuration: () => Configuration;
  readonly registeredOn: (user: string) => Server | undefined;
  readonly bindings: () => Pick<Bindings, 'serviceRoute'>;
}

interface Subscription {
  readonly user: User;
  readonly server: string;
  /** We are no longer reached where its Contact says. */
  hasMoved: () => boolean;
  stop: () => void;
}

export class Mailboxes {
  readonly #ports: MailboxPorts;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #summaries = new Map<string, MessageSummary>();

  constructor(ports: MailboxPorts) {
    this.#ports = ports;
  }

  /** What waits for a user; undefined: nobody has said. */
  of(user: string): MessageSummary | undefined {
    return this.#summaries.get(user);
  }

  /** Each refresh of a line begins what is missing, so nothing is asked more often than that. */
  told(user: string, news: RegistrationNews): void {
    const servers = registrationServers(this.#ports.configuration());
    // Its chart itself only says so once it has told everybody.
    const server = news.kind === 'up' && servers.find(({ name }) => name === news.server);
    if (server) this.#begin(user, server);
    else this.#end(user);
  }

  /** What is no longer wanted is ended, what is wanted now is begun. */
  configure(): void {
    const { users } = this.#ports.configuration();
    for (const [name, { user }] of this.#subscriptions) {
      const now = users.find((one) => one.name === name);
      const isWanted = now !== undefined && isAttached(now) && isSameIdentity(now, user);
      if (!this.#isOn() || !isWanted) this.#end(name);
    }
    for (const { name } of users) this.#begin(name, this.#ports.registeredOn(name));
  }

  stop(): void {
    for (const name of [...this.#subscriptions.keys()]) this.#end(name);
  }

  /** A phone that has just registered may have forgotten. */
  remind(port: Port): void {
    for (const user of this.#ports.configuration().users) {
      if (user.ports.includes(port.name)) this.#notify(user, port);
    }
  }

  #isOn(): boolean {
    return setting(this.#ports.configuration(), 'message-waiting') === 'on';
  }

  #begin(name: string, server: Server | undefined): void {
    const { core, configuration } = this.#ports;
    const user = configuration().users.find((one) => one.name === name);
    if (!this.#isOn() || !user || !server || !isAttached(user)) return;
    const known = this.#subscriptions.get(name);
    if (known?.server === server.name && !known.hasMoved()) return;
    this.#end(name);
    const subscription: Subscription = {
      ...{ user, server: server.name },
      hasMoved: () => false,
      stop: () => undefined,
    };
    this.#subscriptions.set(name, subscription);
    core.locate(server.contact, (located) => {
      const [target] = located.ok ? located.targets : [];
      if (this.#subscriptions.get(name) !== subscription) return;
      if (target) Object.assign(subscription, this.#watch(user, server, target));
      else this.#subscriptions.delete(name);
    });
  }

  #watch(user: User, server: Server, target: Target): Pick<Subscription, 'hasMoved' | 'stop'> {
    const { core, configuration, bindings } = this.#ports;
    const { addressOfRecord, contact } = registerAddressing(configuration(), user, server);
    const login = user.login === '' ? `${user.areaCode}${user.address}` : user.login;
    const { password } = user;
    const own = () => contactOn(core, 'wan', contact.user, target);
    const said = own();
    const options = {
      aor: recordUri(addressOfRecord),
      contact: said,
      routes: bindings().serviceRoute(user.name, server.name),
      callId: core.random.hex(12),
      fromTag: core.random.hex(6),
      expiresSeconds: numberSetting(configuration(), 'register-expires'),
      target,
      side: 'wan',
      credentials: new Credentials(
        password && { user: login, reveal: () => password.reveal() },
        core.random,
      ),
      dialogs: core.dialogs,
    } as const;
    const stop = watchMessages(core, options, (fact) => this.#heard(user.name, fact));
    return { hasMoved: () => own() !== said, stop };
  }

  #heard(name: string, fact: MessageWaitingFact): void {
    if (fact.type === 'ended') {
      this.#subscriptions.delete(name);
      return;
    }
    this.#summaries.set(name, fact.summary);
    const { users, ports } = this.#ports.configuration();
    const user = users.find((one) => one.name === name);
    for (const port of ports) if (user?.ports.includes(port.name)) this.#notify(user, port);
  }

  #end(name: string): void {
    const subscription = this.#subscriptions.get(name);
    this.#subscriptions.delete(name);
    this.#summaries.delete(name);
    subscription?.stop();
  }

  #notify(user: User, port: Port): void {
    const summary = this.#summaries.get(user.name);
    if (!summary || port.kind === 'soft') return;
    for (const place of this.#ports.phones().places(port)) this.#tell(place, user, summary);
  }

  /** Unsolicited: phones show it without ever having subscribed. */
  #tell({ uri, target }: Place, { address }: User, summary: MessageSummary): void {
    const { core } = this.#ports;
    const own = contactOn(core, 'lan', address, target);
    const request = loneRequest(core, {
      method: 'NOTIFY',
      uri,
      own,
      fields: [
        ['Event', 'message-summary'],
        ['Subscription-State', 'active'],
        ['Content-Type', 'application/simple-message-summary'],
      ],
      body: Buffer.from(formatMessageSummary(summary, own)),
    });
    core.endpoint.request(request, target, 'lan', { response: none, failed: none });
  }
}

function isAttached({ enabled, ports }: User): boolean {
  return enabled && ports.length > 0;
}

function none(): void {
  // A phone that does not know of it shows nothing.
}
