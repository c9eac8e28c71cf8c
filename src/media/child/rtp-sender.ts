/**
 * The numbering of a stream that begins here: random at first, then frame by frame. RFC 3550 §5.1.
 */
import { randomInt } from 'node:crypto';
import { formatRtp } from '../rtp/header.ts';
import { frameBytes } from '../rtp/track.ts';

export interface Outgoing {
  readonly payloadType: number;
  readonly payload: Uint8Array;
  /** The packet belongs to something that began so many frames ago. */
  readonly framesAgo?: number;
  readonly hasMarker?: boolean;
}

export class RtpSender {
  readonly #ssrc = randomInt(2 ** 32);
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #isBeginning = true;

  /** Time passes whether or not anything is sent. */
  nextFrame(): void {
    this.#timestamp = (this.#timestamp + frameBytes) >>> 0;
  }

  /** RFC 3551 §4.1: the first packet after silence carries the marker. */
  pause(): void {
    this.#isBeginning = true;
  }

  packet({ payloadType, payload, framesAgo = 0, hasMarker = false }: Outgoing): Buffer {
    const bytes = formatRtp({
      hasMarker: hasMarker || this.#isBeginning,
      payloadType,
      sequence: this.#sequence,
      timestamp: (this.#timestamp - framesAgo * frameBytes) >>> 0,
      ssrc: this.#ssrc,
      payload,
    });
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#isBeginning = false;
    return bytes;
  }
}
