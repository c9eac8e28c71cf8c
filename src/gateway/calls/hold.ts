/**
 * Whether an offer puts the other party on hold. RFC 3264 §8.4, and the older null address of RFC
 * 2543.
 */

const holdLines: ReadonlySet<string> = new Set([
  'a=sendonly',
  'a=inactive',
  'c=IN IP4 0.0.0.0',
  'c=IN IP6 ::',
]);

export function isHold(description: Buffer): boolean {
  return description
    .toString('latin1')
    .split('\n')
    .some((line) => holdLines.has(line.trimEnd()));
}
