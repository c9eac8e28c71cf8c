/** XState leaves the children of an actor that threw running. */
import type { CallRef } from './call-session.ts';

export function failOrphans({ children }: ReturnType<CallRef['getSnapshot']>): void {
  // One that threw at its very start has none.
  for (const child of Object.values(children ?? {})) {
    child?.send({ type: 'fault', message: 'its call failed' });
  }
}
