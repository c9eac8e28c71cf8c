/**
 * A voice on loopback: a packet of G.711 each 20 ms to where the other side wants it, and a count
 * of what is heard.
 */
import { once } from 'node:events';
import { type FakePhone, startPhone } from '../../media/fake-phone.ts';

const packetMs = 20;
const patienceMs = 10_000;

export class Audio implements Disposable {
  readonly #phone: FakePhone;
  #sequence = 1;
  #speaking: NodeJS.Timeout | undefined;
  readonly #ssrc: number;

  private constructor(phone: FakePhone) {
    this.#phone = phone;
    this.#ssrc = phone.port;
  }

  static async open(address?: string): Promise<Audio> {
    return new Audio(await startPhone(address));
  }

  /** The description to offer or to answer with. */
  describe(more?: readonly string[]): Buffer {
    return this.#phone.describe(more);
  }

  /** The description to offer or to answer with when a fax takes the place of the voice. */
  describeFax(): Buffer {
    return this.#phone.describeFax();
  }

  /** As a fax machine does, to where the voice went. */
  send(bytes: Buffer): void {
    this.#phone.send(bytes);
  }

  /** The last datagram that came, whatever it is. */
  last(): Buffer | undefined {
    return this.#phone.heard.at(-1);
  }

  get heard(): number {
    return this.#phone.heard.length;
  }

  /** Whether a packet has come back with what was said: G.711 keeps its bytes. */
  hasEcho(): boolean {
    return this.#phone.heard.some((packet) => packet.subarray(12).every((byte) => byte === 0));
  }

  /** Speaks to where the description says, until closed. */
  speakTo(description: Buffer): void {
    if (description.length > 0) this.#phone.hear(description);
    this.#speaking ??= setInterval(() => {
      this.#phone.speak([this.#sequence], { ssrc: this.#ssrc });
      this.#sequence += 1;
    }, packetMs);
  }

  /** Resolves when so many packets more have come; rejects when they do not. */
  async heardMore(count: number): Promise<void> {
    const wanted = this.heard + count;
    const limit = AbortSignal.timeout(patienceMs);
    const silence = once(limit, 'abort').then(() => {
      throw new Error(`${this.heard} packets heard, not ${wanted}`);
    });
    await Promise.race([this.#phone.heardPackets(wanted), silence]);
  }

  /** What has been heard so far, packet after packet, as PCMA. */
  get sound(): Buffer {
    return Buffer.concat(this.#phone.heard.map((packet) => packet.subarray(12)));
  }

  /** Key presses heard (RFC 4733), packet by packet. */
  get keys(): readonly number[] {
    return this.#phone.heard
      .filter((bytes) => ((bytes[1] ?? 0) & 0x7f) === 101)
      .map((bytes) => bytes[12] ?? 0);
  }

  /** Says nothing any more, and goes on hearing. */
  hush(): void {
    clearInterval(this.#speaking);
    this.#speaking = undefined;
  }

  close(): void {
    clearInterval(this.#speaking);
    this.#phone.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
