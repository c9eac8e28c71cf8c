/**
 * Soft ports as parties of a call: the media engine speaks for them, their port actor hears what
 * happens.
 */
import type { Caller } from '../../domain/addressing.ts';
import type { LocalStyle, Media } from '../../media/media.ts';
import { mediaRefusal } from './media-refusal.ts';
import {
  type CalleeFact,
  type CalleeParty,
  type CallerParty,
  noBody,
  unacceptable,
} from './party.ts';

/** Soft ports stand on the inside, as phones do. */
const side = 'lan';
const maxForwards = 70;

function nothing(): void {
  // A soft port hears of it through its actor.
}

export function softCaller(options: {
  readonly media: Media;
  readonly call: string;
  readonly port: string;
  readonly caller: Extract<Caller, { kind: 'user' }>;
  readonly isHidden?: boolean | undefined;
  readonly style: LocalStyle;
}): CallerParty {
  const { media, call, port, caller, isHidden, style } = options;
  return {
    side,
    caller,
    user: caller.user.name,
    port,
    from: caller.user.name,
    callId: undefined,
    offer: media.terminate(call, 'a', side, undefined, style),
    maxForwards,
    isAnonymous: false,
    isHidden,
    ring: nothing,
    answer: nothing,
    refuse: nothing,
    leg: () => undefined,
    end: nothing,
  };
}

export function softCallee(options: {
  readonly media: Media;
  readonly call: string;
  readonly offer: Buffer;
  readonly style: LocalStyle;
  readonly report: (fact: CalleeFact) => void;
}): CalleeParty {
  const { media, call, offer, style, report } = options;
  report({ type: 'rang', status: 180, body: noBody });
  return {
    side,
    callId: undefined,
    cancel: nothing,
    accept: nothing,
    leg: () => undefined,
    end: nothing,
    pickUp() {
      try {
        const theirs = offer.length > 0 ? offer : undefined;
        const body = media.terminate(call, 'b', side, theirs, style);
        report({ type: 'answered', body });
      } catch (error) {
        const refusal = mediaRefusal(error);
        if (refusal?.cause !== 'not-acceptable') throw error;
        // An offer that cannot be answered here.
        report(unacceptable(refusal.reason, true));
      }
    },
  };
}
