/** From dialled digits to the called number: mask, map, terminators, prefixes. Manual §1.9. */
import type { Configuration, Port, PrefixReplacement } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { type DigitMatch, matchDigits, shortestMatch, stripTerminators } from './digit-match.ts';
import { limits } from './limits.ts';
import { memo } from './memo.ts';
import { setting } from './protocol.ts';
import { serverCodeMatch } from './server-codes.ts';
import { starMatch } from './star-codes.ts';

const mapOfPort = memo(({ digitMap = '' }: Port) =>
  compileDigitMap(digitMap, limits.digitMapLength),
);

const mapOfPrefix = memo(({ prefix }: PrefixReplacement) =>
  compileDigitMap(prefix, limits.prefixLength),
);

/** What the digits dialled so far are: on their way to a code, or seen through mask and map. */
export function dialling(configuration: Configuration, port: Port, dialled: string): DigitMatch {
  const server = serverCodeMatch(configuration, dialled);
  if (server !== 'none') return server;
  const star = setting(configuration, 'star-codes') === 'on' ? starMatch(dialled) : 'none';
  return star === 'none' ? dialledSoFar(port, dialled) : star;
}

/** Seen through the port's mask and map. */
export function dialledSoFar(port: Port, dialled: string): DigitMatch {
  const digits = dialled.slice(port.dialMask);
  if (digits === '') return 'partial';
  // Without a map a pause or `#` ends dialling.
  if (port.digitMap === undefined) return digits.endsWith('#') ? 'complete' : 'onTimeout';
  return matchDigits(mapOfPort(port), digits);
}

/**
 * The number to resolve; undefined when nothing is left of it. A phone may also call a name, such
 * as a pseudonym: that is taken as it is.
 */
export function calledNumber(
  configuration: Configuration,
  port: Port,
  dialled: string,
): string | undefined {
  const number = isDialString(dialled)
    ? replacedPrefix(configuration, port, dialled.slice(port.dialMask))
    : dialled;
  return number === '' ? undefined : number;
}

function isDialString(text: string): boolean {
  return /^[0-9A-DT#*+]+$/i.test(text) && /[0-9#*]/.test(text);
}

/** The first rule of the port that matches, in the order in which they were added. */
function replacedPrefix({ prefixReplacements }: Configuration, port: Port, digits: string): string {
  const bare = stripTerminators(digits);
  for (const name of port.prefixReplacements) {
    const rule = prefixReplacements.find((one) => one.name === name);
    if (!rule) continue;
    // Prefixes may hold `*` and `#` (P635: `*001`), so they see the digits as dialled first.
    for (const text of [digits, bare]) {
      const length = shortestMatch(mapOfPrefix(rule), text);
      if (length > 0) return `${rule.replacement}${stripTerminators(text.slice(length))}`;
    }
  }
  return bare;
}
