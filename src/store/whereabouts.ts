/** Whether the open file is still the one at its path: what is kept nowhere else is lost. */
import { statSync } from 'node:fs';
import { Refusal } from '../domain/refusal.ts';

/** Gives a check that refuses with `E-STORE-DIRECTORY` once the file has gone or been replaced. */
export function watchFile(file: string): () => void {
  const { dev, ino } = statSync(file);
  return () => {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.dev === dev && now.ino === ino) return;
    const why = 'the data directory has gone or been replaced';
    throw new Refusal('E-STORE-DIRECTORY', `${why}; nothing can be kept there`);
  };
}
