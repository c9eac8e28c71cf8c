/**
 * The end of a stream whose leg ends here: sends a sound frame by frame, hands on what it hears.
 */
import type { LocalPlan } from '../plan.ts';
import { DtmfDetector } from '../rtp/dtmf-detector.ts';
import { type Codec, decode } from '../rtp/g711.ts';
import { readRtpHeader } from '../rtp/header.ts';
import { DigitSender, type EventPacket } from '../rtp/telephone-event.ts';
import { Playback, silentFrame, type Track } from '../rtp/track.ts';
import type { Agreed } from '../sdp/compose.ts';
import type { End, Hearer, Surroundings } from './end.ts';
import type { Paced } from './pacer.ts';
import { Reporter } from './reporter.ts';
import { type Outgoing, RtpSender } from './rtp-sender.ts';
import type { Silence } from './silence-watch.ts';
import { trackOf, trackOfKey } from './tracks.ts';

export class LocalEnd implements End, Paced {
  readonly #around: Surroundings;
  readonly #sender = new RtpSender();
  readonly #digits = new DigitSender();
  readonly #reporter: Reporter;
  #plan: LocalPlan;
  #peer: Hearer | undefined;
  #playback: Playback | undefined;
  /** Until its end has been told. */
  #isFinite = false;
  readonly #detector = new DtmfDetector();
  /** The key that is down, sounding. */
  #key: Playback | undefined;

  constructor(plan: LocalPlan, around: Surroundings) {
    this.#plan = plan;
    this.#around = around;
    this.#reporter = new Reporter(this.#sender, around.now());
    around.pacer.add(this);
    this.#play();
  }

  apply(plan: LocalPlan): void {
    const before = this.#plan;
    this.#plan = plan;
    if (plan.order !== before.order || plan.agreed?.codec !== before.agreed?.codec) this.#play();
  }

  join(peer: Hearer | undefined): void {
    this.#peer = peer;
  }

  /** It hears either. */
  agreed(): undefined {
    return undefined;
  }

  press(digits: string, digitMs: number, isInBand: boolean): void {
    this.#digits.press(digits, digitMs, isInBand);
  }

  #play(): void {
    const { agreed, order, sound } = this.#plan;
    this.#playback = undefined;
    if (agreed === undefined) return;
    const { codec } = agreed;
    const track = trackOf(sound, codec);
    if (!(track instanceof Promise)) return this.#begin(track, codec);
    track.then(
      (loaded) => {
        if (this.#plan.order === order) this.#begin(loaded, codec);
      },
      (error: unknown) => this.#around.fileFailed(reasonOf(error)),
    );
  }

  #begin(track: Track, codec: Codec): void {
    this.#playback = new Playback(track, codec);
    this.#isFinite = track.loopFrom === undefined;
  }

  frame(): void {
    const { agreed, sends } = this.#plan;
    this.#sender.nextFrame();
    if (sends && agreed !== undefined) this.#sendFrame(agreed);
    else this.#sender.pause();
    const report = this.#peer && this.#reporter.next(this.#around.now());
    if (report !== undefined) this.#peer?.sendRtcp(report);
  }

  #sendFrame(agreed: Agreed): void {
    const audio = this.#playback?.next();
    const event = this.#digits.next();
    const { eventType, payloadType } = agreed;
    if (event === undefined || event === 'pause') {
      if (audio !== undefined) this.#send({ payloadType, payload: audio });
    } else if (event.isInBand) this.#sendKey(event, agreed);
    else if (eventType !== undefined) {
      if (event.hasMarker) this.#around.pressed(event.digit);
      this.#send({ payloadType: eventType, ...event });
    }
    if (this.#isFinite && this.#playback?.isOver() === true) {
      this.#isFinite = false;
      this.#around.played();
    }
  }

  /** The key's tones for as long as it is down, in place of the sound. */
  #sendKey({ digit, hasMarker, hasEnded }: EventPacket, { codec, payloadType }: Agreed): void {
    if (hasMarker) this.#key = new Playback(trackOfKey(digit, codec), codec);
    const payload = hasEnded ? silentFrame(codec) : this.#key?.next();
    if (payload !== undefined) this.#send({ payloadType, payload });
  }

  #send(outgoing: Outgoing): void {
    const { reception, now } = this.#around;
    const packet = this.#sender.packet(outgoing);
    const header = readRtpHeader(packet);
    const isEvent = outgoing.payloadType === this.#plan.agreed?.eventType;
    if (header !== undefined) reception.take(header, now(), 8000, isEvent);
    this.#peer?.sendRtp(packet);
  }

  sendRtp(bytes: Buffer): void {
    const header = readRtpHeader(bytes);
    if (header === undefined) return;
    const codec = this.#codecOf(header.payloadType);
    this.#reporter.take(header, this.#around.now(), codec === undefined);
    if (codec === undefined) return;
    const { ear: name, hasKeysInBand } = this.#plan;
    const ear = this.#around.ears.get(name);
    if (!ear && !hasKeysInBand) return;
    const payload = bytes.subarray(header.payloadStart, header.payloadEnd);
    const samples = decode(payload, codec);
    ear?.take(header, samples);
    const key = hasKeysInBand ? this.#detector.take(samples) : undefined;
    if (key !== undefined) this.#around.heard(key);
  }

  /** What was offered may come, whatever was agreed to be sent. */
  #codecOf(payloadType: number): Codec | undefined {
    const { agreed } = this.#plan;
    if (payloadType === agreed?.payloadType) return agreed.codec;
    return payloadType === 0 ? 'pcmu' : payloadType === 8 ? 'pcma' : undefined;
  }

  sendRtcp(bytes: Buffer): void {
    this.#reporter.learn(bytes, this.#around.now());
  }

  /** It speaks whenever it may. */
  silence(): Silence | undefined {
    const { agreed, sends } = this.#plan;
    if (!sends || agreed === undefined) return undefined;
    return { allMs: 0, audioMs: 0, isSuppressing: false };
  }

  close(): void {
    this.#around.pacer.remove(this);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
