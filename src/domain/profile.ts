/** What is known of a provider, as data: read, checked, and made into servers and rules. */
import type { Configuration } from './configuration.ts';
import { parseContact, parseDomain } from './contact.ts';
import { createRule } from './forwarding-rules.ts';
import { withPolicy } from './media-policy.ts';
import { shown } from './names.ts';
import { withPeerPolicy } from './peer-policy.ts';
import { type Fields, readProfileFields } from './profile-fields.ts';
import { checkSetting } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { createServer } from './servers.ts';
import { setUser } from './users.ts';

/** Hosts may hold `<account>`, for which whoever applies the profile says what stands there. */
export interface Profile extends Fields {
  readonly name: string;
}

const placeholder = '<account>';

/** Throws `E-PROFILE` with what is wrong. `text`: the JSON of its file. */
export function readProfile(name: string, text: string): Profile {
  const refuse = (what: string): never => {
    throw new Refusal('E-PROFILE', `profile "${shown(name)}": ${what}`);
  };
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
    refuse('its file is named with 1 to 32 of a-z, 0-9 and "-"');
  }
  try {
    const profile = { name, ...readProfileFields(text) };
    checkProfile(profile);
    return profile;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(error.message);
  }
}

function checkProfile(profile: Profile): void {
  const { registrar, proxy, platform, account, domain, parameters } = profile;
  const contacts = [registrar, proxy, platform].filter((one) => one !== undefined);
  if (contacts.length === 0) {
    throw new Refusal('E-PROFILE', 'it has neither registrar nor proxy nor platform');
  }
  const isHeld = [...contacts, domain ?? ''].some((one) => one.includes(placeholder));
  if (isHeld !== (account !== undefined)) {
    throw new Refusal('E-PROFILE', `"account" says what stands for ${placeholder} in hosts`);
  }
  for (const contact of contacts) parseContact(withAccount(contact, 'account'));
  if (domain !== undefined) parseDomain(withAccount(domain, 'account'));
  withPolicy({}, serverFields(profile));
  withPeerPolicy({}, serverFields(profile));
  for (const [name, value] of Object.entries(parameters)) checkSetting(name, value);
}

function withAccount(text: string, account: string): string {
  return text.replaceAll(placeholder, account);
}

function serverFields({ codecs, keepalive: keepAlive, ...profile }: Profile) {
  const { srtp, identity, numbers, emergencyUri, trusted, expires } = profile;
  const policy = { srtp, identity, numbers, emergencyUri, trusted, expires, keepAlive };
  return { codecs: codecs?.join(','), ...policy };
}

export interface ProfileUse {
  /** What its servers, or its rule, are called. */
  readonly as: string;
  readonly account?: string | undefined;
  /** A user that gets the domain of the provider. */
  readonly user?: string | undefined;
  /** A digit map: which numbers go to a platform. */
  readonly numbers?: string | undefined;
}

/** Nothing of the profile stays but what ordinary commands would have made as well. */
export function applyProfile(
  before: Configuration,
  profile: Profile,
  use: ProfileUse,
): Configuration {
  const account = accountFor(profile, use.account);
  const at = (text: string) => withAccount(text, account);
  const { registrar, proxy, platform, domain, parameters } = profile;
  const fields = { ...serverFields(profile), name: use.as };
  let next: Configuration = { ...before, protocol: { ...before.protocol, ...parameters } };
  if (registrar !== undefined) {
    next = createServer(next, { ...fields, kind: 'location', contact: at(registrar) });
  }
  if (proxy !== undefined) {
    const registers = registrar !== undefined;
    next = createServer(next, { ...fields, kind: 'proxy', contact: at(proxy), registers });
  }
  if (platform !== undefined) {
    const contact = at(platform);
    const numbers = wanted(use.numbers, profile, 'numbers', 'which numbers go there');
    // It may call in, and is neither registered with nor asked for other calls.
    next = createServer(next, { ...fields, kind: 'location', contact, registers: false });
    next = createRule(next, { name: use.as, address: numbers, contact });
  }
  if (use.user === undefined) return next;
  const home = wanted(domain, profile, 'no user', 'it has no domain of its own');
  return setUser(next, { name: use.user, domain: at(home) });
}

function accountFor(profile: Profile, account: string | undefined): string {
  if (profile.account === undefined) return '';
  const text = wanted(account, profile, 'account', profile.account);
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/i.test(text)) {
    throw new Refusal('E-PROFILE', `"${shown(text)}" cannot be part of a host name`);
  }
  return text;
}

function wanted(text: string | undefined, { name }: Profile, what: string, why: string): string {
  if (text === undefined) {
    throw new Refusal('E-PROFILE', `profile "${name}" takes ${what}: ${why}`);
  }
  return text;
}
