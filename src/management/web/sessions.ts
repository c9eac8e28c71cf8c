/** Who is logged in: sessions in memory, dropped when idle, old or when the user changes. */
import { createHash } from 'node:crypto';
import type { WebSettings, WebUser } from '../../domain/configuration.ts';
import type { FaceRandom } from '../face.ts';
import { limits } from './limits.ts';

interface Session {
  readonly user: string;
  /** With another password the session is over. */
  readonly passwordHash: string;
  readonly openedAtMs: number;
  usedAtMs: number;
}

export interface Sessions {
  /** Gives the id that goes into the cookie. */
  open(user: WebUser): string;
  /** The user of a session that is still good. */
  userOf(id: string, settings: WebSettings): WebUser | undefined;
  close(id: string): void;
}

/** The ids themselves are not kept: a picture of the memory opens no session. */
function hashed(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

export function createSessions(random: FaceRandom, clock: { now(): number }): Sessions {
  const sessions = new Map<string, Session>();

  function isOver({ openedAtMs, usedAtMs }: Session): boolean {
    const nowMs = clock.now();
    return nowMs - openedAtMs > limits.sessionAgeMs || nowMs - usedAtMs > limits.sessionIdleMs;
  }

  return {
    open({ name, passwordHash = '' }) {
      const [oldest] = sessions.keys();
      if (sessions.size >= limits.sessions && oldest !== undefined) sessions.delete(oldest);
      const id = random.hex(32);
      const nowMs = clock.now();
      sessions.set(hashed(id), { user: name, passwordHash, openedAtMs: nowMs, usedAtMs: nowMs });
      return id;
    },
    userOf(id, { users }) {
      const session = sessions.get(hashed(id));
      if (!session) return undefined;
      const user = users.find(({ name }) => name === session.user);
      if (!user || user.passwordHash !== session.passwordHash || isOver(session)) {
        sessions.delete(hashed(id));
        return undefined;
      }
      session.usedAtMs = clock.now();
      return user;
    },
    close: (id) => void sessions.delete(hashed(id)),
  };
}
