/**
 * What happened in a simulated world, line by line: the last lines are kept, all of them make the
 * hash.
 */
import { createHash } from 'node:crypto';

export interface Trace {
  note(atMs: number, text: string): void;
  /** Ends the trace: what is noted later is of no world any more. */
  hash(): string;
  last(): readonly string[];
}

const keptMax = 60;

export function createTrace(print?: (line: string) => void): Trace {
  const hash = createHash('sha256');
  const kept: string[] = [];
  let digest: string | undefined;
  return {
    note(atMs, text) {
      if (digest !== undefined) return;
      const line = `${(atMs / 1000).toFixed(3)} ${text}`;
      hash.update(line);
      print?.(line);
      kept.push(line);
      if (kept.length > keptMax) kept.shift();
    },
    hash() {
      digest ??= hash.digest('hex').slice(0, 16);
      return digest;
    },
    last: () => kept,
  };
}
