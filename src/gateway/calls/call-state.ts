/** What a call is doing, in one word, and what it has tried. */
import { triesSoFar } from '../../../machines/hunt-outcomes.ts';
import { routeText } from '../../domain/resolve.ts';
import type { Try } from '../../domain/walk.ts';
import type { CallSession } from './call-session.ts';
import { isHolding } from './hold.ts';

export function stateOf({ actor }: CallSession): string {
  const snapshot = actor?.getSnapshot();
  if (!snapshot) return 'resolving';
  if (snapshot.matches({ hunting: 'searching' })) return 'hunting';
  if (snapshot.matches('hunting')) return 'ringing';
  if (!snapshot.matches('connected')) return topOf(snapshot.value);
  const isHeld = isHolding(actor, 'a') || isHolding(actor, 'b');
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

/** Those of a walk that has ended, else those of the walk as far as it has come. */
export function triesOf({ actor, hunt }: CallSession): readonly Try[] {
  const known = actor?.getSnapshot().context.tries ?? [];
  const walk = hunt?.getSnapshot();
  if (known.length > 0 || !walk) return known;
  return triesSoFar(walk.context, walk.value === 'proceeding');
}
