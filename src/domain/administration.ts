/** What holds for the whole gateway: addresses, numbering, prefix replacements, parameters. Manual §1.8, §2.5. */
import type { Configuration, Interface } from './configuration.ts';
import { checkHost } from './contact.ts';
import { isIpAddress } from './host.ts';
import { limits } from './limits.ts';
import { checkDigits, shown } from './names.ts';
import { checkSetting } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { Side } from './side.ts';
import { checkUser } from './users.ts';

export interface InterfaceFields {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
  readonly advertise?: string | undefined;
}

export function setInterface(
  configuration: Configuration,
  side: Side,
  { address, port, advertise }: InterfaceFields,
): Configuration {
  const before = configuration.interfaces[side];
  const next: Interface = {
    address: address ?? before.address,
    port: port === undefined ? before.port : readPort(port),
    advertise: advertise === undefined ? before.advertise : advertise || undefined,
  };
  if (!isIpAddress(next.address)) {
    throw new Refusal('E-ADDRESS', `"${shown(next.address)}" is not an IP address`);
  }
  if (next.advertise !== undefined) checkHost(next.advertise, limits.domainLength);
  return { ...configuration, interfaces: { ...configuration.interfaces, [side]: next } };
}

function readPort(text: string): number {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535) {
    throw new Refusal('E-VALUE', `a port is 1 to 65535, not "${shown(text)}"`);
  }
  return Number(text);
}

/** Sets a parameter, or clears it back to its default with an empty value or `default`. */
export function setProtocol(
  configuration: Configuration,
  name: string,
  value: string,
): Configuration {
  const { [name]: _before, ...others } = configuration.protocol;
  const isDefault = value === 'default';
  if (!isDefault) checkSetting(name, value);
  const next = { ...configuration, protocol: isDefault ? others : { ...others, [name]: value } };
  if (name === 'manual-limits') checkManualLimits(next);
  return next;
}

/** Nothing is cut silently: what does not fit the narrow limits is named. */
function checkManualLimits(configuration: Configuration): void {
  const broken: string[] = [];
  for (const user of configuration.users) {
    try {
      checkUser(configuration, user);
    } catch (error) {
      broken.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (broken.length > 0) throw new Refusal('E-MANUAL-LIMITS', broken.join('; '));
}

/** The country code and the international prefix may only change while no user exists. P638 */
function checkNoUsers({ users }: Configuration, what: string): void {
  if (users.length > 0) {
    throw new Refusal(
      'E-USERS-EXIST',
      `${what} can be set only while no user exists; there are ${users.length}`,
    );
  }
}

export function setCountryCode(configuration: Configuration, code: string): Configuration {
  checkNoUsers(configuration, 'the E.164 country code');
  if (code !== '') checkDigits(code, 3, 'the E.164 country code');
  return { ...configuration, e164CountryCode: code || undefined };
}

export function setInternationalPrefix(
  configuration: Configuration,
  prefix: string,
): Configuration {
  checkNoUsers(configuration, 'the international call prefix');
  if (prefix !== '') checkDigits(prefix, 8, 'the international call prefix');
  return { ...configuration, internationalCallPrefix: prefix || undefined };
}
