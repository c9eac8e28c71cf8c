/**
 * Tones in the manual's notation (P680): `350+440 +2-4` is two frequencies for two seconds, then
 * four of silence; `400x25` is 400 Hz modulated by 25; `3(+0.1-0.1)` repeats; parts are parted by
 * `/`. Ours besides: `continuous` sounds without end, `once` ends.
 */

/** A stretch of one sound, or of none. */
export interface ToneSegment {
  readonly ms: number;
  /** Frequencies that sound together; none is silence. */
  readonly hz: readonly number[];
  /** Modulates the amplitude; 0 does not. */
  readonly modulationHz: number;
}

export interface Tone {
  readonly segments: readonly ToneSegment[];
  /** The segment that follows the last one; undefined: the tone ends. */
  readonly loopFrom: number | undefined;
}

/**
 * A part that sounds without end is kept as a second that repeats: whole frequencies fit into it.
 */
const continuousMs = 1000;

/** Reads a tone of our own tables; anything else is an error of ours. */
export function parseTone(notation: string): Tone {
  const isOnce = notation.endsWith(' once');
  const parts = notation.replace(/ once$/, '').split(' / ');
  const segments: ToneSegment[] = [];
  for (const part of parts) {
    const [frequency = '', cadence = ''] = part.split(' ');
    const sound = parseFrequency(frequency);
    for (const step of parseCadence(cadence))
      segments.push(step.isOn ? { ...sound, ms: step.ms } : silence(step.ms));
  }
  const isContinuous = notation.endsWith(' continuous');
  return { segments, loopFrom: isOnce ? undefined : isContinuous ? segments.length - 1 : 0 };
}

function silence(ms: number): ToneSegment {
  return { ms, hz: [], modulationHz: 0 };
}

function parseFrequency(text: string): Omit<ToneSegment, 'ms'> {
  const [carriers = '', modulation = '0'] = text.split('x');
  const hz = carriers.split('+').map(Number);
  if (hz.some((value) => !(value > 0 && value < 4000)))
    throw new Error(`"${text}" is no frequency of a tone`);
  return { hz, modulationHz: Number(modulation) };
}

interface Step {
  readonly isOn: boolean;
  readonly ms: number;
}

function parseCadence(text: string): readonly Step[] {
  if (text === 'continuous') return [{ isOn: true, ms: continuousMs }];
  const repeated = /^([0-9]+)\((.*)\)$/.exec(text);
  if (repeated) {
    const once = parseCadence(repeated[2] ?? '');
    return Array.from({ length: Number(repeated[1]) }, () => once).flat();
  }
  const steps = [...text.matchAll(/([+-])([0-9.]+)/g)].map(([, sign, seconds]) => ({
    isOn: sign === '+',
    ms: Math.round(Number(seconds) * 1000),
  }));
  if (steps.length === 0) throw new Error(`"${text}" is no cadence of a tone`);
  return steps;
}
