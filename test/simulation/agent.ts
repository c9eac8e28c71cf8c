/**
 * A SIP speaker of the simulated world: transactions by the book, so that only what a script wants
 * goes wrong. RFC 3261 §17, §18.
 */
import type { TransportName } from '../../src/sip/flow.ts';
import { createRequest, respondTo } from '../../src/sip/message/build.ts';
import { readEnvelope } from '../../src/sip/message/envelope.ts';
import { prependField } from '../../src/sip/message/field-headers.ts';
import { formatMessage } from '../../src/sip/message/format.ts';
import type { Fields, Request, Response } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import type { Envelope } from '../../src/sip/message/values.ts';
import type { OwnedClock } from './clock.ts';
import type { SimulatedSocket } from './connections.ts';
import { Links } from './links.ts';
import type { Host, Network, Place } from './network.ts';
import type { SeededRandom } from './random.ts';

/** Where something came from: by which connection, if by one. */
interface Origin extends Place {
  readonly link?: SimulatedSocket | undefined;
}

/** Where something goes: by which transport, if not by that of its sender. */
export interface Destination extends Place {
  readonly transport?: TransportName;
}

export interface Incoming {
  readonly request: Request;
  readonly envelope: Envelope;
  readonly from: Origin;
}

export interface AgentPorts {
  readonly clock: OwnedClock;
  readonly random: SeededRandom;
  readonly network: Network;
}

export interface Asker {
  response(response: Response, envelope: Envelope): void;
  silent(): void;
}

export interface Asked {
  readonly branch: string;
  readonly request: Request;
  readonly to: Destination;
}

interface Client {
  readonly asked: Asked;
  readonly asker: Asker;
  hadProvisional: boolean;
  final: Response | undefined;
}

export interface Answer {
  readonly fields?: Fields;
  readonly body?: Buffer | undefined;
  readonly toTag?: string;
}

const [t1Ms, t2Ms, lifeMs] = [500, 4000, 32_000];

export class Agent implements Host {
  readonly address: string;
  readonly port: number;
  readonly ports: AgentPorts;
  /** What it speaks of itself; it hears by whatever comes. */
  readonly transport: TransportName;
  readonly links: Links;
  /** New requests; retransmissions, and ACKs but for a word of it, are dealt with here. */
  heard: (incoming: Incoming) => void = () => undefined;
  /** The ACK of a 2xx, by Call-ID and our tag. */
  acknowledged: (key: string) => void = () => undefined;
  readonly #clients = new Map<string, Client>();
  /** A connection has ended that it did not end. */
  lost: () => void = () => undefined;
  readonly #answers = new Map<string, { bytes: Buffer | undefined; to: Origin }>();
  /** Finals of INVITEs that wait for their ACK. */
  readonly #unacknowledged = new Set<string>();

  constructor(place: Place, ports: AgentPorts, transport: TransportName = 'udp') {
    const { clock, network } = ports;
    this.address = place.address;
    this.port = place.port;
    this.ports = ports;
    this.transport = transport;
    this.links = new Links({
      ...{ own: place, network, clock },
      received: (bytes, link) => this.receive(bytes, { ...link.there, link }),
      lost: () => this.lost(),
    });
    network.listen(this);
  }

  /** Its Contact URI. */
  uri(user: string): string {
    const transport = this.transport === 'udp' ? '' : `;transport=${this.transport}`;
    return `sip:${user}@${this.address}:${this.port}${transport}`;
  }

  accept(socket: SimulatedSocket): void {
    this.links.adopt(socket);
  }

  receive(bytes: Buffer, from: Origin): void {
    const parsed = parseMessage(bytes, from.link ? 'stream' : 'datagram');
    if (!parsed.ok) return;
    const { message } = parsed;
    const read = readEnvelope(message);
    if (!read.ok) return;
    const { envelope } = read;
    const branch = envelope.via.params.get('branch') ?? '';
    if (message.kind === 'response') this.#answered(branch, message, envelope);
    else if (message.method === 'ACK') this.#gotAck(envelope);
    else {
      const known = this.#answers.get(`${branch} ${message.method}`);
      if (known) this.#repeat(known);
      else {
        this.#answers.set(`${branch} ${message.method}`, { bytes: undefined, to: from });
        this.heard({ request: message, envelope, from });
      }
    }
  }

  /** Answers; a final of an INVITE is said again until its ACK. */
  answer({ request, envelope, from }: Incoming, status: number, answer: Answer = {}): void {
    const response = respondTo(request, status, { ...answer, recordRoute: true });
    const bytes = formatMessage(response);
    const branch = envelope.via.params.get('branch') ?? '';
    this.#answers.set(`${branch} ${request.method}`, { bytes, to: from });
    this.#reply(bytes, from);
    if (request.method !== 'INVITE' || status < 200) return;
    const key = ackKey(envelope, answer.toTag ?? '', status);
    this.#unacknowledged.add(key);
    // §17.2.1: a refusal is said once where nothing is lost on the way.
    if (status < 300 || !from.link) this.#sayAgain(bytes, from, key, t1Ms, t1Ms);
  }

  /** Asks; the request goes again until there is an answer. */
  ask(request: Request, to: Destination, asker: Asker): Asked {
    const branch = `z9hG4bK${this.ports.random.hex(8)}`;
    const asked = { branch, request, to };
    this.#start(asked, asker);
    return asked;
  }

  cancel({ branch, request, to }: Asked): void {
    const { headers } = request;
    const fields = ['From', 'To', 'Call-ID', 'Max-Forwards'].map(
      (name) => [name, headers.first(name) ?? ''] as const,
    );
    const number = (headers.first('CSeq') ?? '').split(' ')[0] ?? '';
    const cancel = createRequest({
      method: 'CANCEL',
      uri: request.uri,
      fields: [...fields, ['CSeq', `${number} CANCEL`]],
    });
    this.#start({ branch, request: cancel, to }, silence);
  }

  /** Once, outside any transaction: the ACK of a 2xx. */
  tell(request: Request, to: Destination): void {
    this.#send(this.#encode(request, `z9hG4bK${this.ports.random.hex(8)}`, to), to);
  }

  #start(asked: Asked, asker: Asker): void {
    const { branch, request, to } = asked;
    const client: Client = { asked, asker, hadProvisional: false, final: undefined };
    this.#clients.set(`${branch} ${request.method}`, client);
    const bytes = this.#encode(request, branch, to);
    this.#send(bytes, to);
    // §17.1.1.2, §17.1.2.2: where nothing is lost on the way, once.
    if (this.#transportTo(to) === 'udp') this.#askAgain(client, bytes, t1Ms, t1Ms);
    else this.#askAgain(client, bytes, lifeMs, lifeMs);
  }

  #askAgain(client: Client, bytes: Buffer, afterMs: number, ageMs: number): void {
    this.ports.clock.setTimeout(() => {
      const isInvite = client.asked.request.method === 'INVITE';
      if (client.final || (isInvite && client.hadProvisional)) return;
      if (ageMs >= lifeMs) return client.asker.silent();
      this.#send(bytes, client.asked.to);
      const nextMs = isInvite ? afterMs * 2 : Math.min(afterMs * 2, t2Ms);
      this.#askAgain(client, bytes, nextMs, ageMs + nextMs);
    }, afterMs);
  }

  #answered(branch: string, response: Response, envelope: Envelope): void {
    const client = this.#clients.get(`${branch} ${envelope.cseq.method}`);
    if (!client) return;
    const { request, to } = client.asked;
    if (response.status < 200) client.hadProvisional = true;
    const isRepeated = client.final !== undefined;
    if (response.status >= 200) client.final = response;
    if (request.method === 'INVITE' && response.status >= 300) {
      this.#send(this.#encode(ackOf(request, response), branch, to), to);
    }
    // Every 2xx is told, so that each is acknowledged.
    if (!isRepeated || response.status < 300) client.asker.response(response, envelope);
  }

  #repeat({ bytes, to }: { readonly bytes: Buffer | undefined; readonly to: Origin }): void {
    if (bytes) this.#reply(bytes, to);
  }

  #gotAck(envelope: Envelope): void {
    const tag = envelope.to.params.get('tag') ?? '';
    this.#unacknowledged.delete(ackKey(envelope, tag, 200));
    this.#unacknowledged.delete(ackKey(envelope, tag, 300));
    this.acknowledged(`${envelope.callId} ${tag}`);
  }

  #sayAgain(bytes: Buffer, to: Origin, key: string, afterMs: number, ageMs: number): void {
    this.ports.clock.setTimeout(() => {
      if (!this.#unacknowledged.has(key)) return;
      if (ageMs >= lifeMs) return void this.#unacknowledged.delete(key);
      this.#reply(bytes, to);
      const nextMs = Math.min(afterMs * 2, t2Ms);
      this.#sayAgain(bytes, to, key, nextMs, ageMs + nextMs);
    }, afterMs);
  }

  #transportTo({ transport = this.transport }: Destination): TransportName {
    return transport;
  }

  #encode(request: Request, branch: string, to: Destination): Buffer {
    const via = `SIP/2.0/${this.#transportTo(to).toUpperCase()} ${this.address}:${this.port};branch=${branch};rport`;
    return formatMessage({ ...request, headers: prependField(request.headers, 'Via', via) });
  }

  #send(bytes: Buffer, to: Destination): void {
    const transport = this.#transportTo(to);
    if (transport === 'udp') this.ports.network.carry(bytes, this, to);
    else this.links.send(bytes, to, transport);
  }

  /** §18.2.2: the way that it came, or another connection when that one is gone. */
  #reply(bytes: Buffer, to: Origin): void {
    if (!to.link) this.ports.network.carry(bytes, this, to);
    else if (!to.link.destroyed) to.link.write(bytes);
    else this.links.send(bytes, to, this.transport === 'tls' ? 'tls' : 'tcp');
  }
}

const silence: Asker = { response: () => undefined, silent: () => undefined };

/** A 2xx is acknowledged as itself, a refusal with its transaction. */
function ackKey({ callId, cseq }: Envelope, tag: string, status: number): string {
  return status < 300 ? `${callId} ${cseq.number} ${tag}` : `${callId} ${cseq.number} refused`;
}

function ackOf({ uri, headers }: Request, response: Response): Request {
  const number = (headers.first('CSeq') ?? '').split(' ')[0] ?? '';
  return createRequest({
    method: 'ACK',
    uri,
    fields: [
      ['Max-Forwards', '70'],
      ['From', headers.first('From') ?? ''],
      ['To', response.headers.first('To') ?? ''],
      ['Call-ID', headers.first('Call-ID') ?? ''],
      ['CSeq', `${number} ACK`],
    ],
  });
}
