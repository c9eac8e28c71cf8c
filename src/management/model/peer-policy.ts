/** How servers are got on with: identity, numbers, registration, keep-alives. RFC 3325. */
import {
  emergencyUris,
  expiresRange,
  identityChoices,
  keepAliveChoices,
  numberFormats,
  type PeerPolicy,
  type PeerPolicyFields,
} from '../../domain/peer-policy.ts';
import type { Readable } from './define.ts';
import type { Values } from './managed-object.ts';
import { flagOf, textOf } from './values.ts';

export function peerPolicyObjects<Row>(
  policyOf: (row: Row) => PeerPolicy,
  snmp: string,
): readonly Readable<Row>[] {
  return [
    {
      name: 'trusted',
      type: { kind: 'boolean', initial: false },
      access: 'write',
      help: 'what it asserts of callers (P-Asserted-Identity) is believed and shown',
      cli: { on: 'trusted', off: 'untrusted' },
      snmp: `${snmp}Trusted`,
      tr104: 'Trusted',
      read: (row) => policyOf(row).trusted ?? false,
    },
    {
      name: 'identity',
      type: { kind: 'choice', choices: identityChoices },
      access: 'write',
      help: 'who calls, in a header of its own: only of hidden callers, preferred or asserted',
      cli: { keyword: 'identity', value: identityChoices.join('|') },
      snmp: `${snmp}Identity`,
      tr104: 'Identity',
      read: (row) => policyOf(row).identity ?? 'hidden',
    },
    {
      name: 'numbers',
      type: { kind: 'choice', choices: numberFormats },
      access: 'write',
      help: 'how it wants numbers written: as dialled, +<country>…, or as inside the country',
      cli: { keyword: 'numbers', value: numberFormats.join('|') },
      snmp: `${snmp}Numbers`,
      tr104: 'Numbers',
      read: (row) => policyOf(row).numbers ?? 'dialled',
    },
    ...registration(policyOf, snmp),
  ];
}

/** Whether, for how long and over which way lines register there. */
function registration<Row>(
  policyOf: (row: Row) => PeerPolicy,
  snmp: string,
): readonly Readable<Row>[] {
  return [
    {
      name: 'emergencyUri',
      type: { kind: 'choice', choices: emergencyUris },
      access: 'write',
      help: 'how it wants emergency centres named: by the number dialled, or as urn:service:sos',
      cli: { keyword: 'emergency-uri', value: emergencyUris.join('|') },
      snmp: `${snmp}EmergencyUri`,
      tr104: 'EmergencyUri',
      read: (row) => policyOf(row).emergencyUri ?? 'number',
    },
    {
      name: 'registers',
      type: { kind: 'boolean', initial: true },
      access: 'write',
      help: 'lines register there; otherwise it only sends and takes calls',
      cli: { on: 'register', off: 'noregister' },
      snmp: `${snmp}Registers`,
      tr104: 'Registers',
      read: (row) => policyOf(row).registers ?? true,
    },
    {
      name: 'expires',
      type: { kind: 'integer', min: 0, max: expiresRange.max, unit: 's' },
      access: 'write',
      help: `lease asked of it, ${expiresRange.min} s at least; 0: as register-expires says`,
      cli: { keyword: 'expires', value: '<s>' },
      snmp: `${snmp}Expires`,
      tr104: 'RegisterExpires',
      read: (row) => policyOf(row).expires ?? 0,
    },
    {
      name: 'keepAlive',
      type: { kind: 'choice', choices: keepAliveChoices },
      access: 'write',
      help: 'how the way to it is kept open; gateway: as keep-alive says',
      cli: { keyword: 'keepalive', value: keepAliveChoices.join('|') },
      snmp: `${snmp}KeepAlive`,
      tr104: 'KeepAlive',
      read: (row) => policyOf(row).keepAlive ?? 'gateway',
    },
  ];
}

export function peerPolicyFields(values: Values): PeerPolicyFields {
  return {
    trusted: flagOf(values, 'trusted'),
    identity: textOf(values, 'identity'),
    numbers: textOf(values, 'numbers'),
    emergencyUri: textOf(values, 'emergencyUri'),
    registers: flagOf(values, 'registers'),
    expires: textOf(values, 'expires'),
    keepAlive: textOf(values, 'keepAlive'),
  };
}
