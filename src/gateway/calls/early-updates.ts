/**
 * UPDATE before the answer: a party describes itself anew. Passed on where the other party can be
 * told, answered here where it need not be. RFC 3311 §5.2; RFC 6337 §3.
 */
import type { LegName } from '../../../machines/leg.machine.ts';
import type { Side } from '../../domain/side.ts';
import { otherLeg } from '../../media/media.ts';
import type { EarlyDialog, EarlyOffer } from '../../sip/ua/early-dialog.ts';
import type { CallSession } from './call-session.ts';
import { isHold } from './hold.ts';
import { noBody } from './party.ts';

interface Update {
  readonly from: LegName;
  readonly offer: EarlyOffer;
  readonly sideOfB: Side;
  readonly other: EarlyDialog | undefined;
  /** The other party is told with its answer: what it has heard so far binds nobody. */
  readonly isPreview: boolean;
}

/** What a caller said first is no longer true; a called party is told if it can be. */
export function callerUpdates(session: CallSession, offer: EarlyOffer): void {
  const [party, ...others] = session.callees.values();
  if (!party || session.isConnected()) return offer.answer(500);
  const other = others.length === 0 ? party.early?.() : undefined;
  pass(session, { from: 'a', offer, sideOfB: party.side, other, isPreview: false });
}

/** A called party goes on differently: an announcement before, say, and now a phone that rings. */
export function calleeUpdates(session: CallSession, key: string, offer: EarlyOffer): void {
  const party = session.callees.get(key);
  const { caller } = session.facts;
  if (!party || session.isConnected()) return offer.answer(500);
  const other = caller.early?.();
  const answer: EarlyOffer['answer'] = (status, body) => {
    if (status < 300) session.note(key, offer);
    offer.answer(status, body);
  };
  const isPreview = other?.isBound() !== true;
  pass(session, { from: 'b', offer: { ...offer, answer }, sideOfB: party.side, other, isPreview });
}

function pass({ exchange }: CallSession, update: Update): void {
  const { from, offer, sideOfB, other, isPreview } = update;
  const to = otherLeg(from);
  const [said, sent, known] = [exchange.said(from), exchange.sentTo(to), exchange.sentTo(from)];
  if (isPreview && !fits(offer.body, known)) return offer.answer(488);
  const back = (status: number) => {
    const refuse = () => offer.answer(status, noBody);
    if (said.length === 0) return refuse();
    const half = from === 'a' ? 'offer' : 'answer';
    exchange.relay(from, { half, body: said, sideOfB, failed: refuse }, refuse);
  };
  const failed = () => back(488);
  const tell = (ours: Buffer) => {
    if (isPreview || ours.equals(sent)) return offer.answer(200, known);
    if (!other?.canOffer()) return back(500);
    other.offer(ours, (status, answer) => {
      if (status >= 300 || answer.length === 0) return back(status < 300 ? 488 : status);
      const theirs = { half: 'answer', body: answer, sideOfB, failed } as const;
      exchange.relay(to, theirs, (body) => offer.answer(200, body));
    });
  };
  try {
    const half = isPreview ? 'answer' : 'offer';
    exchange.relay(from, { half, body: offer.body, sideOfB, failed }, tell);
  } catch {
    failed();
  }
}

/** Whether what was offered before answers this, too: as many streams, and both ways. */
function fits(offer: Buffer, known: Buffer): boolean {
  return !isHold(offer) && streamsOf(offer) === streamsOf(known);
}

function streamsOf(description: Buffer): number {
  return description
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('m=')).length;
}
