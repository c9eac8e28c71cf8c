/** The session of one dialog: what is agreed, and its refreshes. RFC 4028 §7.4, §10. */
import type { Clock } from '../clock.ts';
import type { Fields } from '../message/message.ts';
import type { ClientTransactionUser } from '../transaction-user.ts';
import { granted, type Session, SessionTimer } from './session-timer.ts';

export interface LegSessionPorts {
  readonly clock: Clock;
  /** Whether the peer knows UPDATE. */
  readonly canUpdate: boolean;
  update(fields: Fields, user: ClientTransactionUser): void;
  /** Offers the same description again. */
  offerAgain(): void;
  gone(reason: string): void;
}

export class LegSession {
  readonly #ports: LegSessionPorts;
  readonly #timer: SessionTimer;
  #agreed: Session | undefined;

  constructor(ports: LegSessionPorts) {
    this.#ports = ports;
    this.#timer = new SessionTimer(ports.clock, {
      refresh: () => this.#refresh(),
      expired: () => ports.gone('session timer ran out'),
    });
  }

  agree(session: Session | undefined): void {
    this.#agreed = session;
    this.#timer.set(session);
  }

  stop(): void {
    this.#timer.stop();
  }

  /** What a re-INVITE or UPDATE of ours says about it. */
  fields(): Fields {
    if (!this.#agreed) return [];
    const refresher = this.#agreed.isOurs ? 'uac' : 'uas';
    return [
      ['Supported', 'timer'],
      ['Session-Expires', `${this.#agreed.seconds};refresher=${refresher}`],
    ];
  }

  #refresh(): void {
    const ports = this.#ports;
    if (!ports.canUpdate) return ports.offerAgain();
    ports.update(this.fields(), {
      response: (response) => {
        const { status } = response;
        if (status >= 200 && status < 300) this.agree(granted(response));
        if (status === 481 || status === 408) ports.gone(`${status} to a session refresh`);
      },
      failed: () => ports.gone('no answer to a session refresh'),
    });
  }
}
