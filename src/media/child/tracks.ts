/** Where a sound's track comes from: rendered once and kept, or read from a file. */
import { readFile, stat } from 'node:fs/promises';
import { Refusal } from '../../domain/refusal.ts';
import type { Tone } from '../../domain/tone-notation.ts';
import { toneOf } from '../../domain/tones.ts';
import { limits } from '../limits.ts';
import type { Sound, ToneSound } from '../media.ts';
import { dtmfTone } from '../rtp/dtmf.ts';
import type { Codec } from '../rtp/g711.ts';
import { renderTone, type Track } from '../rtp/track.ts';
import { readWav } from '../rtp/wav.ts';

const rendered = new Map<string, Track>();
const silence: Track = { octets: new Uint8Array(0), loopFrom: 0 };

/** At once for everything but files. */
export function trackOf(sound: Sound, codec: Codec): Track | Promise<Track> {
  if (sound === 'silence') return silence;
  if ('wav' in sound) return loadTrack(sound.wav, sound.isRepeated ?? false, codec);
  if ('tone' in sound) return toneTrack(sound, codec);
  return trackBy(`hz ${sound.hz}`, codec, () => steady(sound.hz));
}

export function toneTrack({ tone, country }: ToneSound, codec: Codec): Track {
  return trackBy(`tone ${country} ${tone}`, codec, () => toneOf(country, tone));
}

export function trackOfKey(digit: string, codec: Codec): Track {
  return trackBy(`key ${digit}`, codec, () => dtmfTone(digit));
}

function trackBy(name: string, codec: Codec, toneOfIt: () => Tone): Track {
  const key = `${codec} ${name}`;
  const known = rendered.get(key);
  if (known !== undefined) return known;
  const track = renderTone(toneOfIt(), codec);
  if (rendered.size < limits.tracksKept) rendered.set(key, track);
  return track;
}

function steady(hz: number): Tone {
  return { segments: [{ ms: 1000, hz: [hz], modulationHz: 0 }], loopFrom: 0 };
}

async function loadTrack(path: string, isRepeated: boolean, codec: Codec): Promise<Track> {
  const { size } = await stat(path);
  if (size > limits.wavBytesMax)
    throw new Refusal('E-WAV-INVALID', `a sound file has at most ${limits.wavBytesMax} bytes`);
  const octets = readWav(await readFile(path), codec);
  return { octets, loopFrom: isRepeated ? 0 : undefined };
}
