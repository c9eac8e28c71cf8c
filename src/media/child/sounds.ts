/** Sounds as G.711 octets that repeat without a seam. */
import type { Sound } from '../media.ts';
import { type Codec, encode, silentOctet } from '../rtp/g711.ts';

export const frameMs = 20;
/** 20 ms at 8000 Hz. */
export const frameBytes = 160;

/** About -13 dBm0, the level of a tone on a telephone line. */
const amplitude = 5000;

const rendered = new Map<string, Uint8Array>();

/** A whole number of frames; the same object for the same sound. */
export function octetsOf(sound: Sound, codec: Codec): Uint8Array {
  const key = `${codec} ${sound === 'silence' ? sound : sound.hz}`;
  const known = rendered.get(key);
  if (known !== undefined) return known;
  const octets =
    sound === 'silence'
      ? new Uint8Array(frameBytes).fill(silentOctet[codec])
      : encode(sine(sound.hz), codec);
  rendered.set(key, octets);
  return octets;
}

/** One second, so that every whole frequency ends where it began. */
function sine(hz: number): Int16Array {
  const step = (2 * Math.PI * hz) / 8000;
  return Int16Array.from({ length: 8000 }, (_, at) => Math.round(amplitude * Math.sin(step * at)));
}
