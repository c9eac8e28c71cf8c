/**
 * Mixing voices: what each of some speakers hears of the others, and the buffer that evens out
 * arrival.
 */
import { frameBytes } from './track.ts';

/** Two voices at once. */
export function mix(one: Int16Array, other: Int16Array): Int16Array {
  return Int16Array.from(one, (sample, at) => limited(sample + (other[at] ?? 0)));
}

/** Everybody but oneself, limited to what a sample can hold. */
export function mixOthers(frames: readonly Int16Array[]): readonly Int16Array[] {
  const total = new Int32Array(frameBytes);
  for (const frame of frames) {
    for (const [at, sample] of frame.entries()) total[at] = (total[at] ?? 0) + sample;
  }
  return frames.map((frame) =>
    Int16Array.from(frame, (sample, at) => limited((total[at] ?? 0) - sample)),
  );
}

function limited(sum: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, sum));
}

/** Waits for this much before it gives, so that a late packet leaves no hole. */
const primedSamples = 2 * frameBytes;
/** More than this is delay without use. */
const samplesMax = 8 * frameBytes;

export class FrameBuffer {
  #samples = new Int16Array(0);
  #isPrimed = false;

  put(samples: Int16Array): void {
    const whole = new Int16Array(this.#samples.length + samples.length);
    whole.set(this.#samples);
    whole.set(samples, this.#samples.length);
    this.#samples = whole.length > samplesMax ? whole.slice(-primedSamples) : whole;
    if (this.#samples.length >= primedSamples) this.#isPrimed = true;
  }

  /** A frame of sound, or of silence while there is too little. */
  take(): Int16Array {
    if (!this.#isPrimed || this.#samples.length < frameBytes) {
      this.#isPrimed = false;
      return new Int16Array(frameBytes);
    }
    const frame = this.#samples.slice(0, frameBytes);
    this.#samples = this.#samples.slice(frameBytes);
    return frame;
  }
}
