/**
 * One call as a peer of the gateway has it, called or calling: rung, answered, cancelled, ended at
 * any moment. RFC 3261 §13, §15.
 */
import type { Credentials } from '../../src/sip/auth/credentials.ts';
import { createRequest } from '../../src/sip/message/build.ts';
import type { Fields, Request } from '../../src/sip/message/message.ts';
import type { Envelope } from '../../src/sip/message/values.ts';
import type { Agent, Asked, Destination, Incoming } from './agent.ts';
import { richSdp, someSdp } from './media.ts';

const sdpField = ['Content-Type', 'application/sdp'] as const;

/** What a peer keeps of its calls, so that requests inside them find theirs. */
export class Talks {
  readonly #agent: Agent;
  readonly #called = new Map<string, CalledTalk>();
  readonly #talking = new Map<string, Talking>();

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  begin(incoming: Incoming): CalledTalk {
    const talk = new CalledTalk(this.#agent, this, incoming);
    this.#called.set(branchOf(incoming), talk);
    return talk;
  }

  add(talking: Talking): void {
    this.#talking.set(talking.key, talking);
  }

  /** A request other than a first INVITE; false: it is none of these talks'. */
  heard(incoming: Incoming): boolean {
    const { request, envelope } = incoming;
    if (request.method === 'CANCEL') {
      const talk = this.#called.get(branchOf(incoming));
      this.#agent.answer(incoming, talk ? 200 : 481);
      talk?.cancelled();
      return true;
    }
    const tag = envelope.to.params.get('tag');
    if (tag === undefined) return false;
    const talking = this.#talking.get(`${envelope.callId} ${tag}`);
    if (request.method === 'BYE') {
      this.#agent.answer(incoming, talking ? 200 : 481);
      if (talking) talking.isOver = true;
    } else if (request.method === 'INVITE' && talking && !talking.isOver) {
      this.#agent.answer(incoming, 200, {
        toTag: tag,
        body: someSdp,
        fields: [['Contact', contactOf(this.#agent)], sdpField],
      });
    } else {
      this.#agent.answer(incoming, talking && !talking.isOver ? 200 : 481);
    }
    return true;
  }

  /** Nothing of it is left: what comes of earlier calls is answered 481. */
  forget(): void {
    this.#called.clear();
    this.#talking.clear();
  }
}

/** A confirmed dialog. */
export class Talking {
  readonly key: string;
  isOver = false;
  readonly #agent: Agent;
  readonly #to: Destination;
  readonly #uri: string;
  readonly #fields: Fields;
  #cseq: number;

  constructor(
    agent: Agent,
    own: {
      readonly key: string;
      readonly to: Destination;
      readonly uri: string;
      readonly fields: Fields;
      readonly cseq: number;
    },
  ) {
    this.#agent = agent;
    this.key = own.key;
    this.#to = own.to;
    this.#uri = own.uri;
    this.#fields = own.fields;
    this.#cseq = own.cseq;
  }

  hangUp(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#ask('BYE', undefined, () => undefined);
  }

  /** Offers the same again, as a hold or a session timer would. */
  offer(): void {
    if (this.isOver) return;
    this.#ask('INVITE', someSdp, () => this.acknowledge());
  }

  acknowledge(cseq = this.#cseq, body?: Buffer): void {
    this.#agent.tell(this.#request('ACK', cseq, body), this.#to);
  }

  #ask(method: string, body: Buffer | undefined, accepted: () => void): void {
    this.#cseq += 1;
    this.#agent.ask(this.#request(method, this.#cseq, body), this.#to, {
      response: ({ status }) => {
        if (status >= 200 && status < 300) accepted();
      },
      silent: () => undefined,
    });
  }

  #request(method: string, cseq: number, body: Buffer | undefined): Request {
    const more: Fields = body ? [sdpField] : [];
    const fields: Fields = [
      ['Max-Forwards', '70'],
      ...this.#fields,
      ['CSeq', `${cseq} ${method}`],
      ['Contact', contactOf(this.#agent)],
      ...more,
    ];
    return createRequest({ method, uri: this.#uri, fields, body });
  }
}

/** An INVITE that came to a peer. */
export class CalledTalk {
  readonly incoming: Incoming;
  readonly tag: string;
  readonly #agent: Agent;
  readonly #talks: Talks;
  #isFinal = false;

  constructor(agent: Agent, talks: Talks, incoming: Incoming) {
    this.incoming = incoming;
    this.#agent = agent;
    this.#talks = talks;
    this.tag = agent.ports.random.hex(4);
  }

  isOpen(): boolean {
    return !this.#isFinal;
  }

  provisional(status: number, toTag = this.tag): void {
    if (this.#isFinal) return;
    if (status === 100) this.#agent.answer(this.incoming, 100);
    else this.#agent.answer(this.incoming, status, { toTag, fields: this.#contact() });
  }

  refuse(status: number, fields: Fields = []): void {
    if (this.#isFinal) return;
    this.#isFinal = true;
    this.#agent.answer(this.incoming, status, { toTag: this.tag, fields });
  }

  /** `toTag` of another fork: a second 2xx, as a forking proxy passes on. */
  answer(toTag = this.tag): Talking | undefined {
    if (this.#isFinal && toTag === this.tag) return undefined;
    this.#isFinal = true;
    const { request, envelope, from } = this.incoming;
    const fields = [...this.#contact(), sdpField];
    this.#agent.answer(this.incoming, 200, { toTag, body: someSdp, fields });
    const talking = new Talking(this.#agent, {
      key: `${envelope.callId} ${toTag}`,
      to: from,
      uri: uriIn(request.headers.first('Contact')),
      fields: [
        ['From', `${request.headers.first('To') ?? ''};tag=${toTag}`],
        ['To', request.headers.first('From') ?? ''],
        ['Call-ID', envelope.callId],
      ],
      cseq: 0,
    });
    this.#talks.add(talking);
    return talking;
  }

  cancelled(): void {
    this.refuse(487);
  }

  #contact(): [string, string][] {
    return [['Contact', contactOf(this.#agent)]];
  }
}

export interface Calling {
  readonly uri: string;
  readonly to: Destination;
  readonly from: string;
  readonly called: string;
  readonly credentials: Credentials | undefined;
  /**
   * Whether the offer is left to the other side, and how long the session lasts without a refresh.
   */
  readonly isOfferless?: boolean;
  readonly sessionSeconds?: number | undefined;
  readonly rang: () => void;
  readonly answered: (talking: Talking) => void;
  readonly over: (status: number) => void;
}

/** An INVITE that a peer makes. */
export class CallingTalk {
  readonly #agent: Agent;
  readonly #talks: Talks;
  readonly #calling: Calling;
  readonly #callId: string;
  readonly #from: string;
  #cseq = 1;
  #asked: Asked | undefined;
  #hadProvisional = false;
  #isCancelled = false;
  readonly #talking = new Map<string, Talking>();

  constructor(agent: Agent, talks: Talks, calling: Calling) {
    const { random } = agent.ports;
    this.#agent = agent;
    this.#talks = talks;
    this.#calling = calling;
    this.#callId = random.hex(8);
    this.#from = `<${calling.from}>;tag=${random.hex(4)}`;
    calling.credentials?.begin();
    this.#invite();
  }

  cancel(): void {
    this.#isCancelled = true;
    if (this.#hadProvisional && this.#asked) this.#agent.cancel(this.#asked);
  }

  #invite(): void {
    const { uri, to, called, credentials, over, isOfferless, sessionSeconds } = this.#calling;
    const offer = /[0-7]$/.test(this.#callId) ? someSdp : richSdp;
    const bare = { method: 'INVITE', uri, body: isOfferless ? Buffer.alloc(0) : offer };
    const session: Fields =
      sessionSeconds === undefined
        ? []
        : [
            ['Supported', 'timer'],
            ['Session-Expires', String(sessionSeconds)],
          ];
    const request = createRequest({
      ...bare,
      fields: [
        ['Max-Forwards', '70'],
        ['From', this.#from],
        ['To', `<${called}>`],
        ['Call-ID', this.#callId],
        ['CSeq', `${this.#cseq} INVITE`],
        ['Contact', contactOf(this.#agent)],
        ...(isOfferless ? [] : [sdpField]),
        ...session,
        ...(credentials?.headers(bare) ?? []),
      ],
    });
    this.#hadProvisional = false;
    this.#asked = this.#agent.ask(request, to, {
      response: (response, envelope) => {
        const { status } = response;
        if (status < 200) this.#provisional(status);
        else if (status < 300)
          this.#accepted(envelope, uriIn(response.headers.first('Contact')), to);
        else if (status === 401 && credentials?.challenged(response) === 'retry') {
          this.#cseq += 1;
          this.#invite();
        } else over(status);
      },
      silent: () => over(408),
    });
  }

  #provisional(status: number): void {
    const isFirst = !this.#hadProvisional;
    this.#hadProvisional = true;
    if (isFirst && this.#isCancelled && this.#asked) this.#agent.cancel(this.#asked);
    if (status > 100) this.#calling.rang();
  }

  #accepted({ to, callId }: Envelope, uri: string, place: Destination): void {
    const tag = to.params.get('tag') ?? '';
    const known = this.#talking.get(tag);
    const answer = this.#calling.isOfferless ? someSdp : undefined;
    if (known) return known.acknowledge(this.#cseq, answer);
    const ownTag = this.#from.split(';tag=')[1] ?? '';
    const talking = new Talking(this.#agent, {
      key: `${callId} ${ownTag}`,
      to: place,
      uri,
      fields: [
        ['From', this.#from],
        ['To', `<${this.#calling.called}>;tag=${tag}`],
        ['Call-ID', callId],
      ],
      cseq: this.#cseq,
    });
    this.#talking.set(tag, talking);
    this.#talks.add(talking);
    talking.acknowledge(this.#cseq, answer);
    if (this.#isCancelled) talking.hangUp();
    else this.#calling.answered(talking);
  }
}

function branchOf({ envelope }: Incoming): string {
  return envelope.via.params.get('branch') ?? '';
}

function contactOf(agent: Agent): string {
  return `<${agent.uri('peer')}>`;
}

function uriIn(contact: string | undefined): string {
  return /<([^>]+)>/.exec(contact ?? '')?.[1] ?? 'sip:nobody@192.0.2.1';
}
