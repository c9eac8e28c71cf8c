/** Keys heard in the audio. ITU-T Q.23, Q.24: pairs of 40 ms or more, parted by a pause. */
import { columnHz, keyAt, rowHz } from './dtmf.ts';

/** A frequency below this is not a key: about -36 dBm0. */
const amplitudeMin = 350;
/** High and low may differ by 9 dB, and stand 8 dB above the rest of their group. */
const twistMax = 2.8;
const dominanceMin = 2.5;
/** How much of all that is heard must be the pair: speech has more around it. */
const shareMin = 0.75;
/** Frames that must agree, before a key counts as pressed and before it counts as released. */
const framesMin = 2;

/** Takes frames of 20 ms, and gives each key once. */
export class DtmfDetector {
  #candidate: string | undefined;
  #frames = 0;
  #pressed: string | undefined;

  take(samples: Int16Array): string | undefined {
    const key = keyIn(samples);
    this.#frames = key === this.#candidate ? this.#frames + 1 : 1;
    this.#candidate = key;
    if (this.#frames < framesMin || key === this.#pressed) return undefined;
    this.#pressed = key;
    return key;
  }
}

function keyIn(samples: Int16Array): string | undefined {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  power /= samples.length;
  // A sine has half the square of its amplitude.
  if (power < amplitudeMin ** 2) return undefined;
  const row = strongest(samples, rowHz);
  const column = strongest(samples, columnHz);
  if (row === undefined || column === undefined) return undefined;
  const twist = column.amplitude / row.amplitude;
  if (twist > twistMax || twist < 1 / twistMax) return undefined;
  const share = (row.amplitude ** 2 + column.amplitude ** 2) / (2 * power);
  return share < shareMin ? undefined : keyAt(row.index, column.index);
}

/** The frequency that stands out of its group. */
function strongest(
  samples: Int16Array,
  group: readonly number[],
): { readonly index: number; readonly amplitude: number } | undefined {
  const levels = group.map((hz) => amplitudeOf(samples, hz));
  const amplitude = Math.max(...levels);
  const index = levels.indexOf(amplitude);
  const next = Math.max(...levels.filter((_, at) => at !== index));
  if (amplitude < amplitudeMin || amplitude < dominanceMin * next) return undefined;
  return { index, amplitude };
}

/** Goertzel's algorithm. */
function amplitudeOf(samples: Int16Array, hz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / 8000);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + factor * last - before, last];
  const power = last * last + before * before - factor * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}
