/** Sound as G.711 octets, and playing it frame by frame. */
import type { Tone, ToneSegment } from '../../domain/tone-notation.ts';
import { type Codec, encode, silentOctet } from './g711.ts';

export const frameMs = 20;
/** 20 ms at 8000 Hz. */
export const frameBytes = 160;
const samplesPerMs = 8;

/** About -13 dBm0, the level of a tone on a telephone line (ITU-T E.180 §2). */
const amplitude = 5000;

export interface Track {
  readonly octets: Uint8Array;
  /** The octet that follows the last one; undefined: silence follows. */
  readonly loopFrom: number | undefined;
}

export function renderTone({ segments, loopFrom }: Tone, codec: Codec): Track {
  const rendered = segments.map((segment) => encode(renderSegment(segment), codec));
  const before = rendered.slice(0, loopFrom).reduce((sum, { length }) => sum + length, 0);
  return { octets: concat(rendered), loopFrom: loopFrom === undefined ? undefined : before };
}

function renderSegment({ ms, hz, modulationHz }: ToneSegment): Int16Array {
  const share = hz.length === 0 ? 0 : amplitude / hz.length;
  return Int16Array.from({ length: ms * samplesPerMs }, (_, at) => {
    const turns = (2 * Math.PI * at) / (1000 * samplesPerMs);
    const sum = hz.reduce((level, frequency) => level + Math.sin(turns * frequency), 0);
    const envelope = modulationHz === 0 ? 1 : (1 + Math.cos(turns * modulationHz)) / 2;
    return Math.round(share * sum * envelope);
  });
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function silentFrame(codec: Codec): Uint8Array {
  return silentOctets(frameBytes, codec);
}

function silentOctets(length: number, codec: Codec): Uint8Array {
  return new Uint8Array(length).fill(silentOctet[codec]);
}

export class Playback {
  readonly #track: Track;
  readonly #codec: Codec;
  #at = 0;

  constructor(track: Track, codec: Codec) {
    this.#track = track;
    this.#codec = codec;
  }

  /** Segments need not be whole frames: a frame may wrap around the end of the track. */
  next(length = frameBytes): Uint8Array {
    const frame = silentOctets(length, this.#codec);
    const { octets, loopFrom } = this.#track;
    for (let filled = 0; filled < length; ) {
      if (this.#at >= octets.length) {
        if (loopFrom === undefined || loopFrom >= octets.length) break;
        this.#at = loopFrom;
      }
      const part = octets.subarray(this.#at, this.#at + length - filled);
      frame.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
    return frame;
  }

  /** Nothing but silence is left. */
  isOver(): boolean {
    return this.#track.loopFrom === undefined && this.#at >= this.#track.octets.length;
  }
}
