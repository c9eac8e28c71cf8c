/** What is known of servers, read from their actors and told to them. */

import type { ServerRef } from '../../../machines/gateway-setup.ts';
import type { ServerSettings } from '../../../machines/server-setup.ts';
import type { Configuration, Server, ServerKind } from '../../domain/configuration.ts';
import { formatContact } from '../../domain/contact.ts';
import { type AttemptSettings, attemptFor, failBackIn, quarantineMs } from '../../domain/health.ts';
import { numberSetting } from '../../domain/protocol.ts';
import type { Health as HealthWord } from '../../domain/walk.ts';

/**
 * How a transport fault counts: `silence` shortens attempts, anything else takes the server down.
 */
export type Contact =
  | { readonly kind: 'answered' }
  | { readonly kind: 'overloaded'; readonly retryAfterSeconds: number }
  | { readonly kind: 'silent'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

export interface HealthRow {
  readonly health: HealthWord;
  readonly sinceMs: number;
  readonly reason: string | undefined;
}

const words: ReadonlySet<string> = new Set([
  'unknown',
  'up',
  'suspect',
  'down',
  'quarantined',
  'disabled',
]);

function isWord(text: string): text is HealthWord {
  return words.has(text);
}

/** The actor that knows of a server. */
export type FindServer = (kind: ServerKind, name: string) => ServerRef | undefined;

export class Health {
  readonly #find: FindServer;
  readonly #configuration: () => Configuration;
  readonly #now: () => number;
  /** By user: who has eyes of its own while it is drilled. */
  readonly #apart = new Map<string, Health>();

  constructor(find: FindServer, configuration: () => Configuration, now: () => number) {
    this.#find = find;
    this.#configuration = configuration;
    this.#now = now;
  }

  /** Health as this user's line and calls see it: everybody's, unless a drill says otherwise. */
  seenBy(user: string | undefined): Health {
    return (user === undefined ? undefined : this.#apart.get(user)) ?? this;
  }

  /** What this user finds out of these servers concerns nobody else until it is joined again. */
  separate(user: string, find: FindServer): Health {
    const own = new Health(
      (kind, name) => find(kind, name) ?? this.#find(kind, name),
      this.#configuration,
      this.#now,
    );
    this.#apart.set(user, own);
    return own;
  }

  join(user: string): void {
    this.#apart.delete(user);
  }

  row(kind: ServerKind, name: string): HealthRow {
    const snapshot = this.#find(kind, name)?.getSnapshot();
    const value = snapshot?.value ?? 'unknown';
    return {
      health: isWord(value) ? value : 'unknown',
      sinceMs: snapshot?.context.sinceMs ?? this.#now(),
      reason: snapshot?.context.reason,
    };
  }

  /** How the next attempt at this server is to be made. */
  attempt(server: Server, settings: AttemptSettings): ReturnType<typeof attemptFor> {
    const snapshot = this.#find(server.kind, server.name)?.getSnapshot();
    const value = snapshot?.value ?? 'unknown';
    const leftMs = Math.max(0, (snapshot?.context.quarantineUntilMs ?? 0) - this.#now());
    return attemptFor(isWord(value) ? value : 'unknown', settings, leftMs);
  }

  /** It has asked to be left alone for a while: 503 with Retry-After. */
  isLeftAlone({ kind, name }: Pick<Server, 'kind' | 'name'>): boolean {
    return this.row(kind, name).health === 'quarantined';
  }

  tell(kind: ServerKind, name: string, contact: Contact): void {
    const ref = this.#find(kind, name);
    if (!ref) return;
    if (contact.kind === 'answered') {
      // No news of a server that is up: not worth an event for each response of each call.
      if (ref.getSnapshot().value !== 'up') ref.send({ type: 'server.answered' });
    } else if (contact.kind === 'overloaded') {
      ref.send({ type: 'server.overloaded', forMs: quarantineMs(contact.retryAfterSeconds) });
    } else if (contact.kind === 'silent') {
      ref.send({ type: 'server.silent', reason: contact.reason });
    } else ref.send({ type: 'server.unreachable', reason: contact.reason });
  }

  settings({ kind, master, enabled, contact }: Server): ServerSettings {
    const configuration = this.#configuration();
    const number = (name: Parameters<typeof numberSetting>[1]) =>
      numberSetting(configuration, name);
    return {
      place: formatContact(contact),
      probeIntervalMs: number('probe-interval') * 1000,
      successesNeeded: number('probe-successes'),
      failuresNeeded: number('probe-failures'),
      isAlwaysProbed: failBackIn(configuration, { kind, master }) === 'probe',
      isEnabled: enabled,
    };
  }
}

/** As health takes it: a time that ran out or a connection that broke leaves a doubt. */
export function contactOf(fault: string, reason: string): Contact {
  const isDoubt = fault === 'timeout' || fault === 'lost';
  return isDoubt ? { kind: 'silent', reason } : { kind: 'unreachable', reason };
}
