/** From dialled digits to the called number: mask, map, terminators, prefixes. Manual §1.9. */
import type { Configuration, Port, PrefixReplacement } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import {
  type DigitMatch,
  matchDigits,
  matchesNumber,
  shortestMatch,
  stripTerminators,
} from './digit-match.ts';
import { limits } from './limits.ts';
import { memo } from './memo.ts';
import { emergencyNumbers } from './resolve.ts';
import { starMatch } from './star-codes.ts';

const mapOfPort = memo(({ digitMap = '' }: Port) =>
  compileDigitMap(digitMap, limits.digitMapLength),
);

const mapOfPrefix = memo(({ prefix }: PrefixReplacement) =>
  compileDigitMap(prefix, limits.prefixLength),
);

/**
 * What the digits dialled so far are: on their way to a code, or seen through mask and map. Neither
 * may hide an emergency number.
 */
export function dialling(configuration: Configuration, port: Port, dialled: string): DigitMatch {
  const match = codeOrNumber(configuration, port, dialled);
  const urgent = emergencyNumbers(configuration).filter((one) => one.startsWith(dialled));
  if (urgent.length === 0) return match;
  if (urgent.some((one) => one !== dialled)) return leftOpen(match);
  return match === 'impossible' || match === 'complete' ? 'complete' : 'onTimeout';
}

function codeOrNumber(configuration: Configuration, port: Port, dialled: string): DigitMatch {
  const code = starMatch(configuration, port, dialled);
  if (code === 'complete' || code === 'onTimeout') return code;
  if (code === 'none') return dialledSoFar(port, dialled);
  // No number begins like that: what is cut short is no number either.
  return /^[*#]/.test(dialled) ? code : leftOpen(dialledSoFar(port, dialled));
}

/** More digits may follow. */
function leftOpen(match: DigitMatch): DigitMatch {
  if (match === 'complete') return 'onTimeout';
  return match === 'impossible' ? 'partial' : match;
}

/** A code that is not whole: no number is made of what is there of it. */
export function isBegunCode(configuration: Configuration, port: Port, dialled: string): boolean {
  return /^[*#]/.test(dialled) && starMatch(configuration, port, dialled) === 'partial';
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
 * What a port takes of digits that come one by one: those behind a whole number, or behind what can
 * be none, are no part of it.
 */
export function takenDigits(
  configuration: Configuration,
  port: Port,
  dialled: string,
): { readonly digits: string; readonly match: DigitMatch } {
  for (let length = 1; length < dialled.length; length += 1) {
    const digits = dialled.slice(0, length);
    const match = dialling(configuration, port, digits);
    if (match === 'complete' || match === 'impossible') return { digits, match };
  }
  return { digits: dialled, match: dialling(configuration, port, dialled) };
}

/** Whether the port's map means such a number, dialled as a whole: with or without what ends it. */
export function isInMap(port: Port, dialled: string): boolean {
  if (port.digitMap === undefined || !isDialString(dialled)) return true;
  const digits = dialled.slice(port.dialMask);
  return ['', '#', '*'].some((end) => matchesNumber(mapOfPort(port), `${digits}${end}`));
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
