/** WAV files that soft ports play and record: by name, inside one folder of the data directory. */
import { lstat, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shown } from '../../domain/names.ts';
import { Refusal } from '../../domain/refusal.ts';
import { limits } from '../../media/limits.ts';
import { readWav } from '../../media/rtp/wav.ts';

/** No separator, no leading dot: a name cannot lead out of the folder. */
const namePattern = /^[a-z0-9][a-z0-9_-]{0,59}\.wav$/i;

/** At 8000 Hz, which is what `readWav` takes. */
const samplesPerMs = 8;

/** Recordings do not fill the disk: each has a limit of its own besides. */
const filesMax = 200;

/** A file that can be played. */
export interface SoundFile {
  readonly path: string;
  readonly durationMs: number;
}

export interface SoundFiles {
  /** Rejects with `E-SOUND-NAME`, `E-SOUND-MISSING`, `E-WAV-INVALID`. */
  toPlay(name: string): Promise<SoundFile>;
  /** The path for a new file. Rejects with `E-SOUND-NAME`, `E-SOUND-TAKEN`, `E-SOUND-LIMIT`. */
  toRecord(name: string): Promise<string>;
}

export function soundFiles(folder: string): SoundFiles {
  function pathOf(name: string): string {
    if (!namePattern.test(name)) {
      throw new Refusal(
        'E-SOUND-NAME',
        `"${shown(name)}" is no name of a sound file: letters, digits, _ and -, then .wav`,
      );
    }
    return join(folder, name);
  }
  return {
    async toPlay(name) {
      const path = pathOf(name);
      const found = await lstat(path).catch(() => undefined);
      if (found?.isFile() !== true) {
        throw new Refusal('E-SOUND-MISSING', `there is no file "${name}" in "${folder}"`);
      }
      if (found.size > limits.wavBytesMax) {
        throw new Refusal(
          'E-WAV-INVALID',
          `a sound file has at most ${limits.wavBytesMax} bytes, "${name}" has ${found.size}`,
        );
      }
      const { length } = readWav(await readFile(path), 'pcma');
      return { path, durationMs: length / samplesPerMs };
    },
    async toRecord(name) {
      const path = pathOf(name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const files = await readdir(folder);
      if (files.includes(name)) {
        throw new Refusal('E-SOUND-TAKEN', `the file "${name}" is there: nothing is written over`);
      }
      if (files.length >= filesMax) {
        throw new Refusal('E-SOUND-LIMIT', `"${folder}" holds ${filesMax} files already`);
      }
      return path;
    },
  };
}

/** Where there is no disk. */
export const noSoundFiles: SoundFiles = {
  toPlay: (name) => Promise.reject(missing(name)),
  toRecord: (name) => Promise.reject(missing(name)),
};

function missing(name: string): Refusal {
  return new Refusal('E-SOUND-MISSING', `there is no file "${shown(name)}"`);
}
