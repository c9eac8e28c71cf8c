/** Refusals of the configuration: names, numbers, limits, and what must be there first. */
import type { ErrorEntry } from './error-entry.ts';

export const configurationErrors = {
  'E-ADDRESS': {
    meaning:
      'an interface has a malformed address, that of the other, or one nobody can reach it by',
    action: 'give an IP address without brackets; lan and wan need different addresses or ports',
  },
  'E-ADDRESS-TAKEN': {
    meaning: 'another user has this pair of area code and address',
    action: 'choose another address, or give one of the two an area code',
  },
  'E-CODE-LIMIT': {
    meaning: 'too many service codes',
    action: 'delete some: "voip ep code delete <name>"',
  },
  'E-CODE-TAKEN': {
    meaning: 'a service has two rows of codes for the same ports, or a code would mean two things',
    action: 'delete the other row, or give the other service "none" or another code first',
  },
  'E-CONTACT': {
    meaning: 'a host, contact or domain is malformed',
    action: 'write <host>[:<port>][;transport=udp|tcp|tls], IPv6 in brackets, no port in a domain',
  },
  'E-DIGIT-MAP': {
    meaning: 'a digit map is malformed or too long for its place',
    action: 'use digits, A to D, x, [2-4], ".", T and "|"; the message says which rule is broken',
  },
  'E-DIGITS': {
    meaning: 'something else than digits, or too many, where a number is asked for',
    action: 'give as many digits as the message allows',
  },
  'E-DRAFT-LIMIT': {
    meaning: 'too many rows were begun by a management server and not finished',
    action: 'finish or delete drafts: "cwmp draft delete <name>"',
  },
  'E-EMERGENCY': {
    meaning: 'an emergency number is no goal of forwarding: only who dials it calls it',
    action: 'forward to another number, or change "emergency-numbers" if it is none',
  },
  'E-ENTRY-LIMIT': {
    meaning: 'users and forwarding rules share one table, and it is full',
    action: 'delete users or forwarding rules; "system entries" shows how many there are',
  },
  'E-LOGIN-TAKEN': {
    meaning: 'another phone logs in with this name',
    action: 'give each phone a login of its own',
  },
  'E-MANUAL-LIMITS': {
    meaning: 'legal here, but wider than the manual, whose limits are asked for',
    action: 'shorten what is named, or "voip sip protocol set manual-limits off"',
  },
  'E-MASTER': {
    meaning: 'a list of servers has more than one master',
    action: 'this comes only from a damaged or edited store: go back to an earlier revision',
  },
  'E-NAME': {
    meaning: 'a name breaks the rules for names',
    action: 'use 1 to 16 printable characters, no leading digit, neither "." nor "/"',
  },
  'E-NAME-TAKEN': {
    meaning: 'the name exists in its table already',
    action: 'choose another name, or use "set" to change what exists',
  },
  'E-NO-NUMBER': {
    meaning: 'a forwarding or a hotline is to be switched on, and no number is stored for it',
    action: 'give the number with it',
  },
  'E-NOT-FOUND': {
    meaning: 'nothing of that kind has this name',
    action: 'look it up with "list"; names are case-sensitive',
  },
  'E-PROFILE': {
    meaning: 'a profile of a provider is malformed, or not told all that it needs',
    action: 'see "voip profile show"; the message says which field is wrong or missing',
  },
  'E-PARAMETER': {
    meaning: 'there is no parameter of this name',
    action: 'see "voip sip protocol show", or "cwmp show" for TR-069',
  },
  'E-PORT-ATTACHED': {
    meaning: 'the user is attached to this port already',
    action: 'nothing to do',
  },
  'E-PORT-KIND': {
    meaning: 'a soft port has neither login nor contact, and a phone is not driven by commands',
    action: 'create the port as the other kind: "voip ep sip create" or "voip ep soft create"',
  },
  'E-PORT-LIMIT': {
    meaning: 'the table of ports is full',
    action: 'delete ports that no user needs',
  },
  'E-PREFIX-LIMIT': {
    meaning: 'the table of prefix replacements is full',
    action: 'delete prefix replacements that no port uses',
  },
  'E-RING-LIMIT': {
    meaning: 'too many ring rules',
    action: 'delete some: "voip sip alertinfo delete <name>"',
  },
  'E-SERVER-LIMIT': {
    meaning: 'a list of servers is full',
    action: 'delete a server; several addresses behind one DNS name count once',
  },
  'E-USERS-EXIST': {
    meaning: 'country code and international prefix change the numbers of all users',
    action: 'set them before the first user, or delete the users first',
  },
  'E-VALUE': {
    meaning: 'a value is outside its range or its characters',
    action: 'the message says what may be set',
  },
  'E-NO-TRIAL': {
    meaning: 'no configuration is on trial: there is nothing to confirm or to take back',
    action: 'begin one with "system config commit-confirmed <minutes>"',
  },
  'E-CONFLICT': {
    meaning: 'the configuration changed while a change to it was being prepared',
    action: 'do it again',
  },
  'E-FILE': {
    meaning: 'a file that a setting or an argument names cannot be read, or holds something else',
    action: 'check the path and the rights on it, and what is in it',
  },
  'E-TLS': {
    meaning: 'the gateway has started without TLS, for want of a file or a port',
    action: 'see the alarms for what is missing; once that is there TLS is used, without a restart',
  },
  'E-USER-DETACHED': {
    meaning: 'the user is attached to no port, so it does not register',
    action: 'attach it: voip sip user add <name> port <port>',
  },
} as const satisfies Record<string, ErrorEntry>;
