/** Commands to one rtpengine over UDP: repeated under the same cookie until they are answered. */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../child-link.ts';
import { limits } from '../limits.ts';
import type { Place } from '../sdp/places.ts';
import { type Dictionary, formatBencode, readDictionary } from './bencode.ts';

interface Question {
  readonly bytes: Buffer;
  readonly answer: (answer: Dictionary | undefined) => void;
  sent: number;
  timer: unknown;
}

export class NgClient {
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #questions = new Map<string, Question>();
  /** The daemon knows repetitions by their cookies alone, so no two gateways may share one. */
  readonly #prefix = randomBytes(6).toString('hex');
  #asked = 0;
  #isConnected = false;
  #isClosed = false;

  constructor({ address, port }: Place, clock: Clock) {
    this.#clock = clock;
    this.#socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes) => this.#received(bytes));
    // Nobody listens, says ICMP: whoever asks is told so in time.
    this.#socket.on('error', () => undefined);
    this.#socket.connect(port, address, () => {
      this.#isConnected = true;
      for (const question of this.#questions.values()) this.#socket.send(question.bytes);
    });
  }

  /** Undefined when no answer comes in time. */
  ask(command: Dictionary): Promise<Dictionary | undefined> {
    if (this.#isClosed) return Promise.resolve(undefined);
    this.#asked += 1;
    const cookie = `${this.#prefix}${this.#asked}`;
    const bytes = Buffer.from(`${cookie} ${formatBencode(command)}`, 'latin1');
    return new Promise((answer) => {
      const question: Question = { bytes, answer, sent: 0, timer: undefined };
      this.#questions.set(cookie, question);
      this.#send(cookie, question);
    });
  }

  #send(cookie: string, question: Question): void {
    const waitMs = limits.ngWaitsMs[question.sent];
    if (waitMs === undefined) return this.#settle(cookie, undefined);
    if (this.#isConnected) this.#socket.send(question.bytes);
    question.sent += 1;
    question.timer = this.#clock.setTimeout(() => this.#send(cookie, question), waitMs);
  }

  #received(bytes: Buffer): void {
    const text = bytes.toString('latin1');
    const space = text.indexOf(' ');
    const answer = space > 0 ? readDictionary(text.slice(space + 1)) : undefined;
    if (answer !== undefined) this.#settle(text.slice(0, space), answer);
  }

  #settle(cookie: string, answer: Dictionary | undefined): void {
    const question = this.#questions.get(cookie);
    if (question === undefined) return;
    this.#questions.delete(cookie);
    this.#clock.clearTimeout(question.timer);
    question.answer(answer);
  }

  /** Whoever still asks is not answered. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cookie of [...this.#questions.keys()]) this.#settle(cookie, undefined);
    this.#socket.close();
  }
}
