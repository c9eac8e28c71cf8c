/** The history of the console on disk: the owner's alone, without lines that carried secrets. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

const linesMax = 500;
const mode = 0o600;

export interface History {
  /** Newest first, as readline wants them. */
  readonly lines: readonly string[];
  keep(line: string): void;
}

/** A history that cannot be read or written is none: the console works without. */
export function openHistory(path: string): History {
  const lines = readLines(path);
  if (lines.length > linesMax) attempt(() => writeLines(path, lines.slice(-linesMax)));
  return {
    lines: lines.slice(-linesMax).reverse(),
    keep: (line) => attempt(() => appendFileSync(path, `${line}\n`, { mode })),
  };
}

function writeLines(path: string, lines: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''), { mode });
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // A read-only directory: the history ends with this console.
  }
}
