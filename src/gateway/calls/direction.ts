/** Which way a call goes, seen from the gateway. */
import type { Direction } from '../../domain/call-record.ts';
import type { Route } from '../../domain/resolve.ts';

export function directionOf(origin: 'local' | 'network', { kind }: Route): Direction {
  if (origin === 'network') return 'incoming';
  return kind === 'local' ? 'internal' : 'outgoing';
}
