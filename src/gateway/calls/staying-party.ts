/** A party that stays when its call is transferred: its dialog goes on in another call. */
import type { LegName } from '../../../machines/leg.machine.ts';
import type { Caller } from '../../domain/addressing.ts';
import type { MediaPolicy } from '../../domain/media-policy.ts';
import type { Route } from '../../domain/resolve.ts';
import type { Side } from '../../domain/side.ts';
import type { MediaEngine } from '../../media/media.ts';
import type { CallLeg, LegFact } from '../../sip/ua/call-leg.ts';
import type { CalleeParty, CallerParty } from './party.ts';

export interface StayingParty {
  readonly side: Side;
  readonly policy: MediaPolicy | undefined;
  readonly caller: Caller;
  readonly port: string | undefined;
  /** Number or name, for lists and records. */
  readonly from: string;
  /** Soft ports have none. */
  readonly dialog: CallLeg | undefined;
  /** The last description that it gave. */
  readonly said: Buffer;
  /** The call that it will go on in. */
  movesTo(call: string): void;
  /** Takes it out of its call, which ends: from now on its dialog tells this. */
  take(report: (fact: LegFact) => void): void;
}

/** A transfer that is under way, as the call that it will end knows it. */
export interface PendingTransfer {
  /** The leg that is to go on. */
  readonly stays: LegName;
  /** That leg is gone. */
  over(): void;
  /** The other one has hung up. */
  alone(): void;
}

/** A party before anybody has taken it over. */
export type PartyFacts = Omit<StayingParty, 'take' | 'movesTo'>;

export function callerFacts(party: CallerParty, said: Buffer): PartyFacts {
  const { side, policy, port, from, caller } = party;
  return { side, policy, port, from, caller, dialog: party.leg(), said };
}

interface Called {
  readonly called: string;
  readonly route: Route;
  readonly winner: CalleeParty | undefined;
  /** What the winner is known by among the called parties. */
  readonly key: string | undefined;
  readonly said: Buffer;
}

export function calleeFacts({ called, route, winner, key, said }: Called): PartyFacts {
  const user = route.kind === 'local' ? route.user : undefined;
  const portPrefix = 'port ';
  return {
    side: winner?.side ?? 'wan',
    policy: winner?.policy,
    port: key?.startsWith(portPrefix) ? key.slice(portPrefix.length) : undefined,
    from: user?.name ?? called,
    caller: user
      ? { kind: 'user', user, registeredOn: undefined }
      : { kind: 'outside', user: called, displayName: undefined },
    dialog: winner?.leg(),
    said,
  };
}

const directions: ReadonlySet<string> = new Set(['a=sendonly', 'a=recvonly', 'a=inactive']);

/** What the party offers to whoever is next: as it was last, but no longer held. */
export function offerOf(
  { dialog, side, said }: StayingParty,
  media: MediaEngine,
  session: string,
  leg: LegName,
): Buffer {
  if (!dialog) return media.terminate(session, leg, side);
  const lines = said.toString('latin1').split('\r\n');
  return Buffer.from(lines.filter((line) => !directions.has(line)).join('\r\n'), 'latin1');
}
