/**
 * What registrars remember of lines: Call-ID, CSeq, instance-id. Never going backwards, over
 * restarts too.
 */
import type { Log } from '../runtime/log.ts';
import type { Random } from '../sip/clock.ts';
import type { LineIdentity, Store } from '../store/store.ts';

interface Counting {
  identity: LineIdentity;
  next: number;
}

/** Reserved at a time, and how few are left when more are. */
const block = 1000;
const low = 200;

export class Identities {
  readonly #store: Store;
  readonly #random: Random;
  readonly #log: Log;
  readonly #byUser = new Map<string, Counting>();

  constructor(store: Store, random: Random, log: Log) {
    this.#store = store;
    this.#random = random;
    this.#log = log;
  }

  /** Identities of users that are gone go, too. */
  async load(users: ReadonlySet<string>): Promise<void> {
    for (const identity of await this.#store.identities()) {
      if (!users.has(identity.user)) {
        this.#keep(this.#store.forgetIdentity(identity.user));
        continue;
      }
      this.#byUser.set(identity.user, { identity, next: identity.cseqReserved });
    }
  }

  of(user: string): LineIdentity {
    return this.#counting(user).identity;
  }

  nextCseq(user: string): number {
    const counting = this.#counting(user);
    const cseq = counting.next;
    counting.next += 1;
    if (counting.identity.cseqReserved - counting.next < low) this.#reserve(counting);
    return cseq;
  }

  #counting(user: string): Counting {
    const known = this.#byUser.get(user);
    if (known) return known;
    const identity = {
      user,
      callId: `${this.#random.hex(12)}@offhook`,
      instanceId: `urn:uuid:${uuid(this.#random.hex(16))}`,
      cseqReserved: 1,
    };
    const counting = { identity, next: 1 };
    this.#byUser.set(user, counting);
    this.#reserve(counting);
    return counting;
  }

  #reserve(counting: Counting): void {
    const before = counting.identity;
    const identity = { ...before, cseqReserved: counting.next + block };
    counting.identity = identity;
    const saved = this.#store.saveIdentity(identity).catch((error: unknown) => {
      // The next number tries again: a restart must not find one that has been used.
      if (counting.identity === identity) counting.identity = before;
      throw error;
    });
    this.#keep(saved);
  }

  /** A full disk is no reason not to register: the store has said so already. */
  #keep(saved: Promise<void>): void {
    saved.catch((error: unknown) => this.#log.warn({ error }, 'a line identity is not kept'));
  }
}

/** Version 4 of RFC 9562, from 16 random bytes. */
function uuid(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const text = `${hex.slice(0, 12)}4${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return [
    text.slice(0, 8),
    text.slice(8, 12),
    text.slice(12, 16),
    text.slice(16, 20),
    text.slice(20, 32),
  ].join('-');
}
