/** Hold, one direction of a stream by itself: asked for, answered, taken back. RFC 3264 §8.4. */
import type { LegName } from '../../../machines/leg.machine.ts';
import type { CallRef } from './call-session.ts';

const holdLines: ReadonlySet<string> = new Set([
  'a=sendonly',
  'a=inactive',
  'c=IN IP4 0.0.0.0',
  'c=IN IP6 ::',
]);

/** Whether this party holds the other one: while somebody offers anew, as it was agreed before. */
export function isHolding(call: CallRef | undefined, leg: LegName): boolean {
  const context = call?.getSnapshot().children[leg]?.getSnapshot().context;
  return context !== undefined && 'isHeld' in context && context.isHeld;
}

/** Whether an offer puts the other party on hold; a null address is the older way of RFC 2543. */
export function isHold(description: Buffer): boolean {
  return description
    .toString('latin1')
    .split('\n')
    .some((line) => holdLines.has(line.trimEnd()));
}

/**
 * Whether who was made an offer holds by its answer. One that held and now listens only, though it
 * might speak, has not come back.
 */
export function holdsBy(
  answer: Buffer,
  { offer, didHold }: { readonly offer: Buffer; readonly didHold: boolean },
): boolean {
  const isDumb = /^a=recvonly\r?$/m.test(answer.toString('latin1'));
  return isHold(answer) || (didHold && isDumb && !isHold(offer));
}

/**
 * A description of a leg that ends here, which holds the other one and so receives nothing. Held by
 * the other one itself it does not send either.
 */
export function holding(description: Buffer): Buffer {
  const deaf = description
    .toString('latin1')
    .replace(/^a=sendrecv\r$/gm, 'a=sendonly\r')
    .replace(/^a=recvonly\r$/gm, 'a=inactive\r');
  return Buffer.from(deaf, 'latin1');
}

/** The same, which holds nobody: the answer says whether the other one does (RFC 6337 §5.3). */
export function resuming(description: Buffer): Buffer {
  const open = description
    .toString('latin1')
    .replace(/^a=(sendonly|recvonly|inactive)\r$/gm, 'a=sendrecv\r');
  return Buffer.from(open, 'latin1');
}
