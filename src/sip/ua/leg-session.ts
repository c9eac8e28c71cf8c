/** The session of one dialog: what is agreed, and its refreshes. RFC 4028 §7.4, §10. */
import type { Clock, Random } from '../clock.ts';
import type { Fields, Response } from '../message/message.ts';
import { seconds } from '../message/readers.ts';
import type { ClientTransactionUser } from '../transaction-user.ts';
import { glareWaitMs } from './glare.ts';
import { granted, minSeMax, type Session, SessionTimer } from './session-timer.ts';

export interface LegSessionPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ownsCallId: boolean;
  /** Whether the peer knows UPDATE. */
  readonly canUpdate: boolean;
  update(fields: Fields, user: ClientTransactionUser): void;
  /** Offers the same description again. */
  offerAgain(): void;
  gone(reason: string, why?: 'not refreshed'): void;
}

/** What a refresh is tried: 422, glare and a busy peer are answered by waiting or a longer one. */
const triesMax = 4;

export class LegSession {
  readonly #ports: LegSessionPorts;
  readonly #timer: SessionTimer;
  #agreed: Session | undefined;
  /** The largest that any 422 has named (§7.4). */
  #minSe: number | undefined;

  constructor(ports: LegSessionPorts) {
    this.#ports = ports;
    this.#timer = new SessionTimer(ports.clock, {
      refresh: () => this.#refresh(1),
      expired: () => ports.gone('session timer ran out', 'not refreshed'),
    });
  }

  agree(session: Session | undefined): void {
    this.#agreed = session;
    this.#timer.set(session);
  }

  agreed(): Session | undefined {
    return this.#agreed;
  }

  stop(): void {
    this.#timer.stop();
  }

  /** Whether to ask again, for as long as this 422 wants. */
  lengthen(response: Response): boolean {
    const wanted = seconds(response, 'Min-SE');
    if (!this.#agreed || wanted === undefined || wanted > minSeMax) return false;
    this.#minSe = Math.max(wanted, this.#minSe ?? 0);
    return true;
  }

  /** What a re-INVITE or UPDATE of ours says about it. */
  fields(): Fields {
    if (!this.#agreed) return [];
    const refresher = this.#agreed.isOurs ? 'uac' : 'uas';
    const expires = Math.max(this.#agreed.seconds, this.#minSe ?? 0);
    return [
      ['Supported', 'timer'],
      ['Session-Expires', `${expires};refresher=${refresher}`],
      ...(this.#minSe === undefined ? [] : [['Min-SE', String(this.#minSe)] as const]),
    ];
  }

  #refresh(tries: number): void {
    const ports = this.#ports;
    if (!ports.canUpdate) return ports.offerAgain();
    ports.update(this.fields(), {
      response: (response) => {
        const { status } = response;
        if (status < 200) return;
        if (status < 300) return this.agree(granted(response));
        if (status === 481 || status === 408) return ports.gone(`${status} to a session refresh`);
        this.#refused(response, tries);
      },
      failed: () => ports.gone('no answer to a session refresh'),
    });
  }

  /** §7.4, §10: until its end the session goes on, so it is tried otherwise. */
  #refused(response: Response, tries: number): void {
    const { status } = response;
    const ports = this.#ports;
    const { clock, random, ownsCallId } = ports;
    if (tries >= triesMax) return;
    if (status === 422 && this.lengthen(response)) return this.#refresh(tries + 1);
    if (status !== 491 && status !== 500) return ports.offerAgain();
    const pauseMs =
      status === 491
        ? glareWaitMs(ownsCallId, random)
        : (seconds(response, 'Retry-After') ?? 0) * 1000;
    this.#timer.later(clock.setTimeout(() => this.#refresh(tries + 1), pauseMs));
  }
}
