/** In which order the servers of a service are tried. RFC 2782. */
import type { Random } from './clock.ts';

export interface Srv {
  readonly priority: number;
  readonly weight: number;
}

/** Lower priority first; inside one priority chance by weight, zero weights last. */
export function weighted<T extends Srv>(records: readonly T[], random: Random): readonly T[] {
  const ordered: T[] = [];
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  for (const priority of priorities) {
    const left = records.filter((record) => record.priority === priority);
    while (left.length > 0) {
      const total = left.reduce((sum, { weight }) => sum + weight, 0);
      let ticket = random.uniform() * total;
      const at = total === 0 ? 0 : left.findIndex(({ weight }) => (ticket -= weight) < 0);
      ordered.push(...left.splice(Math.max(0, at), 1));
    }
  }
  return ordered;
}
