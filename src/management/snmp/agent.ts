/**
 * One datagram's way through the agent: guard, message, access, the question to the store, the
 * answer.
 */
import { encodeVarbind, encodeVarbinds } from './ber-writer.ts';
import { type CounterName, noCounts } from './counters.ts';
import { Guard } from './guard.ts';
import { limits } from './limits.ts';
import {
  type CommunityMessage,
  formatCommunityMessage,
  formatScopedPdu,
  readMessage,
  type SecureMessage,
} from './message.ts';
import { type Pdu, type ReadPdu, type Response, reportTag } from './pdu.ts';
import { reportOid } from './report-oids.ts';
import type { AgentReply, AgentRequest, Ask } from './request.ts';
import type { SourceList } from './source-list.ts';
import type { Accepted, Usm, UsmKeys } from './usm.ts';
import { counter32 } from './value.ts';

export interface Source {
  readonly address: string;
  readonly port: number;
}

export interface AgentCommunity {
  readonly name: string;
  readonly sources: SourceList;
  readonly view: string;
}

export interface AgentPorts {
  readonly usm: Usm;
  readonly engineId: Buffer;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly ask: Ask;
  readonly send: (datagram: Buffer, to: Source) => void;
  /** Somebody failed to authenticate: RFC 3418 authenticationFailure. */
  readonly onAuthenticationFailure: (from: Source, counter: CounterName) => void;
}

type Who = Pick<AgentRequest, 'version' | 'access' | 'view' | 'who' | 'budgetBytes'>;

/**
 * What surrounds the variable bindings of a response: headers, and the digest where there is one.
 */
const communityOverhead = 32;
const secureOverhead = 160;

export class Agent {
  readonly counts = noCounts();
  readonly #ports: AgentPorts;
  readonly #guard = new Guard();
  #communities: readonly AgentCommunity[] = [];
  #pending = 0;

  constructor(ports: AgentPorts) {
    this.#ports = ports;
  }

  setCommunities(communities: readonly AgentCommunity[]): void {
    this.#communities = communities;
  }

  receive(datagram: Buffer, from: Source): void {
    const admission = this.#guard.admit(from.address, datagram.length, this.#ports.now());
    if (admission !== 'admitted') return this.#count(admission);
    this.#count('inPkts');
    const message = readMessage(datagram);
    if (message === 'malformed') this.#count('inAsnParseErrs');
    else if (message === 'badVersion') this.#count('inBadVersions');
    else if (message === 'unknownSecurityModel') this.#count('unknownSecurityModels');
    else if (message === 'invalid') this.#count('invalidMsgs');
    else if (message.kind === 'community') this.#receiveCommunity(message, datagram, from);
    else this.#receiveSecure(message, datagram, from);
  }

  #count(name: CounterName): void {
    this.counts[name] += 1;
  }

  #receiveCommunity(message: CommunityMessage, datagram: Buffer, from: Source): void {
    const named = this.#communities.filter(({ name }) => name === message.community);
    const community = named.find(({ sources }) => sources.includes(from.address));
    if (!community) {
      const counter = named.length > 0 ? 'refusedSources' : 'inBadCommunityNames';
      this.#count(counter);
      return this.#tellFailure(from, counter);
    }
    const pdu = this.#request(message.pdu);
    if (!pdu) return;
    // RFC 3416 §3: version 1 has no GETBULK.
    if (message.version === 'v1' && pdu.operation === 'getBulk')
      return this.#count('inAsnParseErrs');
    if (pdu.operation === 'set') this.#count('inBadCommunityUses');
    const budgetBytes = roomFor(datagram) - communityOverhead - message.community.length;
    const { version } = message;
    const who: Who = {
      version,
      access: 'read',
      view: community.view,
      who: 'community',
      budgetBytes,
    };
    this.#answer(pdu, who, from, (response) => formatCommunityMessage(message, response));
  }

  #tellFailure(from: Source, counter: CounterName): void {
    if (this.#guard.mayTell(this.#ports.now())) this.#ports.onAuthenticationFailure(from, counter);
  }

  /** The PDU when it is a request; otherwise counted and forgotten. */
  #request(pdu: ReadPdu): Pdu | undefined {
    if (pdu === 'notARequest') this.#count('unknownPduHandlers');
    else if (pdu === 'malformed') this.#count('inAsnParseErrs');
    else return pdu;
    return undefined;
  }

  #receiveSecure(message: SecureMessage, datagram: Buffer, from: Source): void {
    const received = this.#ports.usm.receive(message, datagram);
    if (received.kind === 'accepted') {
      this.#receiveScoped(message, received, datagram, from);
      return;
    }
    this.#count(received.counter);
    if (received.counter === 'wrongDigests' || received.counter === 'unknownUserNames') {
      this.#tellFailure(from, received.counter);
    }
    if (received.kind === 'report') this.#report(message, received.counter, received.keys, from);
  }

  #receiveScoped(
    message: SecureMessage,
    { scoped, keys }: Accepted,
    datagram: Buffer,
    from: Source,
  ): void {
    const pdu = this.#request(scoped.pdu);
    if (!pdu) return;
    if (scoped.contextName !== '' || !scoped.contextEngineId.equals(this.#ports.engineId)) {
      const counter = scoped.contextName === '' ? 'unknownPduHandlers' : 'unknownContexts';
      this.#count(counter);
      return this.#report(message, counter, keys, from);
    }
    const { name, access, view } = keys.user;
    const room = Math.min(roomFor(datagram), Math.max(message.maxSize, limits.messageSizeMinBytes));
    const budgetBytes = room - secureOverhead - name.length;
    const who: Who = { version: 'v3', access, view, who: name, budgetBytes };
    this.#answer(pdu, who, from, (response) =>
      this.#ports.usm.respond(message, scoped, keys, response),
    );
  }

  #answer(pdu: Pdu, who: Who, to: Source, format: (response: Response) => Buffer): void {
    if (this.#pending >= limits.pendingMax) return this.#count('silentDrops');
    this.#pending += 1;
    const { operation, nonRepeaters, maxRepetitions, varbinds } = pdu;
    this.#ports
      .ask({ operation, nonRepeaters, maxRepetitions, varbinds, source: to.address, ...who })
      .then(
        (reply) => this.#send(format(responseTo(pdu, reply)), to),
        () => this.#count('silentDrops'),
      )
      .finally(() => {
        this.#pending -= 1;
      });
  }

  #report(
    message: SecureMessage,
    counter: CounterName,
    keys: UsmKeys | undefined,
    to: Source,
  ): void {
    if (!message.isReportable) return;
    if (!this.#guard.mayReport(to.address, this.#ports.now())) return this.#count('silentDrops');
    const oid = reportOid(counter);
    const varbinds = encodeVarbind({ oid, value: counter32(this.counts[counter]) });
    const response = { requestId: 0, errorStatus: 0, errorIndex: 0, varbinds };
    const plain = formatScopedPdu(this.#ports.engineId, '', response, reportTag);
    this.#send(this.#ports.usm.report(message, plain, keys), to);
  }

  #send(datagram: Buffer, to: Source): void {
    this.#count('outPkts');
    this.#ports.send(datagram, to);
  }
}

/** The longest answer to a question. */
function roomFor(question: Buffer): number {
  return Math.min(limits.responseMaxBytes, limits.amplificationMax * question.length);
}

/** RFC 3416 §4.2: an error sends the request's own variable bindings back; tooBig sends none. */
function responseTo({ requestId, varbinds }: Pdu, reply: AgentReply): Response {
  const { errorStatus, errorIndex } = reply;
  const isEcho = errorStatus > 1 && reply.varbinds.length === 0;
  const encoded = isEcho ? encodeVarbinds(varbinds) : reply.varbinds;
  return { requestId, errorStatus, errorIndex, varbinds: encoded };
}
