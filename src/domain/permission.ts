/**
 * Whether a user may call a number through a server: prefixes and limits against toll fraud. Threat
 * T1.
 */
import type { Configuration, User } from './configuration.ts';
import { dearPrefixes, homePrefixes } from './number-plan.ts';
import { setting } from './protocol.ts';
import { prefixesIn, servicesOf } from './services.ts';

/** What the user has called through servers so far. */
export interface Usage {
  readonly calls: number;
  readonly callsLastHour: number;
  readonly minutesLastDay: number;
}

export type Denial = 'denied-prefix' | 'calls-max' | 'calls-per-hour' | 'minutes-per-day';

/** In `denied-prefixes`: what is abroad or dear in the country of the gateway. */
const countryWord = 'country';

/** undefined: it may. Emergency calls are never asked. */
export function denialOf(
  configuration: Configuration,
  user: User,
  number: string,
  usage: Usage,
): Denial | undefined {
  const { callsMax, callsPerHour, minutesPerDay } = servicesOf(user);
  if (isDenied(configuration, user, number)) return 'denied-prefix';
  if (callsMax > 0 && usage.calls >= callsMax) return 'calls-max';
  if (callsPerHour > 0 && usage.callsLastHour >= callsPerHour) return 'calls-per-hour';
  if (minutesPerDay > 0 && usage.minutesLastDay >= minutesPerDay) return 'minutes-per-day';
  return undefined;
}

/** The longest prefix that fits decides; between equal ones the user's own word counts. */
export function isDenied(configuration: Configuration, user: User, number: string): boolean {
  const { allowedPrefixes, deniedPrefixes } = servicesOf(user);
  const home = homePrefixes(configuration);
  const denied = longest([...deniedPrefixes, ...deniedByAll(configuration)], number);
  if (denied < 0) return false;
  return Math.max(longest(allowedPrefixes, number), longest(home, number)) < denied;
}

function deniedByAll(configuration: Configuration): readonly string[] {
  const said = prefixesIn(setting(configuration, 'denied-prefixes'));
  const prefix = configuration.internationalCallPrefix;
  if (said.length > 0 && prefix !== undefined) return [...expanded(configuration, said), prefix];
  return expanded(configuration, said);
}

function expanded(configuration: Configuration, said: readonly string[]): readonly string[] {
  return said.flatMap((one) => (one === countryWord ? dearPrefixes(configuration) : [one]));
}

function longest(prefixes: readonly string[], number: string): number {
  return Math.max(
    -1,
    ...prefixes.filter((one) => number.startsWith(one)).map(({ length }) => length),
  );
}
