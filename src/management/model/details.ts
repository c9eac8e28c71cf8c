/** Structured facts as the faces that speak JSON show them. */
import type { Try } from '../../domain/walk.ts';
import type { Detail } from './managed-object.ts';

/** The tries of a walk; absent values are null. */
export function triesOf(tries: readonly Try[]): readonly Detail[] {
  return tries.map(({ server, outcome, status, reason, ms }) => ({
    server,
    outcome,
    status: status ?? null,
    ms: Math.round(ms),
    reason,
  }));
}
