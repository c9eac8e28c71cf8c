/**
 * A LAN phone of the simulated world: it registers with the gateway, calls, answers, cancels and
 * hangs up when it likes.
 */

import { Credentials } from '../../src/sip/auth/credentials.ts';
import type { TransportName } from '../../src/sip/flow.ts';
import { createRequest } from '../../src/sip/message/build.ts';
import { Agent, type AgentPorts, type Incoming } from './agent.ts';
import type { Place } from './network.ts';
import { CallingTalk, type Talking, Talks } from './talk.ts';

export interface PhoneOptions {
  readonly login: string;
  readonly password: string;
  readonly place: Place;
  readonly ports: AgentPorts;
  readonly gateway: Place;
  readonly transport: TransportName;
}

const expiresSeconds = 120;

export class Phone {
  readonly login: string;
  readonly #options: PhoneOptions;
  readonly #agent: Agent;
  readonly #talks: Talks;
  readonly #credentials: Credentials;
  readonly #callId: string;
  #cseq = 0;

  constructor(options: PhoneOptions) {
    const { login, password, place, ports, transport } = options;
    this.login = login;
    this.#options = options;
    this.#agent = new Agent(place, ports, transport);
    this.#talks = new Talks(this.#agent);
    this.#agent.heard = (incoming) => this.#heard(incoming);
    this.#callId = ports.random.hex(8);
    this.#credentials = this.#freshCredentials(password);
  }

  /** Once, then again and again before the lease ends. */
  register(): void {
    this.#credentials.begin();
    this.#register();
    this.#after(expiresSeconds * 500, () => this.register());
  }

  /** Whoever is patient does not hang up before the answer; `isOfferless` leaves the offer to the other side. */
  call(number: string, isPatient = false, isOfferless?: boolean): void {
    const { gateway, ports, password } = this.#options;
    const { random } = ports;
    const talk = new CallingTalk(this.#agent, this.#talks, {
      uri: `sip:${number}@${gateway.address}:${gateway.port}`,
      to: gateway,
      from: `sip:${this.login}@${gateway.address}`,
      called: `sip:${number}@${gateway.address}`,
      credentials: this.#freshCredentials(password),
      isOfferless: isOfferless ?? (!isPatient && random.chance(0.1)),
      sessionSeconds: random.chance(0.2) ? random.between(90, 200) : undefined,
      rang: () => undefined,
      answered: (talking) => this.#talk(talking),
      over: () => undefined,
    });
    if (!isPatient && random.chance(0.35))
      this.#after(random.between(1, 20_000), () => talk.cancel());
  }

  #register(): void {
    const { gateway } = this.#options;
    this.#cseq += 1;
    const uri = `sip:${gateway.address}:${gateway.port}`;
    const own = `<sip:${this.login}@${gateway.address}>`;
    const bare = { method: 'REGISTER', uri, body: Buffer.alloc(0) };
    const request = createRequest({
      ...bare,
      fields: [
        ['Max-Forwards', '70'],
        ['From', `${own};tag=${this.login}`],
        ['To', own],
        ['Call-ID', this.#callId],
        ['CSeq', `${this.#cseq} REGISTER`],
        ['Contact', `<${this.#agent.uri(this.login)}>;expires=${expiresSeconds}`],
        ...this.#credentials.headers(bare),
      ],
    });
    this.#agent.ask(request, gateway, {
      response: (response) => {
        if (response.status === 401 && this.#credentials.challenged(response) === 'retry')
          this.#register();
      },
      silent: () => undefined,
    });
  }

  #heard(incoming: Incoming): void {
    if (this.#talks.heard(incoming)) return;
    if (incoming.request.method !== 'INVITE') return this.#agent.answer(incoming, 200);
    const { random } = this.#options.ports;
    const talk = this.#talks.begin(incoming);
    talk.provisional(180);
    if (random.chance(0.2)) return;
    this.#after(random.between(1, 12_000), () => {
      if (random.chance(0.2)) return talk.refuse(random.pick([486, 603, 480]));
      const talking = talk.answer();
      if (talking) this.#talk(talking);
    });
  }

  #talk(talking: Talking): void {
    const { random } = this.#options.ports;
    if (random.chance(0.2)) this.#after(random.between(1, 9000), () => talking.offer());
    this.#after(random.between(1, 40_000), () => talking.hangUp());
  }

  #freshCredentials(password: string): Credentials {
    const login = { user: this.login, reveal: () => password };
    return new Credentials(login, this.#options.ports.random);
  }

  #after(ms: number, act: () => void): void {
    this.#options.ports.clock.setTimeout(act, ms);
  }
}
