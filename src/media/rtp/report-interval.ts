/** How long until the next report of our own. RFC 3550 §6.2, §6.3.1, A.7. */

/** Of a call: two members, both of whom may speak. */
const members = 2;
/** The share of the session's bandwidth that reports may take. */
const reportShare = 0.05;
/** G.711 with its headers, in octets a second. */
const sessionBytesPerSecond = 10_000;
const shortestMs = 5000;
/** e − 1.5: what reconsideration takes off the mean is put on again. */
const compensation = Math.E - 1.5;

/** `chance` from 0 to 1 spreads it over half to one and a half times of the mean. */
export function reportIntervalMs(averageBytes: number, isFirst: boolean, chance: number): number {
  const fairMs = (1000 * averageBytes * members) / (reportShare * sessionBytesPerSecond);
  const leastMs = isFirst ? shortestMs / 2 : shortestMs;
  return (Math.max(fairMs, leastMs) * (0.5 + chance)) / compensation;
}
