/** What holds for the whole gateway: interfaces, numbering, parameters. Manual §1.8, §2.5. */
import type { Configuration, Interface } from './configuration.ts';
import { checkEntries } from './entries.ts';
import { checkInterfaces } from './interfaces.ts';
import { limits } from './limits.ts';
import { checkManualLimits } from './manual-limits.ts';
import { checkDigits, shown } from './names.ts';
import { checkSetting } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { Side } from './side.ts';

export interface InterfaceFields {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
  /** An empty text takes it away. */
  readonly advertise?: string | undefined;
}

export function setInterface(
  configuration: Configuration,
  side: Side,
  { address, port, advertise }: InterfaceFields,
): Configuration {
  const before = configuration.interfaces[side];
  const changed: Interface = {
    address: address ?? before.address,
    port: port === undefined ? before.port : readPort(port),
    advertise: advertise === undefined ? before.advertise : advertise || undefined,
  };
  const interfaces = { ...configuration.interfaces, [side]: changed };
  checkInterfaces(interfaces);
  return { ...configuration, interfaces };
}

function readPort(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text)) {
    throw new Refusal('E-VALUE', `a port is 1 to ${limits.udpPortMax}, not "${shown(text)}"`);
  }
  return Number(text);
}

/** Sets a parameter, or clears it back to its default with `default`. */
export function setProtocol(
  configuration: Configuration,
  name: string,
  value: string,
): Configuration {
  const isDefault = value === 'default';
  checkSetting(name, isDefault ? undefined : value);
  const others = Object.entries(configuration.protocol).filter(([known]) => known !== name);
  const settings = isDefault ? others : [...others, [name, value] as const];
  const next = { ...configuration, protocol: Object.fromEntries(settings) };
  checkEntries(next);
  checkManualLimits(next);
  return next;
}

/** Both take an empty text for none; both may change only while no user exists (P638). */
export function setCountryCode(configuration: Configuration, code: string): Configuration {
  // What is there already is no change: a configuration may be written back whole.
  if (code === (configuration.e164CountryCode ?? '')) return configuration;
  checkNoUsers(configuration, 'the E.164 country code');
  return numbered({ ...configuration, e164CountryCode: code || undefined });
}

export function setInternationalPrefix(
  configuration: Configuration,
  prefix: string,
): Configuration {
  if (prefix === (configuration.internationalCallPrefix ?? '')) return configuration;
  checkNoUsers(configuration, 'the international call prefix');
  return numbered({ ...configuration, internationalCallPrefix: prefix || undefined });
}

function checkNoUsers({ users }: Configuration, what: string): void {
  if (users.length > 0) {
    throw new Refusal(
      'E-USERS-EXIST',
      `${what} can be set only while no user exists; there are ${users.length}`,
    );
  }
}

function numbered(configuration: Configuration): Configuration {
  checkNumbering(configuration);
  return configuration;
}

/** Every rule of the country code and the prefix before it. */
export function checkNumbering(configuration: Configuration): void {
  const { e164CountryCode: code, internationalCallPrefix: prefix } = configuration;
  if (code !== undefined) checkDigits(code, limits.countryCodeLength, 'the E.164 country code');
  if (prefix !== undefined) {
    checkDigits(prefix, limits.internationalPrefixLength, 'the international call prefix');
  }
}
