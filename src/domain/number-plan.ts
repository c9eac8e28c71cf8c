/**
 * How numbers are dialled in a country: what stands before numbers abroad and before long-distance
 * ones, and which are dear. ITU-T E.164, E.123; the numbering plans of the countries.
 */
import type { Configuration } from './configuration.ts';
import type { NumberFormat } from './peer-policy.ts';
import { setting } from './protocol.ts';
import { type Country, isCountry } from './tones.ts';

interface NumberPlan {
  /** ITU-T E.164 country code. */
  readonly code: string;
  readonly international: string;
  /** Before an area code; empty: numbers have none. */
  readonly national: string;
  /** Digits from which on a number without that prefix is a whole national one. */
  readonly bareFrom: number | undefined;
  /** Numbers that cost more than others, as they are dialled. */
  readonly premium: readonly string[];
}

/** Digits that a whole number has at least; shorter ones are of services. */
const wholeFrom = 5;

/** Countries of the North American plan abroad: dialled as if they were not. */
const caribbean = [
  ...['242', '246', '264', '268', '284', '345', '441', '473', '649', '658', '664', '721'],
  ...['758', '767', '784', '809', '829', '849', '868', '869', '876'],
].map((area) => `1${area}`);

const plans: Readonly<Record<Country, NumberPlan>> = {
  us: plan('1', '011', '1', 10, ['1900', '900', '976', ...caribbean]),
  uk: plan('44', '00', '0', undefined, ['09', '0871', '0872', '0873', '118']),
  de: plan('49', '00', '0', undefined, ['0900', '0137', '118']),
  it: plan('39', '00', '', 6, ['89', '144', '166', '199']),
  fr: plan('33', '00', '0', undefined, ['089', '118']),
  jp: plan('81', '010', '0', undefined, ['0990', '0570']),
  au: plan('61', '0011', '0', undefined, ['190']),
  nz: plan('64', '00', '0', undefined, ['0900']),
  es: plan('34', '00', '', 9, ['803', '806', '807', '905', '118']),
};

function plan(
  code: string,
  international: string,
  national: string,
  bareFrom: number | undefined,
  premium: readonly string[],
): NumberPlan {
  return { code, international, national, bareFrom, premium };
}

/** Of the country whose tones are played; what the operator says of numbering counts before it. */
function planOf(configuration: Configuration): NumberPlan {
  const country = setting(configuration, 'country');
  const found = plans[isCountry(country) ? country : 'us'];
  return {
    ...found,
    code: configuration.e164CountryCode ?? found.code,
    international: configuration.internationalCallPrefix ?? found.international,
  };
}

/** Prefixes of numbers abroad and of dear ones. */
export function dearPrefixes(configuration: Configuration): readonly string[] {
  const { international, premium } = planOf(configuration);
  return [...new Set(['+', '00', international, ...premium, '0900', '1900'])];
}

/** Prefixes that lead back into the own country. */
export function homePrefixes(configuration: Configuration): readonly string[] {
  const { code, international } = planOf(configuration);
  const own = configuration.e164CountryCode === undefined ? [] : [code];
  return own.flatMap((one) => [`+${one}`, `00${one}`, `${international}${one}`]);
}

/** What cannot be told to be a whole number, such as a short code, goes as it is. */
export function formattedNumber(
  configuration: Configuration,
  format: NumberFormat,
  number: string,
): string {
  if (format === 'dialled' || !/^\+?[0-9]+$/.test(number)) return number;
  const global = globalNumber(planOf(configuration), number);
  if (global === undefined || format === 'e164') return global ?? number;
  const { code, national, international } = planOf(configuration);
  return global.startsWith(`+${code}`)
    ? `${national}${global.slice(code.length + 1)}`
    : `${international}${global.slice(1)}`;
}

function globalNumber(
  { code, international, national, bareFrom }: NumberPlan,
  number: string,
): string | undefined {
  if (number.startsWith('+')) return number;
  const abroad = number.slice(international.length);
  if (number.startsWith(international) && abroad.length >= wholeFrom) return `+${abroad}`;
  const rest = number.slice(national.length);
  if (national !== '' && number.startsWith(national) && rest.length >= (bareFrom ?? wholeFrom)) {
    return `+${code}${rest}`;
  }
  return bareFrom !== undefined && number.length >= bareFrom ? `+${code}${number}` : undefined;
}
