/** The sessions and conferences of the child, and who sits where. */
import type { Leg, Member } from '../media.ts';
import { ChildSession, type SessionSurroundings } from './child-session.ts';
import { Conference, type Seat } from './conference.ts';
import type { Pacer } from './pacer.ts';

export class Rooms {
  readonly #pacer: Pacer;
  readonly #around: (session: string) => SessionSurroundings;
  readonly #sessions = new Map<string, ChildSession>();
  readonly #conferences = new Map<string, Conference>();

  constructor(pacer: Pacer, around: (session: string) => SessionSurroundings) {
    this.#pacer = pacer;
    this.#around = around;
  }

  /** A session is made when it is first spoken of. */
  open(id: string): ChildSession {
    const session = this.#sessions.get(id) ?? new ChildSession(id, this.#around(id));
    this.#sessions.set(id, session);
    return session;
  }

  get(id: string): ChildSession | undefined {
    return this.#sessions.get(id);
  }

  all(): Iterable<ChildSession> {
    return this.#sessions.values();
  }

  close(id: string): void {
    this.#sessions.get(id)?.close();
    this.#sessions.delete(id);
  }

  confer(id: string, members: readonly Member[]): void {
    const before = this.#conferences.get(id);
    before?.close();
    this.#conferences.delete(id);
    if (members.length > 0) this.#conferences.set(id, new Conference(members, this.#pacer));
    const touched = [...(before?.seats().keys() ?? []), ...members];
    for (const session of new Set(touched.map((member) => member.session)))
      this.#sessions.get(session)?.seat(this.#seatsOf(session));
  }

  #seatsOf(session: string): ReadonlyMap<Leg, Seat> {
    const seats = new Map<Leg, Seat>();
    for (const conference of this.#conferences.values()) {
      for (const [member, seat] of conference.seats())
        if (member.session === session) seats.set(member.leg, seat);
    }
    return seats;
  }
}
