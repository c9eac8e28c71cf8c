/** From the digits of a port to the number that is called. Manual §1.9, §1.10: mask, map, terminators, prefixes. */
import type { Configuration, Port } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { type DigitMatch, matchDigits, matchesNumber, stripTerminators } from './digit-match.ts';
import { limits } from './limits.ts';

/** What the digits dialled so far are, seen through the port's mask and map. */
export function dialledSoFar(port: Port, dialled: string): DigitMatch {
  if (dialled.length < port.dialMask) return 'partial';
  const digits = dialled.slice(port.dialMask);
  // Without a map a pause or `#` ends dialling.
  if (port.digitMap === undefined) return digits.endsWith('#') ? 'complete' : 'onTimeout';
  return matchDigits(compileDigitMap(port.digitMap, limits.digitMapLength), digits);
}

/** The number to resolve; undefined when nothing is left of it. */
export function calledNumber(
  { prefixReplacements }: Configuration,
  port: Port,
  dialled: string,
): string | undefined {
  const bare = stripTerminators(dialled.slice(port.dialMask));
  if (bare === '') return undefined;
  // Prefixes may hold `*` and `#` (manual: `*001`), so they see the digits as dialled.
  const typed = dialled.slice(port.dialMask);
  for (const name of port.prefixReplacements) {
    const rule = prefixReplacements.find((one) => one.name === name);
    const length = rule ? prefixLength(rule.prefix, typed) : 0;
    if (rule && length > 0) return `${rule.replacement}${stripTerminators(typed.slice(length))}`;
  }
  return bare;
}

/** How many leading digits the shortest match of a prefix takes; 0 for none. */
function prefixLength(prefix: string, digits: string): number {
  const map = compileDigitMap(prefix, limits.prefixLength);
  for (let length = 1; length <= digits.length; length += 1) {
    if (matchesNumber(map, digits.slice(0, length))) return length;
  }
  return 0;
}
