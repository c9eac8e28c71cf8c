/** A conference: every member hears the others, mixed once a frame. */
import type { Member } from '../media.ts';
import { type Codec, decode, encode } from '../rtp/g711.ts';
import { readRtpHeader } from '../rtp/header.ts';
import { FrameBuffer, mixOthers } from '../rtp/mix.ts';
import type { Agreed } from '../sdp/compose.ts';
import type { Hearer } from './end.ts';
import type { Paced, Pacer } from './pacer.ts';
import { RtpSender } from './rtp-sender.ts';

/** What a member takes when nothing else is known: an end in this process takes either. */
const usual: Agreed = { codec: 'pcma', payloadType: 8, eventType: undefined };

/** A member's place: hears the member in its stead of the other leg, and speaks to it. */
export class Seat implements Hearer {
  readonly #heard = new FrameBuffer();
  readonly #sender = new RtpSender();
  #member: Hearer | undefined;
  #agreed = usual;

  /** The member's end as it is now. */
  attach(member: Hearer | undefined, agreed: Agreed | undefined): void {
    this.#member = member;
    this.#agreed = agreed ?? usual;
  }

  sendRtp(bytes: Buffer): void {
    const header = readRtpHeader(bytes);
    const codec = header && this.#codecOf(header.payloadType);
    if (header === undefined || codec === undefined) return;
    this.#heard.put(decode(bytes.subarray(header.payloadStart, header.payloadEnd), codec));
  }

  #codecOf(payloadType: number): Codec | undefined {
    if (payloadType === this.#agreed.payloadType) return this.#agreed.codec;
    return payloadType === 0 ? 'pcmu' : payloadType === 8 ? 'pcma' : undefined;
  }

  /** Reports are on streams that do not pass here. */
  sendRtcp(): void {}

  take(): Int16Array {
    return this.#heard.take();
  }

  give(samples: Int16Array): void {
    const { codec, payloadType } = this.#agreed;
    this.#sender.nextFrame();
    this.#member?.sendRtp(this.#sender.packet({ payloadType, payload: encode(samples, codec) }));
  }
}

export class Conference implements Paced {
  readonly #seats: ReadonlyMap<Member, Seat>;
  readonly #pacer: Pacer;

  constructor(members: readonly Member[], pacer: Pacer) {
    this.#seats = new Map(members.map((member) => [member, new Seat()]));
    this.#pacer = pacer;
    pacer.add(this);
  }

  seats(): ReadonlyMap<Member, Seat> {
    return this.#seats;
  }

  frame(): void {
    const seats = [...this.#seats.values()];
    const mixed = mixOthers(seats.map((seat) => seat.take()));
    for (const [at, seat] of seats.entries()) seat.give(mixed[at] ?? new Int16Array(0));
  }

  close(): void {
    this.#pacer.remove(this);
  }
}
