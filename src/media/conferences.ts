/** The conferences as the parent knows them: who is in each. */
import { Refusal } from '../domain/refusal.ts';
import { limits } from './limits.ts';
import type { Member } from './media.ts';
import type { ToChild } from './plan.ts';

interface ConferencePorts {
  readonly tell: (message: ToChild) => void;
  /** Whether what a leg says can be mixed. */
  readonly mayMix: (member: Member) => boolean;
}

export class Conferences {
  readonly #ports: ConferencePorts;
  readonly #conferences = new Map<string, readonly Member[]>();

  constructor(ports: ConferencePorts) {
    this.#ports = ports;
  }

  /** Throws a `Refusal`; without members it ends. */
  confer(id: string, members: readonly Member[]): void {
    if (members.length > limits.conferenceMembersMax)
      throw refused(`has at most ${limits.conferenceMembersMax} members`);
    for (const member of members)
      if (!this.#ports.mayMix(member))
        throw refused(
          `needs G.711, which leg ${member.leg} of session ${member.session} does not have`,
        );
    if (members.length > 0) this.#conferences.set(id, members);
    else this.#conferences.delete(id);
    this.#ports.tell({ type: 'conference', id, members });
  }

  /** A session ends: the others go on. */
  leave(session: string): void {
    for (const [id, members] of this.#conferences) {
      const left = members.filter((member) => member.session !== session);
      if (left.length < members.length) this.confer(id, left);
    }
  }

  /** To a child that knows of none. */
  tellAll(): void {
    for (const [id, members] of this.#conferences)
      this.#ports.tell({ type: 'conference', id, members });
  }
}

function refused(rule: string): Refusal {
  return new Refusal('E-CONFERENCE', `a conference ${rule}`);
}
