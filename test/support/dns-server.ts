/** A small DNS server on loopback: says what it is told to say, and notes what it was asked. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  streamDecode,
  streamEncode,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { freePort } from './ports.ts';

export class DnsServer {
  readonly port: number;
  /** `SRV _sip._udp.example.com`, in order. */
  readonly asked: string[] = [];
  /** Answers by `TYPE name`; a name without any is NXDOMAIN. */
  readonly records = new Map<string, readonly Answer[]>();
  /**
   * Instead of an answer: nothing at all, SERVFAIL, "ask by TCP", or somebody else's answer first.
   */
  mood: 'well' | 'silent' | 'servfail' | 'truncating' | 'spoofed' = 'well';
  readonly #datagrams: Socket;
  readonly #streams: Server;

  private constructor(port: number) {
    this.port = port;
    this.#datagrams = createSocket('udp4');
    this.#datagrams.on('message', (bytes, from) => this.#received(bytes, from));
    this.#streams = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (bytes: Buffer) => {
        const query = streamDecode(bytes);
        if (query) socket.end(streamEncode(this.#answer(query)));
      });
    });
  }

  static async open(): Promise<DnsServer> {
    const server = new DnsServer(await freePort());
    await new Promise<void>((resolve) => server.#datagrams.bind(server.port, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => server.#streams.listen(server.port, '127.0.0.1', resolve));
    return server;
  }

  /** One more answer to `type name`. */
  add(answer: Answer): this {
    const key = `${answer.type} ${answer.name}`;
    this.records.set(key, [...(this.records.get(key) ?? []), answer]);
    return this;
  }

  close(): void {
    this.#datagrams.close();
    this.#streams.close();
  }

  #received(bytes: Buffer, { port, address }: RemoteInfo): void {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    this.asked.push(`${question?.type} ${question?.name}`);
    if (this.mood === 'silent') return;
    const send = (packet: Packet) => this.#datagrams.send(encode(packet), port, address);
    if (this.mood === 'truncating') {
      send({ ...query, type: 'response', flags: TRUNCATED_RESPONSE });
      return;
    }
    if (this.mood === 'spoofed') {
      send({ ...this.#answer(query), id: ((query.id ?? 0) + 1) % 65_536, answers: [] });
      this.#datagrams.send(Buffer.from('no DNS at all'), port, address);
    }
    send(this.#answer(query));
  }

  #answer(query: Packet): Packet {
    const [question] = query.questions ?? [];
    const answers = this.records.get(`${question?.type} ${question?.name}`) ?? [];
    const isKnown = [...this.records.keys()].some((key) => key.endsWith(` ${question?.name}`));
    const failure = this.mood === 'servfail' ? 2 : isKnown ? 0 : 3;
    const flags = AUTHORITATIVE_ANSWER | failure;
    return { ...query, type: 'response', flags, answers: failure === 0 ? [...answers] : [] };
  }
}
