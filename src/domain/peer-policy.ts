/**
 * How a server and we get on: who is told to be calling, how numbers and emergency centres are
 * written, whether and for how long lines register there, how the way to it is kept open. RFC 3325,
 * RFC 5031, RFC 5626 §4.4.
 */
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

/** When a server is told in a header of its own who calls, and in which. */
export type IdentityChoice = 'hidden' | 'preferred' | 'asserted';

export const identityChoices: readonly IdentityChoice[] = ['hidden', 'preferred', 'asserted'];

/** How a server wants telephone numbers written. */
export type NumberFormat = 'dialled' | 'e164' | 'national';

export const numberFormats: readonly NumberFormat[] = ['dialled', 'e164', 'national'];

/** How the way to a server is kept open; `gateway`: as the parameter `keep-alive` says. */
export type KeepAliveChoice = 'gateway' | 'auto' | 'none' | 'crlf' | 'empty' | 'options';

export const keepAliveChoices: readonly KeepAliveChoice[] = [
  'gateway',
  'auto',
  'none',
  'crlf',
  'empty',
  'options',
];

/** Seconds of a lease that may be asked of a server. */
export const expiresRange = { min: 60, max: 86_400 } as const;
/** How an emergency centre is named: by what was dialled, or as `urn:service:sos` (RFC 5031). */
export type EmergencyUri = 'number' | 'sos';

export const emergencyUris: readonly EmergencyUri[] = ['number', 'sos'];

export interface PeerPolicy {
  /** What it asserts of a caller is believed (RFC 3325 §5). */
  readonly trusted?: boolean | undefined;
  /** undefined: `hidden`, only where From does not say who calls. */
  readonly identity?: IdentityChoice | undefined;
  /** undefined: as they were dialled. */
  readonly numbers?: NumberFormat | undefined;
  /** undefined: by the number. */
  readonly emergencyUri?: EmergencyUri | undefined;
  /** false: it takes calls, but no line registers there. */
  readonly registers?: boolean | undefined;
  /** Seconds; undefined: as the parameter `register-expires` says. */
  readonly expires?: number | undefined;
  readonly keepAlive?: KeepAliveChoice | undefined;
}

/** As typed; an empty text gives the default again. */
export interface PeerPolicyFields {
  readonly trusted?: boolean | undefined;
  readonly identity?: string | undefined;
  readonly numbers?: string | undefined;
  readonly emergencyUri?: string | undefined;
  readonly registers?: boolean | undefined;
  /** `0` is the default, too. */
  readonly expires?: string | undefined;
  readonly keepAlive?: string | undefined;
}

/** Only what is said and no default, so that servers without a policy stay as they are. */
export function withPeerPolicy(before: PeerPolicy, fields: PeerPolicyFields): PeerPolicy {
  const trusted = fields.trusted ?? before.trusted;
  const registers = fields.registers ?? before.registers;
  const identity = chosen('identity', identityChoices, fields.identity, before.identity);
  const numbers = chosen('numbers', numberFormats, fields.numbers, before.numbers);
  const expires = leaseOf(fields.expires, before.expires);
  const keepAlive = chosen('keepalive', keepAliveChoices, fields.keepAlive, before.keepAlive);
  const said = fields.emergencyUri;
  const emergencyUri = chosen('emergency-uri', emergencyUris, said, before.emergencyUri);
  return {
    ...(trusted === true && { trusted }),
    ...(identity && { identity }),
    ...(numbers && { numbers }),
    ...(emergencyUri && { emergencyUri }),
    ...(registers === false && { registers }),
    ...(expires && { expires }),
    ...(keepAlive && { keepAlive }),
  };
}

function leaseOf(text: string | undefined, before: number | undefined): number | undefined {
  if (text === undefined) return before;
  if (text === '' || text === '0') return undefined;
  const { min, max } = expiresRange;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) < min || Number(text) > max) {
    throw new Refusal('E-VALUE', `expires is 0 or ${min} to ${max}, not "${shown(text)}"`);
  }
  return Number(text);
}

/** The first choice is the default. */
function chosen<Choice extends string>(
  what: string,
  choices: readonly Choice[],
  text: string | undefined,
  before: Choice | undefined,
): Choice | undefined {
  if (text === undefined) return before;
  const choice = choices.find((one) => one === text);
  if (text !== '' && !choice) {
    throw new Refusal('E-VALUE', `${what} is ${choices.join(', ')}, not "${shown(text)}"`);
  }
  return choice === choices[0] ? undefined : choice;
}
