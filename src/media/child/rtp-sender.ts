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

interface SentSoFar {
  readonly ssrc: number;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
}

export class RtpSender {
  readonly #ssrc = randomInt(2 ** 32);
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #isBeginning = true;
  #packets = 0;
  #bytes = 0;

  /** Time passes whether or not anything is sent. */
  nextFrame(): void {
    this.#timestamp = (this.#timestamp + frameBytes) >>> 0;
  }

  /** RFC 3551 §4.1: the first packet after silence carries the marker. */
  pause(): void {
    this.#isBeginning = true;
  }

  /** So far, with the timestamp of this frame; bytes are those of the payload. */
  sent(): SentSoFar {
    const [packets, bytes] = [this.#packets, this.#bytes];
    return { ssrc: this.#ssrc, timestamp: this.#timestamp, packets, bytes };
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
    this.#packets += 1;
    this.#bytes += payload.length;
    return bytes;
  }
}
