/** Keys as pairs of tones in the audio. ITU-T Q.23. */
import type { Tone } from '../../domain/tone-notation.ts';

const rows = ['123A', '456B', '789C', '*0#D'];
export const rowHz = [697, 770, 852, 941] as const;
export const columnHz = [1209, 1336, 1477, 1633] as const;

/** The key of a row and a column. */
export function keyAt(row: number, column: number): string | undefined {
  return rows[row]?.[column];
}

/** A key held down; a second of it repeats without a seam. */
export function dtmfTone(digit: string): Tone {
  const row = rows.findIndex((keys) => keys.includes(digit));
  const column = rows[row]?.indexOf(digit) ?? -1;
  const [low, high] = [rowHz[row], columnHz[column]];
  if (low === undefined || high === undefined) throw new Error(`"${digit}" is no key`);
  return { segments: [{ ms: 1000, hz: [low, high], modulationHz: 0 }], loopFrom: 0 };
}
