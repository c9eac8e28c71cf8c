/** What a call is doing, in one word. */
import { routeText } from '../domain/resolve.ts';
import type { CallSession } from './call-session.ts';

export function stateOf({ actor }: CallSession): string {
  const snapshot = actor?.getSnapshot();
  if (!snapshot) return 'resolving';
  if (snapshot.matches({ hunting: 'searching' })) return 'hunting';
  if (snapshot.matches('hunting')) return 'ringing';
  if (!snapshot.matches('connected')) return topOf(snapshot.value);
  const { a, b } = snapshot.children;
  const isHeld = [a, b].some((leg) => leg?.getSnapshot().value === 'held');
  return isHeld ? 'held' : 'connected';
}

function topOf(value: unknown): string {
  return typeof value === 'string' ? value : 'hunting';
}

/** The Call-ID of the dialog to the network, where there is one. */
export function callIdOf(session: CallSession): string | null {
  const { caller, direction } = session.facts;
  if (direction === 'incoming') return caller.callId ?? null;
  return direction === 'outgoing' ? session.walkCallId : null;
}

/** The way that the call took: `user bob > proxies`. */
export function wayText(session: CallSession): string {
  const { route, forwardedBy } = session.way();
  return [...forwardedBy.map((user) => `user ${user}`), routeText(route)].join(' > ');
}
