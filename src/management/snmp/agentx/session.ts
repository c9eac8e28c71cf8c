/**
 * Our side of an AgentX session: opened, its subtrees registered, the master's requests answered.
 * RFC 2741 §7
 */
import { limits } from '../limits.ts';
import { compareOids, type Oid } from '../oid.ts';
import { decodeVarbinds, errorStatuses } from '../pdu.ts';
import type { AgentReply, AgentRequest, Ask } from '../request.ts';
import type { Varbind } from '../value.ts';
import { PayloadReader, type SearchRange } from './payload-reader.ts';
import {
  type Addressed,
  formatOctets,
  formatOid,
  formatPdu,
  formatVarbinds,
  type Header,
  pduTypes,
} from './pdu.ts';

export interface SessionPorts {
  readonly ask: Ask;
  readonly send: (pdu: Buffer) => void;
  readonly subtrees: readonly Oid[];
  readonly description: string;
  readonly onOpen: () => void;
  /** The master does not want us. */
  readonly onRefused: (error: number) => void;
}

const openTimeoutSeconds = 5;
const defaultPriority = 127;
const parseError = 266;
const processingError = 268;
const genErr = errorStatuses.indexOf('genErr');
/** What a master asks for it puts into datagrams itself. */
const budgetBytes = 60_000;

type Phase = 'testSet' | 'commitSet' | 'undoSet' | 'cleanupSet';

const phases: ReadonlyMap<number, Phase> = new Map([
  [pduTypes.testSet, 'testSet'],
  [pduTypes.commitSet, 'commitSet'],
  [pduTypes.undoSet, 'undoSet'],
  [pduTypes.cleanupSet, 'cleanupSet'],
]);

export class AgentxSession {
  readonly #ports: SessionPorts;
  #id: number | undefined;
  #packet = 0;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  open(): void {
    const [identity = []] = this.#ports.subtrees;
    const payload = Buffer.concat([
      Buffer.from([openTimeoutSeconds, 0, 0, 0]),
      formatOid(identity),
      formatOctets(Buffer.from(this.#ports.description, 'utf8')),
    ]);
    this.#send(pduTypes.open, payload);
  }

  notify(varbinds: readonly Varbind[]): void {
    if (this.#id !== undefined) this.#send(pduTypes.notify, formatVarbinds(varbinds));
  }

  #send(type: number, payload: Buffer): void {
    this.#packet += 1;
    const to = { session: this.#id ?? 0, transaction: 0, packet: this.#packet };
    this.#ports.send(formatPdu(type, to, payload));
  }

  #register(): void {
    for (const subtree of this.#ports.subtrees) {
      const head = Buffer.from([openTimeoutSeconds, defaultPriority, 0, 0]);
      this.#send(pduTypes.register, Buffer.concat([head, formatOid(subtree)]));
    }
    const [identity = []] = this.#ports.subtrees;
    const description = formatOctets(Buffer.from(this.#ports.description, 'utf8'));
    this.#send(pduTypes.addAgentCaps, Buffer.concat([formatOid(identity), description]));
  }

  hear(header: Header, payload: Buffer): void {
    const reader = new PayloadReader(payload, header.isNetworkOrder);
    if (header.hasContext) reader.octets();
    if (header.type === pduTypes.response) return this.#hearResponse(header, reader);
    if (header.type === pduTypes.close) return this.#ports.onRefused(0);
    this.#answer(header, reader).catch(() => this.#respond(header, processingError, 0, []));
  }

  #hearResponse(header: Header, reader: PayloadReader): void {
    reader.word();
    const error = reader.half();
    if (this.#id !== undefined) return;
    if (error !== 0) return this.#ports.onRefused(error);
    this.#id = header.session;
    this.#register();
    this.#ports.onOpen();
  }

  async #answer(header: Header, reader: PayloadReader): Promise<void> {
    const { type } = header;
    const phase = phases.get(type);
    if (phase !== undefined) return await this.#set(header, phase, reader);
    if (type === pduTypes.get || type === pduTypes.getNext) {
      const ranges = reader.ranges();
      if (!reader.isSound) return this.#respond(header, parseError, 0, []);
      const isGet = type === pduTypes.get;
      const reply = await this.#ask({
        operation: isGet ? 'get' : 'getNext',
        varbinds: namesOf(ranges),
        included: ranges.map(({ isIncluded }) => isIncluded),
      });
      const found = decodeVarbinds(reply.varbinds);
      const varbinds = isGet ? found : ranges.map((range, at) => within(range, found[at]));
      return this.#respond(header, reply.errorStatus, reply.errorIndex, varbinds);
    }
    if (type === pduTypes.getBulk) return await this.#bulk(header, reader);
    this.#respond(header, type === pduTypes.ping ? 0 : processingError, 0, []);
  }

  async #bulk(header: Header, reader: PayloadReader): Promise<void> {
    const nonRepeaters = reader.half();
    const maxRepetitions = reader.half();
    const ranges = reader.ranges();
    if (!reader.isSound) return this.#respond(header, parseError, 0, []);
    const reply = await this.#ask({
      operation: 'getBulk',
      nonRepeaters,
      maxRepetitions,
      varbinds: namesOf(ranges),
    });
    const repeaters = ranges.length - nonRepeaters;
    const varbinds = decodeVarbinds(reply.varbinds).map((varbind, at) => {
      const place = at < nonRepeaters ? at : nonRepeaters + ((at - nonRepeaters) % repeaters);
      const range = ranges[place];
      return range ? within(range, varbind) : varbind;
    });
    this.#respond(header, reply.errorStatus, reply.errorIndex, varbinds);
  }

  async #set(header: Header, operation: Phase, reader: PayloadReader): Promise<void> {
    const varbinds = operation === 'testSet' ? reader.varbinds() : [];
    if (!reader.isSound) return this.#respond(header, parseError, 0, []);
    const transaction = `${header.session}/${header.transaction}`;
    const reply = await this.#ask({ operation, varbinds, transaction });
    // RFC 2741 §7.2.4.4: nobody waits for an answer to a CleanupSet.
    if (operation === 'cleanupSet') return;
    this.#respond(header, reply.errorStatus, reply.errorIndex, []);
  }

  /** The master has looked at users and views already: RFC 2741 §10. */
  async #ask(
    part: Pick<AgentRequest, 'operation' | 'varbinds'> & Partial<AgentRequest>,
  ): Promise<AgentReply> {
    if (part.varbinds.length > limits.varbindsMax) {
      return { errorStatus: genErr, errorIndex: 0, varbinds: Buffer.alloc(0) };
    }
    return await this.#ports.ask({
      version: 'agentx',
      nonRepeaters: 0,
      maxRepetitions: 0,
      access: 'write',
      view: 'all',
      who: 'agentx',
      budgetBytes,
      ...part,
    });
  }

  #respond(to: Addressed, error: number, index: number, varbinds: readonly Varbind[]): void {
    const head = Buffer.alloc(8);
    head.writeUInt16BE(error, 4);
    head.writeUInt16BE(index, 6);
    const payload = Buffer.concat([head, formatVarbinds(varbinds)]);
    this.#ports.send(formatPdu(pduTypes.response, to, payload));
  }
}

function namesOf(ranges: readonly SearchRange[]): readonly Varbind[] {
  return ranges.map(({ start }) => ({ oid: start, value: { type: 'null' } }));
}

/** What lies at or behind the end of the range is not there. */
function within({ start, end }: SearchRange, found: Varbind | undefined): Varbind {
  const isOutside = !found || (end.length > 0 && compareOids(found.oid, end) >= 0);
  return isOutside ? { oid: start, value: { type: 'endOfMibView' } } : found;
}
