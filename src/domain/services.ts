/**
 * What a user has its calls do: forwarded, refused, limited, anonymous. Manual §1.12; threat T1.
 */
import type { Configuration, User } from './configuration.ts';
import {
  type ForwardFields,
  type Forwards,
  forwardNames,
  noForwards,
  withForwards,
} from './forwards.ts';
import { limits } from './limits.ts';
import { find, shown } from './names.ts';
import { Refusal } from './refusal.ts';

export interface Services extends Forwards {
  readonly forwardNoAnswerSeconds: number;
  readonly doNotDisturb: boolean;
  /** Calls without a caller's number are refused. */
  readonly rejectAnonymous: boolean;
  /** Calls are made without the number of this user. */
  readonly hideIdentity: boolean;
  /** Calls at a time to servers; 0: as many as there may be. */
  readonly callsMax: number;
  /** Calls to servers begun in the last hour; 0: no limit. */
  readonly callsPerHour: number;
  /** Connected minutes to servers in the last 24 hours; 0: no limit. */
  readonly minutesPerDay: number;
  /**
   * Prefixes that may be called although the gateway denies them; the longest that fits decides.
   */
  readonly allowedPrefixes: readonly string[];
  readonly deniedPrefixes: readonly string[];
}

export const noServices: Services = {
  ...noForwards,
  forwardNoAnswerSeconds: 20,
  doNotDisturb: false,
  rejectAnonymous: false,
  hideIdentity: false,
  callsMax: 0,
  callsPerHour: 0,
  minutesPerDay: 0,
  allowedPrefixes: [],
  deniedPrefixes: [],
};

export function servicesOf({ services }: User): Services {
  return services === undefined ? noServices : { ...noServices, ...services };
}

/** What an operator may say; texts as typed, an empty one takes a setting away. */
export interface ServiceFields extends ForwardFields {
  readonly forwardNoAnswerSeconds?: string | undefined;
  readonly doNotDisturb?: boolean | undefined;
  readonly rejectAnonymous?: boolean | undefined;
  readonly hideIdentity?: boolean | undefined;
  readonly callsMax?: string | undefined;
  readonly callsPerHour?: string | undefined;
  readonly minutesPerDay?: string | undefined;
  readonly allowedPrefixes?: string | undefined;
  readonly deniedPrefixes?: string | undefined;
}

export function setServices(
  configuration: Configuration,
  name: string,
  fields: ServiceFields,
): Configuration {
  const user = find(configuration.users, name, 'user');
  const services = withFields(servicesOf(user), fields);
  checkServices(services);
  const users = configuration.users.map((one) => (one === user ? { ...user, services } : one));
  return { ...configuration, users };
}

function list(value: string | undefined, before: readonly string[]): readonly string[] {
  return value === undefined ? before : prefixesIn(value);
}

function withFields(before: Services, fields: ServiceFields): Services {
  return {
    ...withForwards(before, fields),
    forwardNoAnswerSeconds: whole(
      fields.forwardNoAnswerSeconds,
      before.forwardNoAnswerSeconds,
      limits.forwardSecondsMax,
    ),
    doNotDisturb: fields.doNotDisturb ?? before.doNotDisturb,
    rejectAnonymous: fields.rejectAnonymous ?? before.rejectAnonymous,
    hideIdentity: fields.hideIdentity ?? before.hideIdentity,
    callsMax: whole(fields.callsMax, before.callsMax, limits.callsOfUserMax),
    callsPerHour: whole(fields.callsPerHour, before.callsPerHour, limits.callsOfUserMax),
    minutesPerDay: whole(fields.minutesPerDay, before.minutesPerDay, limits.minutesPerDayMax),
    allowedPrefixes: list(fields.allowedPrefixes, before.allowedPrefixes),
    deniedPrefixes: list(fields.deniedPrefixes, before.deniedPrefixes),
  };
}

function whole(text: string | undefined, before: number, max: number): number {
  if (text === undefined) return before;
  if (!/^[0-9]{1,6}$/.test(text) || Number(text) > max) {
    throw new Refusal('E-VALUE', `a number from 0 to ${max} is wanted, not "${shown(text)}"`);
  }
  return Number(text);
}

/** `00,+,0900`: commas between, nothing for none. */
export function prefixesIn(text: string): readonly string[] {
  return text.split(',').filter((prefix) => prefix !== '');
}

export function checkServices(services: Services): void {
  const { forwardNoAnswerSeconds } = services;
  for (const number of forwardNames.map((which) => services[which])) {
    if (number !== undefined && !/^\+?[0-9A-D*#]{1,64}$/i.test(number)) {
      throw new Refusal('E-DIGITS', `"${shown(number)}" is no number to forward to`);
    }
  }
  if (forwardNoAnswerSeconds < 1) {
    throw new Refusal('E-VALUE', 'forwarding on no answer waits for 1 second or more');
  }
  checkPrefixes([...services.allowedPrefixes, ...services.deniedPrefixes]);
}

function checkPrefixes(prefixes: readonly string[]): void {
  const wrong = prefixes.find((prefix) => !/^\+?[0-9*#]{0,15}$/.test(prefix));
  if (wrong !== undefined || prefixes.length > limits.prefixesMax) {
    throw new Refusal(
      'E-DIGITS',
      `prefixes are at most ${limits.prefixesMax} of 1 to 15 digits, "+" allowed first`,
    );
  }
}
