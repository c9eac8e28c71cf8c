/**
 * A re-INVITE of ours until it is settled: its 2xx acknowledged, glare waited out. RFC 3261 §14.1,
 * §12.2.1.2.
 */
import type { Clock, Random } from '../clock.ts';
import type { Response } from '../message/message.ts';
import type { ClientTransactionUser } from '../transaction-user.ts';
import { glareWaitMs } from './glare.ts';

export interface ReofferPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ownsCallId: boolean;
  /** Sends the re-INVITE; the CSeq it has got. */
  send(user: ClientTransactionUser): number;
  accepted(response: Response, cseq: number): void;
  repeatAck(): void;
  /** The dialog is gone. */
  gone(reason: string): void;
  isOver(): boolean;
}

/** A peer that meets every offer with one of its own is not waited for any longer. */
const triesMax = 3;

export function reoffer(
  ports: ReofferPorts,
  done: (status: number, answer: Buffer) => void,
  tries = 1,
): void {
  let isSettled = false;
  const settle = (status: number, answer: Buffer) => {
    isSettled = true;
    done(status, answer);
  };
  const cseq = ports.send({
    response(response) {
      const { status, body } = response;
      if (status < 200) return;
      if (isSettled) {
        if (status < 300) ports.repeatAck();
        return;
      }
      if (status < 300) {
        ports.accepted(response, cseq);
        settle(status, body);
      } else if (status === 491 && tries < triesMax) {
        isSettled = true;
        retryAfterGlare(ports, done, tries + 1);
      } else {
        settle(status, body);
        if (status === 481 || status === 408) ports.gone(`${status} inside the dialog`);
      }
    },
    failed() {
      if (isSettled) return;
      settle(408, Buffer.alloc(0));
      ports.gone('no answer inside the dialog');
    },
  });
}

function retryAfterGlare(
  ports: ReofferPorts,
  done: (status: number, answer: Buffer) => void,
  tries: number,
): void {
  ports.clock.setTimeout(
    () => (ports.isOver() ? done(481, Buffer.alloc(0)) : reoffer(ports, done, tries)),
    glareWaitMs(ports.ownsCallId, ports.random),
  );
}
