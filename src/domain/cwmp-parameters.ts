/** The settings of TR-069 by name: rule, default, meaning. */
import { splitHostPort } from './contact.ts';
import { isIpAddress } from './host.ts';
import { isPrintable } from './names.ts';

export interface CwmpParameter {
  readonly initial: string;
  readonly help: string;
  /** What may be set, in words. */
  readonly rule: string;
  isValid(value: string): boolean;
}

function number(initial: number, min: number, max: number, help: string): CwmpParameter {
  return {
    initial: String(initial),
    help,
    rule: `a number from ${min} to ${max}`,
    isValid: (value) => /^[0-9]{1,10}$/.test(value) && Number(value) >= min && Number(value) <= max,
  };
}

function choice(choices: readonly string[], help: string): CwmpParameter {
  return {
    initial: choices[0] ?? '',
    help,
    rule: choices.join(' or '),
    isValid: (value) => choices.includes(value),
  };
}

function text(initial: string, lengthMax: number, help: string): CwmpParameter {
  return {
    initial,
    help,
    rule: `text of at most ${lengthMax} printable characters`,
    isValid: (value) => value.length <= lengthMax && isPrintable(value),
  };
}

function isAddressPort(value: string): boolean {
  try {
    const { host, port } = splitHostPort(value);
    return port !== undefined && isIpAddress(host);
  } catch {
    return false;
  }
}

function listener(initial: string, help: string): CwmpParameter {
  return {
    initial,
    help,
    rule: '<ip>:<port> or off',
    isValid: (value) => value === 'off' || isAddressPort(value),
  };
}

/** http: or https:, a host, no user part: credentials have settings of their own. */
function isAcsUrl(value: string): boolean {
  if (value.length > 256 || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && hostname !== '' && `${username}${password}${hash}` === '';
}

function pattern(initial: string, rule: string, shape: RegExp, help: string): CwmpParameter {
  return { initial, help, rule, isValid: (value) => shape.test(value) };
}

const dateTime = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

export const cwmpParameters = {
  enable: choice(['on', 'off'], 'whether TR-069 is used at all'),
  url: {
    initial: 'off',
    help: 'URL of the ACS',
    rule: 'an https: URL (http: with plain-http on) or off',
    isValid: (value) => value === 'off' || isAcsUrl(value),
  },
  username: text('', 256, 'with which the gateway proves itself to the ACS'),
  'plain-http': choice(['off', 'on'], 'whether an http: URL may be used'),
  ca: text('', 256, 'file of CA certificates that the ACS is checked against'),
  cert: text('', 256, 'file of our own certificate'),
  key: text('', 256, 'file of its key'),
  'connection-request': listener('127.0.0.1:7547', 'where the ACS asks for a session'),
  'connection-request-enable': choice(['on', 'off'], 'whether the ACS may ask there'),
  'connection-request-username': text('', 256, 'with which the ACS proves itself there'),
  'periodic-inform': choice(['on', 'off'], 'whether the gateway informs periodically'),
  'periodic-interval': number(3600, 1, 4_294_967_295, 'seconds between periodic informs'),
  'periodic-time': pattern(
    '0001-01-01T00:00:00Z',
    'an instant such as 2026-01-01T00:00:00Z',
    dateTime,
    'an instant at which a periodic inform falls; unknown time: a phase of our own',
  ),
  'retry-minimum': number(5, 1, 65_535, 'shortest wait before the first session retry, seconds'),
  'retry-multiplier': number(2000, 1000, 65_535, 'growth of that wait, thousandths'),
  'notification-throttle': number(
    0,
    0,
    4_294_967_295,
    'seconds between two sessions made only for active notifications',
  ),
  model: choice(['tr104-2', 'tr104-1'], 'issue of TR-104 that the ACS sees'),
  version: choice(['auto', '1.0', '1.1', '1.2'], 'CWMP version to begin with'),
  vendor: pattern(
    'OFFHOOK',
    'an OUI or a domain in capitals, dots written as hyphens',
    /^[A-Z0-9][A-Z0-9-]{0,31}$/,
    'the VID of X_<VID>_ extensions',
  ),
  // Locally administered: nobody owns it.
  oui: pattern('020000', 'six hexadecimal capitals', /^[0-9A-F]{6}$/, 'manufacturer OUI'),
  manufacturer: text('Offhook', 64, 'manufacturer in the device id'),
  'product-class': text('Offhook', 64, 'product class in the device id'),
  'serial-number': text('', 64, 'serial number in the device id; made at random when not set'),
  'provisioning-code': text('', 64, 'provisioning code, for the ACS’s own use'),
  'upgrades-managed': choice(['off', 'on'], 'whether the ACS says it manages upgrades'),
  'time-zone': text('UTC0', 256, 'time zone as POSIX writes it'),
  'download-hosts': text('', 256, 'hosts besides the ACS that files may come from, with commas'),
  stun: choice(['off', 'on'], 'whether a STUN server keeps a way in open (Annex G)'),
  'stun-server': text('', 256, 'host of the STUN server; empty: the ACS'),
  'stun-port': number(3478, 1, 65_535, 'port of the STUN server'),
  'stun-username': text('', 256, 'user name at the STUN server'),
  'stun-minimum': number(30, 1, 3600, 'shortest STUN keep-alive period, seconds'),
  'stun-maximum': number(300, 1, 86_400, 'longest STUN keep-alive period, seconds'),
} as const satisfies Record<string, CwmpParameter>;

export type CwmpParameterName = keyof typeof cwmpParameters;

export function isCwmpParameter(name: string): name is CwmpParameterName {
  return Object.hasOwn(cwmpParameters, name);
}
