/** The numbers of users: what they register, call as, and are called by. Manual §1.2, §1.8. */
import type { Configuration, User } from './configuration.ts';
import { compileDigitMap } from './digit-map.ts';
import { matchesNumber } from './digit-match.ts';
import { limits } from './limits.ts';

/** The user part of a REGISTER: the pseudonym, else area code and address. */
export function registerUser({ pseudonym, areaCode, address }: User): string {
  return pseudonym ?? `${areaCode}${address}`;
}

/** The user part of From: `+<country><area><address>` once a country code is set. */
export function callingUser({ e164CountryCode }: Configuration, user: User): string {
  if (user.pseudonym !== undefined) return user.pseudonym;
  const number = `${user.areaCode}${user.address}`;
  return e164CountryCode === undefined ? number : `+${e164CountryCode}${number}`;
}

/** The longer spellings of a number reduced to the one users have. */
function spellings(configuration: Configuration, number: string): readonly string[] {
  const { e164CountryCode: country, internationalCallPrefix: prefix } = configuration;
  if (country === undefined) return [number];
  const leads = [`+${country}`, ...(prefix === undefined ? [] : [`${prefix}${country}`])];
  return [
    number,
    ...leads.filter((lead) => number.startsWith(lead)).map((lead) => number.slice(lead.length)),
  ];
}

function hasAddress(address: string, number: string): boolean {
  return matchesNumber(compileDigitMap(address, limits.addressLength), number);
}

/**
 * The local user that a number names: area code and address first, then the bare address when it
 * names exactly one user, then the pseudonym.
 */
export function localUser(configuration: Configuration, number: string): User | undefined {
  const { users } = configuration;
  for (const spelling of spellings(configuration, number)) {
    const whole = users.find(
      ({ areaCode, address }) =>
        spelling.startsWith(areaCode) && hasAddress(address, spelling.slice(areaCode.length)),
    );
    if (whole) return whole;
    const bare = users.filter(({ address }) => hasAddress(address, spelling));
    if (bare.length === 1) return bare[0];
  }
  return users.find(({ pseudonym }) => pseudonym !== undefined && pseudonym === number);
}
