/**
 * A location and proxy server of a provider: registers lines, takes and makes calls, in whatever
 * mood it is.
 */

import { Verifier } from '../../src/sip/auth/verify.ts';
import type { TransportName } from '../../src/sip/flow.ts';
import type { Fields } from '../../src/sip/message/message.ts';
import { contacts, seconds } from '../../src/sip/message/readers.ts';
import { formatUri } from '../../src/sip/message/uri.ts';
import { Agent, type AgentPorts, type Incoming } from './agent.ts';
import type { Mood } from './mood.ts';
import type { Place } from './network.ts';
import { CallingTalk, type Talking, Talks } from './talk.ts';

export interface ServerOptions {
  readonly name: string;
  readonly place: Place;
  readonly ports: AgentPorts;
  readonly gateway: Place;
  readonly transport: TransportName;
  readonly passwordOf: (login: string) => string | undefined;
  /** Whether it asks for credentials. */
  readonly isStrict: boolean;
  readonly leaseMaxSeconds: number;
}

interface Kept {
  readonly contact: string;
  readonly untilMs: number;
}

/** The shortest lease that a server grants which finds ours too brief. */
const briefSeconds = 90;
const answers = ['answer', 'answer', 'answer', 'busy', 'declined', 'nobody', 'unknown'] as const;
const statuses = { busy: 486, declined: 603, nobody: 480, unknown: 404 } as const;

export class ProviderServer {
  readonly name: string;
  readonly place: Place;
  mood: Mood = { kind: 'fair' };
  /** Whether it challenges before it serves. */
  isStrict: boolean;
  /** What it does with a call that is up, unless it does what it likes. */
  talked: ((talking: Talking) => void) | undefined;
  readonly agent: Agent;
  readonly #options: ServerOptions;
  readonly #talks: Talks;
  readonly #verifier: Verifier;
  readonly #bindings = new Map<string, Kept>();
  #isOpen = true;

  constructor(options: ServerOptions) {
    const { name, place, ports, passwordOf, transport } = options;
    this.name = name;
    this.place = place;
    this.#options = options;
    this.isStrict = options.isStrict;
    this.agent = new Agent(place, ports, transport);
    this.#talks = new Talks(this.agent);
    this.agent.heard = (incoming) => this.#heard(incoming);
    this.#verifier = new Verifier({
      realm: `realm-${name}`,
      clock: ports.clock,
      random: ports.random,
      passwordOf,
    });
  }

  /** Where a line can be reached by it; undefined: not, or no longer. */
  bindingOf(user: string): string | undefined {
    const kept = this.#bindings.get(user);
    return kept && kept.untilMs > this.#now() ? kept.contact : undefined;
  }

  /** The process is gone: its port is closed. */
  stop(): void {
    this.#isOpen = false;
    this.#options.ports.network.close(this.place);
  }

  start(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#options.ports.network.listen(this.agent);
  }

  /** It remembers nothing of what was. */
  forget(): void {
    this.#bindings.clear();
    this.#talks.forget();
  }

  /**
   * A call of somebody outside to a number of ours; it may want its session refreshed, which it
   * never does itself.
   */
  callIn(number: string, sessionSeconds?: number): void {
    const { gateway, ports } = this.#options;
    const { random, clock } = ports;
    const isPatient = random.chance(0.7);
    const talk = new CallingTalk(this.agent, this.#talks, {
      uri: `sip:${number}@${gateway.address}:${gateway.port}`,
      to: { ...gateway, transport: this.#transportOf(number) },
      from: `sip:0555@${this.place.address}`,
      called: `sip:${number}@${this.place.address}`,
      credentials: undefined,
      isOfferless: random.chance(0.1),
      sessionSeconds: sessionSeconds ?? (random.chance(0.2) ? random.between(90, 200) : undefined),
      rang: () => undefined,
      answered: (talking) => this.#talk(talking),
      over: () => undefined,
    });
    if (!isPatient) clock.setTimeout(() => talk.cancel(), random.between(1, 8000));
  }

  /** As the Contact of the line says; where none is bound, as it speaks itself. */
  #transportOf(user: string): TransportName {
    const contact = this.#bindings.get(user)?.contact;
    if (contact === undefined) return this.agent.transport;
    const [, name] = /;transport=(tcp|tls)/.exec(contact) ?? [];
    return name === 'tcp' || name === 'tls' ? name : 'udp';
  }

  #now(): number {
    return this.#options.ports.clock.now();
  }

  #heard(incoming: Incoming): void {
    const { mood } = this;
    if (mood.kind === 'silent') return;
    if (mood.kind === 'late') this.#after(mood.ms, () => this.#serve(incoming));
    else this.#serve(incoming);
  }

  #serve(incoming: Incoming): void {
    const { request } = incoming;
    if (this.#talks.heard(incoming)) return;
    if (request.method === 'OPTIONS') return this.agent.answer(incoming, 200);
    if (this.#isRefused(incoming)) return;
    if (request.method === 'REGISTER') this.#register(incoming);
    else if (request.method === 'INVITE') this.#invite(incoming);
    else this.agent.answer(incoming, 481);
  }

  #isRefused(incoming: Incoming): boolean {
    const { mood } = this;
    if (mood.kind === 'trying' && incoming.request.method === 'REGISTER') {
      this.agent.answer(incoming, 100);
      return true;
    }
    if (mood.kind === 'refuse') {
      const { status, retryAfterSeconds } = mood;
      const fields: Fields =
        retryAfterSeconds === undefined ? [] : [['Retry-After', String(retryAfterSeconds)]];
      this.#refuse(incoming, status, [...fields, ...this.#hints(status)]);
      return true;
    }
    const isFresh = mood.kind === 'loop' || mood.kind === 'stale';
    if (!isFresh && !this.isStrict) return false;
    const verdict = isFresh ? undefined : this.#verifier.verify(incoming.request);
    if (verdict?.kind === 'accepted') return false;
    if (verdict?.kind === 'rejected') this.#refuse(incoming, 403, []);
    else {
      const isStale = verdict?.kind === 'challenge' && verdict.stale;
      this.#refuse(incoming, 401, this.#challenges(isStale || mood.kind === 'stale'));
    }
    return true;
  }

  /** What a refusal of this kind says more. */
  #hints(status: number): Fields {
    const { random } = this.#options.ports;
    if (random.chance(0.3)) return [];
    if (status < 400) {
      const [other] = random.pick([['10.0.1.1:5060'], ['10.0.2.2:5060'], ['10.9.9.9:5060']]);
      return [['Contact', `<sip:${random.pick(['0891234', '2001'])}@${other ?? ''}>`]];
    }
    if (status === 420) return [['Unsupported', 'path']];
    if (status === 421) return [['Require', random.pick(['path', 'unheard-of'])]];
    if (status === 422) return [['Min-SE', random.pick(['120', '99999999'])]];
    if (status === 423) return [['Min-Expires', random.pick(['70', '99999999'])]];
    return [];
  }

  #challenges(isStale: boolean): Fields {
    const kind = this.mood.kind;
    if (kind !== 'loop' && kind !== 'stale') return this.#verifier.challenges(isStale);
    const nonce = this.#options.ports.random.hex(8);
    const stale = isStale ? ', stale=true' : '';
    const value = `Digest realm="realm-${this.name}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
    return [['WWW-Authenticate', `${value}${stale}`]];
  }

  #refuse(incoming: Incoming, status: number, fields: Fields): void {
    if (incoming.request.method === 'INVITE') this.#talks.begin(incoming).refuse(status, fields);
    else this.agent.answer(incoming, status, { toTag: this.name, fields });
  }

  #register(incoming: Incoming): void {
    const { request, envelope } = incoming;
    const { kind } = this.mood;
    const asked = seconds(request, 'Expires') ?? 0;
    if (kind === 'brief' && asked > 0 && asked < briefSeconds) {
      const fields: Fields = [['Min-Expires', String(briefSeconds)]];
      return this.agent.answer(incoming, 423, { toTag: this.name, fields });
    }
    const user = envelope.to.uri.user ?? '';
    const listed = contacts(request);
    const [contact] = listed === undefined || listed === '*' ? [] : listed;
    const most = kind === 'brief' ? briefSeconds : this.#options.leaseMaxSeconds;
    const granted = Math.min(asked, most);
    if (granted === 0 || !contact) this.#bindings.delete(user);
    else if (kind !== 'zero' && kind !== 'strange') {
      const untilMs = this.#now() + granted * 1000;
      this.#bindings.set(user, { contact: formatUri(contact.uri), untilMs });
    }
    const fields = this.#listed(user, granted);
    this.agent.answer(incoming, 200, { toTag: this.name, fields });
  }

  #listed(user: string, granted: number): Fields {
    const { kind } = this.mood;
    if (kind === 'strange') return [['Contact', '<sip:somebody@203.0.113.9>;expires=60']];
    const kept = this.#bindings.get(user);
    if (!kept || kind === 'zero') return [];
    return [['Contact', `<${kept.contact}>;expires=${granted}`]];
  }

  #invite(incoming: Incoming): void {
    const { random } = this.#options.ports;
    const { kind } = this.mood;
    const talk = this.#talks.begin(incoming);
    if (kind === 'trying' || random.chance(0.7)) talk.provisional(100);
    if (kind === 'trying') return;
    this.#after(random.between(10, 900), () => {
      if (random.chance(0.8)) talk.provisional(random.chance(0.8) ? 180 : 183);
      if (kind === 'ringing') return;
      const answer = random.pick(answers);
      this.#after(random.between(10, 6000), () => {
        if (answer !== 'answer' && kind !== 'fork') return talk.refuse(statuses[answer]);
        const talking = talk.answer();
        if (talking) this.#talk(talking);
        if (talking && kind === 'fork') {
          const other = talk.answer(`${talk.tag}f`);
          if (other && random.chance(0.5)) this.#talk(other);
        }
      });
    });
  }

  #talk(talking: Talking): void {
    if (this.talked) return this.talked(talking);
    const { random } = this.#options.ports;
    if (random.chance(0.2)) this.#after(random.between(1, 9000), () => talking.offer());
    if (random.chance(0.6)) this.#after(random.between(1, 40_000), () => talking.hangUp());
  }

  #after(ms: number, act: () => void): void {
    this.#options.ports.clock.setTimeout(() => {
      // What a process had planned ends with it.
      if (this.#isOpen) act();
    }, ms);
  }
}
