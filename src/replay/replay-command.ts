/** `offhook replay <incident.zip>`: the same charts, told the same; do they decide the same? */
import { readFileSync, statSync } from 'node:fs';
import { harmless } from '../domain/harmless.ts';
import { Refusal } from '../domain/refusal.ts';
import { checkFileSize, unpackIncident } from './incident-file.ts';
import type { Recording } from './recording.ts';
import { type Difference, runAgain } from './run-again.ts';
import { timeline } from './timeline.ts';

interface Rerun {
  readonly machine: string;
  readonly owner: string;
  readonly steps: number;
  readonly difference: Difference | null;
}

export interface Replayed {
  readonly text: string;
  readonly json: { readonly isSame: boolean; readonly lives: readonly Rerun[] };
}

/** Throws a Refusal when the file cannot be read or is no incident. */
export function replayFile(path: string, version: string): Replayed {
  const { manifest, recordings } = unpackIncident(read(path));
  const lives = recordings.map(rerun);
  const isSame = lives.every(({ difference }) => difference === null);
  const steps = lives.reduce((sum, one) => sum + one.steps, 0);
  const other =
    manifest.version === version
      ? []
      : [`recorded by ${harmless(manifest.version)}, run again by ${version}`];
  const text = [
    ...timeline(recordings, manifest),
    ...other,
    ...lives.flatMap(differenceLines),
    `${steps} steps of ${lives.length} charts: ${isSame ? 'the same decisions' : 'not the same'}`,
  ];
  return { text: text.join('\n'), json: { isSame, lives } };
}

/** Looked at before it is read: a device or a file of any size would never end. */
function read(path: string): Uint8Array {
  try {
    const file = statSync(path);
    if (!file.isFile()) throw new Refusal('E-FILE', `"${path}" is no file`);
    checkFileSize(file.size);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('E-FILE', `cannot read "${path}"`);
  }
}

function rerun(recording: Recording): Rerun {
  const { life, steps } = recording;
  const { machine, owner } = life;
  return { machine, owner, steps: steps.length, difference: runAgain(recording) ?? null };
}

function differenceLines({ machine, owner, difference }: Rerun): readonly string[] {
  if (!difference) return [];
  const { step, what, recorded, replayed } = difference;
  return [
    `${harmless(`${machine} of ${owner}`)}, step ${step}: ${what} differ`,
    `  recorded  ${harmless(recorded).slice(0, 2000)}`,
    `  replayed  ${harmless(replayed).slice(0, 2000)}`,
  ];
}
