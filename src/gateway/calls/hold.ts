/** Hold, one direction of a stream by itself: asked for, answered, taken back. RFC 3264 §8.4. */

const holdLines: ReadonlySet<string> = new Set([
  'a=sendonly',
  'a=inactive',
  'c=IN IP4 0.0.0.0',
  'c=IN IP6 ::',
]);

/** Whether an offer puts the other party on hold; a null address is the older way of RFC 2543. */
export function isHold(description: Buffer): boolean {
  return description
    .toString('latin1')
    .split('\n')
    .some((line) => holdLines.has(line.trimEnd()));
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
