/**
 * What registrars remember of lines: Call-ID, CSeq, instance-id. Never going backwards, over
 * restarts too. RFC 3261 §10.2, §12.2.1.1.
 */
import type { Log } from '../../runtime/log.ts';
import type { Random } from '../../sip/clock.ts';
import type { Sequence } from '../../sip/ua/register-request.ts';
import type { LineIdentity, Store } from '../../store/store.ts';

interface Counting {
  /** Without the number below which all are reserved: that is on the disk alone. */
  readonly identity: Omit<LineIdentity, 'cseqReserved'>;
  next: number;
  /** Numbers below this are free to use: a restart goes on above them, whatever the disk holds. */
  limit: number;
  /** Whether a restart will find this Call-ID. */
  isKept: boolean;
  isReserving: boolean;
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

  /** Identities of users that are gone go, too; those that stay have numbers when this resolves. */
  async load(users: ReadonlySet<string>): Promise<void> {
    const reserved: Promise<void>[] = [];
    for (const { cseqReserved, ...identity } of await this.#store.identities()) {
      const { user } = identity;
      if (users.has(user)) {
        const counts = { next: cseqReserved, limit: cseqReserved, isKept: true };
        reserved.push(this.#reserve(this.#begin({ identity, ...counts, isReserving: false })));
      } else {
        this.#forget(user);
      }
    }
    await Promise.all(reserved);
  }

  instanceOf(user: string): string {
    return this.#counting(user).identity.instanceId;
  }

  /** What its next REGISTER will have, unless no number of it is left. */
  callIdOf(user: string): string {
    return this.#counting(user).identity.callId;
  }

  next(user: string): Sequence {
    let counting = this.#counting(user);
    // No block could be kept: numbers of a Call-ID that is new to everybody need none.
    if (counting.next >= counting.limit) counting = this.#begin(this.#fresh(counting.identity));
    const sequence = { callId: counting.identity.callId, cseq: counting.next };
    counting.next += 1;
    const isShort = counting.limit - counting.next < low;
    if ((isShort || !counting.isKept) && !counting.isReserving) void this.#reserve(counting);
    return sequence;
  }

  #counting(user: string): Counting {
    const known = this.#byUser.get(user);
    if (known) return known;
    const instanceId = `urn:uuid:${uuid(this.#random.hex(16))}`;
    return this.#begin(this.#fresh({ user, instanceId }));
  }

  #begin(counting: Counting): Counting {
    this.#byUser.set(counting.identity.user, counting);
    return counting;
  }

  /** Its first block is free: either the disk will have it, or nothing of this Call-ID. */
  #fresh({ user, instanceId }: Pick<LineIdentity, 'user' | 'instanceId'>): Counting {
    const identity = { user, instanceId, callId: `${this.#random.hex(12)}@offhook` };
    return { identity, next: 1, limit: 1 + block, isKept: false, isReserving: false };
  }

  async #reserve(counting: Counting): Promise<void> {
    const cseqReserved = counting.next + block;
    counting.isReserving = true;
    try {
      await this.#store.saveIdentity({ ...counting.identity, cseqReserved });
      counting.isKept = true;
      counting.limit = Math.max(counting.limit, cseqReserved);
    } catch (error) {
      // The next number tries again. A full disk is no reason not to register.
      this.#log.warn({ error }, 'a line identity is not kept');
    }
    counting.isReserving = false;
  }

  #forget(user: string): void {
    this.#store.forgetIdentity(user).catch((error: unknown) => {
      this.#log.warn({ error }, 'the identity of a line that is gone is not forgotten');
    });
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
