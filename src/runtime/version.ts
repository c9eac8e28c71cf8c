/** The version of this program, as its package says it. */
import { readFileSync } from 'node:fs';

function read(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const value: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      if (typeof value === 'object' && value !== null && 'version' in value) {
        return String(value.version);
      }
    } catch {
      // Built code stands one folder deeper.
    }
  }
  return 'unknown';
}

export const version: string = read();
