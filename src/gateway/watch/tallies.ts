/** What each line, server and rule has done since the start; every number only rises. */
import type { ServerKind } from '../../domain/configuration.ts';
import type {
  CallCounts,
  MediaCounts,
  RegistrationCounts,
  RuleCounts,
} from '../../management/view.ts';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

export interface UserTally {
  readonly registration: Mutable<RegistrationCounts>;
  readonly incoming: Mutable<CallCounts>;
  readonly outgoing: Mutable<CallCounts>;
  readonly media: Mutable<MediaCounts>;
}

export interface ServerTally {
  requests: number;
  successes: number;
  refusals: number;
  timeouts: number;
  failovers: number;
  lastStatus: number | null;
}

function callCounts(): Mutable<CallCounts> {
  return { attempts: 0, connected: 0, failed: 0, dropped: 0, seconds: 0 };
}

function userTally(): UserTally {
  return {
    registration: { attempts: 0, successes: 0, failures: 0, failovers: 0 },
    incoming: callCounts(),
    outgoing: callCounts(),
    media: { packetsReceived: 0, packetsSent: 0, packetsLost: 0, bytesReceived: 0, bytesSent: 0 },
  };
}

function serverTally(): ServerTally {
  return { requests: 0, successes: 0, refusals: 0, timeouts: 0, failovers: 0, lastStatus: null };
}

/** The tally of a key, begun when it is first asked for. */
function taken<T>(map: Map<string, T>, key: string, begin: () => T): T {
  const known = map.get(key);
  if (known) return known;
  const tally = begin();
  map.set(key, tally);
  return tally;
}

export class Tallies {
  readonly #users = new Map<string, UserTally>();
  readonly #servers = new Map<string, ServerTally>();
  readonly #rules = new Map<string, Mutable<RuleCounts>>();

  user(name: string): UserTally {
    return taken(this.#users, name, userTally);
  }

  server(kind: ServerKind, name: string): ServerTally {
    return taken(this.#servers, `${kind}:${name}`, serverTally);
  }

  rule(name: string): Mutable<RuleCounts> {
    return taken(this.#rules, name, () => ({ matches: 0, lastMatchAt: null }));
  }
}
