/**
 * The end of a stream whose leg is behind sockets: checks what comes in, counts it, hands it to
 * its peer.
 */
import { limits } from '../limits.ts';
import type { RemotePlan, StreamPlan } from '../plan.ts';
import { formatRtp, isRtcp, type RtpHeader, readRtpHeader } from '../rtp/header.ts';
import { DigitSender, readDigit } from '../rtp/telephone-event.ts';
import type { Agreed } from '../sdp/compose.ts';
import type { End, Hearer, Surroundings } from './end.ts';
import { Latch } from './latch.ts';
import { PayloadTypes } from './payload-types.ts';
import type { PortPair } from './port-pairs.ts';
import { Shield } from './shield.ts';
import type { Silence } from './silence-watch.ts';
import { SourceGuard } from './source-guard.ts';

/** RFC 3389. */
const comfortNoise = 13;

export class RemoteEnd implements End {
  readonly #around: Surroundings;
  readonly #pair: PortPair;
  readonly #guard = new SourceGuard();
  readonly #shield = new Shield();
  readonly #digits = new DigitSender();
  #eventTimestamp = 0;
  #plan: RemotePlan;
  #stream: StreamPlan;
  #types: PayloadTypes;
  #latch: Latch;
  #rtcpLatch: Latch;
  #peer: Hearer | undefined;
  /** When it was last heard, or was first expected to be; and when its RTP was. */
  #heardMs: number;
  #audioMs: number;
  #isSuppressing = false;

  constructor(plan: RemotePlan, stream: StreamPlan, around: Surroundings) {
    this.#around = around;
    this.#plan = plan;
    this.#stream = stream;
    this.#types = new PayloadTypes(stream);
    this.#heardMs = around.now();
    this.#audioMs = this.#heardMs;
    this.#latch = new Latch(plan.signalled, this.#heardMs);
    this.#rtcpLatch = new Latch(plan.rtcp, this.#heardMs);
    this.#shield.apply(plan.srtp);
    this.#pair = around.pairs.at(plan.bind, plan.port);
    const code = this.#pair.code();
    if (code !== undefined) around.unbound(plan.port, code);
    const { rtp, rtcp } = this.#pair;
    rtp.hear((bytes, address, port) => this.#received(bytes, address, port));
    rtcp.hear((bytes, address, port) => this.#receivedRtcp(bytes, address, port));
  }

  /** The same sockets serve the new plan. */
  isServing(plan: RemotePlan): boolean {
    return plan.bind === this.#plan.bind && plan.port === this.#plan.port;
  }

  apply(plan: RemotePlan, stream: StreamPlan): void {
    const before = this.#plan;
    this.#plan = plan;
    this.#shield.apply(plan.srtp);
    this.#stream = stream;
    this.#types = new PayloadTypes(stream);
    const nowMs = this.#around.now();
    if (plan.sends && !before.sends) {
      this.#heardMs = nowMs;
      this.#audioMs = nowMs;
    }
    if (plan.generation === before.generation) return;
    // A leg that signals the same place again may still sit behind the NAT that was learnt.
    const isSame =
      plan.signalled?.address === before.signalled?.address &&
      plan.signalled?.port === before.signalled?.port;
    this.#pair.rtp.untie();
    this.#latch = new Latch(plan.signalled, nowMs, isSame ? this.#latch.target() : undefined);
    this.#rtcpLatch = new Latch(plan.rtcp, nowMs, isSame ? this.#rtcpLatch.target() : undefined);
    this.#guard.forgive();
  }

  join(peer: Hearer | undefined): void {
    this.#peer = peer;
  }

  agreed(): Agreed | undefined {
    return this.#plan.agreed;
  }

  sendRtp(bytes: Buffer): void {
    const to = this.#latch.target();
    if (to === undefined || this.#plan.isHeld) return;
    const sealed = this.#shield.sealRtp(bytes);
    if (sealed !== undefined) this.#pair.rtp.send(sealed, to);
  }

  sendRtcp(bytes: Buffer): void {
    const { rtcp, signalled } = this.#plan;
    if (!this.#stream.isSealed) this.#around.reception.reports.towards(bytes, this.#around.now());
    const sealed = this.#shield.sealRtcp(bytes);
    const isMuxed = rtcp?.port === signalled?.port && rtcp?.address === signalled?.address;
    const to = (isMuxed ? this.#latch : this.#rtcpLatch).target();
    if (to !== undefined) (isMuxed ? this.#pair.rtp : this.#pair.rtcp).send(sealed, to);
  }

  silence(nowMs: number): Silence | undefined {
    if (!this.#plan.sends || this.#stream.transport !== 'rtp') return undefined;
    return {
      allMs: nowMs - this.#heardMs,
      audioMs: nowMs - this.#audioMs,
      isSuppressing: this.#isSuppressing,
    };
  }

  close(): void {
    this.#pair.rtp.hear(undefined);
    this.#pair.rtcp.hear(undefined);
  }

  #received(bytes: Buffer, address: string, port: number): void {
    const nowMs = this.#around.now();
    const { reception } = this.#around;
    if (bytes.length > limits.packetBytesMax) reception.malformed += 1;
    else if (this.#stream.transport === 'udp') this.#passPlain(bytes, address, port, nowMs);
    else if (isRtcp(bytes)) this.#passRtcp(bytes, this.#latch, address, port);
    else this.#passRtp(bytes, address, port, nowMs);
  }

  #passPlain(bytes: Buffer, address: string, port: number, nowMs: number): void {
    if (this.#isOurs(this.#latch, address, port, nowMs)) this.#peer?.sendRtp(bytes);
    else this.#around.reception.foreign += 1;
  }

  #passRtp(bytes: Buffer, address: string, port: number, nowMs: number): void {
    const { reception } = this.#around;
    // What is not authentic must not even be learnt from.
    const opened = this.#shield.openRtp(bytes);
    const header = opened && readRtpHeader(opened);
    if (!opened || !header) return this.#refuse(bytes);
    if (!this.#isOurs(this.#latch, address, port, nowMs, header.ssrc)) {
      reception.foreign += 1;
      return;
    }
    this.#count(header, opened, nowMs);
    this.#heardMs = nowMs;
    this.#audioMs = nowMs;
    this.#isSuppressing = header.payloadType === comfortNoise;
    this.#peer?.sendRtp(this.#withDigit(header, opened));
    if (reception.foreign >= limits.foreignCounted) this.#shutOut(nowMs);
  }

  #refuse(bytes: Buffer): void {
    if (readRtpHeader(bytes, true) === undefined) this.#around.reception.malformed += 1;
    else this.#around.reception.foreign += 1;
  }

  /** Counting strangers must not become what they can do: the kernel drops a flood for less. */
  #shutOut(nowMs: number): void {
    const settled = this.#pair.rtp.isTied() ? undefined : this.#latch.settled(nowMs);
    if (settled !== undefined) this.#pair.rtp.tie(settled);
  }

  #count(header: RtpHeader, bytes: Buffer, nowMs: number): void {
    const { payloadType } = header;
    const isEvent = this.#types.isEvent(payloadType);
    const clockRate = this.#types.clockRate(payloadType);
    if (!this.#around.reception.take(header, nowMs, clockRate, isEvent)) return;
    const digit = readDigit(bytes.subarray(header.payloadStart, header.payloadEnd));
    if (digit !== undefined) this.#around.pressed(digit);
  }

  /** Keys pressed in the leg's name take the place of its audio, in its own numbering. */
  #withDigit(header: RtpHeader, bytes: Buffer): Buffer {
    const { eventType: payloadType } = this.#plan;
    if (payloadType === undefined || this.#digits.waiting() === 0) return bytes;
    const event = this.#digits.next();
    if (event === undefined || event === 'pause') return bytes;
    if (event.hasMarker) this.#eventTimestamp = header.timestamp;
    const { hasMarker, payload } = event;
    return formatRtp({
      hasMarker,
      payloadType,
      sequence: header.sequence,
      timestamp: this.#eventTimestamp,
      ssrc: header.ssrc,
      payload,
    });
  }

  press(digits: string, digitMs: number): void {
    this.#digits.press(digits, digitMs);
  }

  #receivedRtcp(bytes: Buffer, address: string, port: number): void {
    if (!isRtcp(bytes) || bytes.length > limits.packetBytesMax)
      this.#around.reception.malformed += 1;
    else this.#passRtcp(bytes, this.#rtcpLatch, address, port);
  }

  #passRtcp(bytes: Buffer, latch: Latch, address: string, port: number): void {
    const nowMs = this.#around.now();
    const { reception } = this.#around;
    const opened = this.#shield.openRtcp(bytes);
    if (opened === undefined || !this.#isOurs(latch, address, port, nowMs)) {
      reception.foreign += 1;
      return;
    }
    // A muted phone that suppresses silence still reports: it is there.
    this.#heardMs = nowMs;
    if (!this.#stream.isSealed) reception.reports.from(opened, nowMs, 8000);
    this.#peer?.sendRtcp(opened);
  }

  /** Nobody is, before the leg has said where it is. */
  #isOurs(latch: Latch, address: string, port: number, nowMs: number, ssrc?: number): boolean {
    if (this.#plan.generation === 0 || !latch.admits(address, port, nowMs)) return false;
    return ssrc === undefined || this.#guard.admits(ssrc, nowMs);
  }
}
