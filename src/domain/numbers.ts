/** Numbers of users: what they register and call as, what they are called by. Manual §1.2, §1.8. */
import type { Configuration, User } from './configuration.ts';
import { compileDigitMap, type DigitMap, isPlainNumber } from './digit-map.ts';
import { matchesNumber } from './digit-match.ts';
import { limits } from './limits.ts';
import { memo } from './memo.ts';

interface Pattern {
  readonly user: User;
  readonly map: DigitMap;
}

/** The users by what they are called by; where two share a key, the first entered has it. */
interface Directory {
  readonly byNumber: ReadonlyMap<string, User>;
  readonly byAddress: ReadonlyMap<string, readonly User[]>;
  readonly byPseudonym: ReadonlyMap<string, User>;
  /** Addresses that stand for more than one number. */
  readonly patterns: readonly Pattern[];
}

/** Area code and address: the user's complete number inside its country. */
function numberOf({ areaCode, address }: User): string {
  return `${areaCode}${address}`;
}

/**
 * The user part of a user's address of record, in REGISTER and in From alike: the pseudonym, else
 * area code and address, led by `+<country>` once a country code is set (P638).
 */
export function callingUser({ e164CountryCode }: Configuration, user: User): string {
  if (user.pseudonym !== undefined) return user.pseudonym;
  return e164CountryCode === undefined ? numberOf(user) : `+${e164CountryCode}${numberOf(user)}`;
}

const directoryOf = memo((users: readonly User[]): Directory => {
  const byNumber = new Map<string, User>();
  const byPseudonym = new Map<string, User>();
  for (const user of users.toReversed()) {
    byNumber.set(numberOf(user).toUpperCase(), user);
    if (user.pseudonym !== undefined) byPseudonym.set(user.pseudonym, user);
  }
  const patterns = users
    .filter(({ address }) => !isPlainNumber(address))
    .map((user) => ({ user, map: compileDigitMap(user.address, limits.addressLength) }));
  const byAddress = Map.groupBy(users, ({ address }) => address.toUpperCase());
  return { byNumber, byAddress, byPseudonym, patterns };
});

/** A number as it may be spelt (P638), and the shorter ones that it then stands for. */
function spellings(configuration: Configuration, number: string): readonly string[] {
  const { e164CountryCode: country, internationalCallPrefix: prefix } = configuration;
  if (country === undefined) return [number];
  const leads = [`+${country}`, ...(prefix === undefined ? [] : [`${prefix}${country}`])];
  return [
    number,
    ...leads.filter((lead) => number.startsWith(lead)).map((lead) => number.slice(lead.length)),
  ];
}

/** Area code and address together. */
function userByNumber({ byNumber, patterns }: Directory, number: string): User | undefined {
  const named = byNumber.get(number);
  if (named) return named;
  return patterns.find(
    ({ user, map }) =>
      number.startsWith(user.areaCode) && matchesNumber(map, number.slice(user.areaCode.length)),
  )?.user;
}

/**
 * The address alone, when it names exactly one user, or one of the caller's own area; one in full
 * goes before one by pattern.
 */
function userByAddress(
  { byAddress, patterns }: Directory,
  number: string,
  areaCode: string | undefined,
): User | undefined {
  const named =
    byAddress.get(number) ??
    patterns.filter(({ map }) => matchesNumber(map, number)).map(({ user }) => user);
  const near = named.filter((user) => user.areaCode === areaCode);
  const [user, other] = named.length > 1 ? near : named;
  return other ? undefined : user;
}

/**
 * The local user that a number names: area code and address first, then the bare address when it
 * names exactly one user (manual §5, reading 17), then the pseudonym. Where it names several, which
 * the manual leaves open, a user who calls means the one of its own area code.
 */
export function localUser(
  configuration: Configuration,
  number: string,
  caller?: Pick<User, 'areaCode'>,
): User | undefined {
  const directory = directoryOf(configuration.users);
  for (const spelling of spellings(configuration, number)) {
    const digits = spelling.toUpperCase();
    const user =
      userByNumber(directory, digits) ?? userByAddress(directory, digits, caller?.areaCode);
    if (user) return user;
  }
  return directory.byPseudonym.get(number);
}
