/** The end of a stream whose leg ends here: sends a sound frame by frame. */
import { randomInt } from 'node:crypto';
import type { LocalPlan } from '../plan.ts';
import { formatRtp, readRtpHeader } from '../rtp/header.ts';
import type { End, Surroundings } from './end.ts';
import type { Paced } from './pacer.ts';
import { frameBytes, octetsOf } from './sounds.ts';

export class LocalEnd implements End, Paced {
  readonly #around: Surroundings;
  readonly #ssrc = randomInt(2 ** 32);
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #plan: LocalPlan;
  #peer: End | undefined;
  /** The next octet of the sound. */
  #at = 0;
  /** RFC 3551 §4.1: the first packet after silence carries the marker. */
  #isBeginning = true;

  constructor(plan: LocalPlan, around: Surroundings) {
    this.#plan = plan;
    this.#around = around;
    around.pacer.add(this);
  }

  apply(plan: LocalPlan): void {
    if (JSON.stringify(plan.sound) !== JSON.stringify(this.#plan.sound)) this.#at = 0;
    this.#plan = plan;
  }

  join(peer: End | undefined): void {
    this.#peer = peer;
  }

  frame(): void {
    const { agreed, sends, sound } = this.#plan;
    this.#timestamp = (this.#timestamp + frameBytes) >>> 0;
    if (!sends || agreed === undefined || this.#peer === undefined) {
      this.#isBeginning = true;
      return;
    }
    const octets = octetsOf(sound, agreed.codec);
    const packet = formatRtp({
      hasMarker: this.#isBeginning,
      payloadType: agreed.payloadType,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      payload: octets.subarray(this.#at, this.#at + frameBytes),
    });
    this.#at = (this.#at + frameBytes) % octets.length;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#isBeginning = false;
    const header = readRtpHeader(packet);
    if (header !== undefined) this.#around.reception.take(header, this.#around.now(), 8000, false);
    this.#peer.sendRtp(packet);
  }

  /** Heard by nobody: what the other leg sends is counted where it comes in. */
  sendRtp(): void {}

  sendRtcp(): void {}

  silentMs(): undefined {
    return undefined;
  }

  close(): void {
    this.#around.pacer.remove(this);
  }
}
