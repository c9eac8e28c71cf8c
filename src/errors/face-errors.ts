/** Refusals of the management faces: web and REST, TR-069, SNMP. */
import type { ErrorEntry } from './error-entry.ts';

export const faceErrors = {
  'E-CHANGED': {
    meaning: 'a SET could not be undone: the configuration changed after it',
    action: 'see "system config revisions" for what stands now',
  },
  'E-CWMP-OFF': {
    meaning: 'TR-069 does not run in this gateway',
    action: 'set the URL of an ACS: "cwmp set url <url>"',
  },
  'E-CWMP-PLAIN': {
    meaning: 'an ACS over http: sees and sends passwords in the clear',
    action: 'use an https: URL, or allow it with "cwmp set plain-http on"',
  },
  'E-HOST': {
    meaning: 'the Host header names another host than the gateway',
    action: 'use the address of the gateway, localhost or its host name',
  },
  'E-INCIDENT': {
    meaning: 'a file is no incident that can be run again: damaged, too large, of another format',
    action: 'write it anew with "offhook incident <line|call>"',
  },
  'E-INTERNAL': {
    meaning: 'a fault of ours; nothing has changed',
    action: 'report it with the log around it',
  },
  'E-OTLP-SDK': {
    meaning: 'traces need the SDK of OpenTelemetry, which is not installed with the gateway',
    action: 'install the packages that the message names: docs/operating.md, section "Traces"',
  },
  'E-LISTEN': {
    meaning:
      'nothing can listen there: no address of this machine, a port that is taken, or two on one',
    action: 'give another address or port',
  },
  'E-MEDIA-TYPE': {
    meaning: 'the body of a request is of a type that is not read here',
    action: 'send application/json',
  },
  'E-MISSING': {
    meaning: 'a field that must be there is not in the request',
    action: 'send it; the API description says which fields are required',
  },
  'E-METHOD': {
    meaning: 'what the path names cannot be changed with this method',
    action: 'see the methods of the path in the API description',
  },
  'E-NO-WEB-USER': {
    meaning: 'nobody may log in yet',
    action: 'on the console: "web user create <name> password <password> role configure"',
  },
  'E-NOT-ALLOWED': {
    meaning: 'who asks may not do this',
    action: 'use a user or token of a higher role, or the control socket',
  },
  'E-NOT-AUTHENTICATED': {
    meaning: 'who asks is not known',
    action: 'log in, or send a bearer token; check name and password',
  },
  'E-OBJECT': {
    meaning: 'there is no managed object of this name',
    action: 'see the list of objects of the face',
  },
  'E-ORIGIN': {
    meaning: 'a page of another origin sent the request',
    action: 'use the page of the gateway itself, or a bearer token',
  },
  'E-PASSWORD': {
    meaning: 'a password of a web user is too weak or malformed',
    action: 'choose one as the message says',
  },
  'E-READ-ONLY': {
    meaning: 'the managed object cannot be written, or only when its row is made',
    action: 'delete the row and make it anew',
  },
  'E-ROW-STATUS': {
    meaning: 'the row cannot go to this RowStatus from where it is (RFC 2579)',
    action: 'set the columns that are missing first, or destroy the row',
  },
  'E-SNMP-ENGINE': {
    meaning: 'keys of SNMP users belong to one engine id, which must be there and must stay',
    action: 'set the engine id before the first user, or delete the users first',
  },
  'E-SNMP-LIMIT': {
    meaning: 'a table of SNMP users, communities, targets or views is full',
    action: 'delete rows that nobody uses',
  },
  'E-SNMP-PASSPHRASE': {
    meaning: 'a passphrase of an SNMP user is too short to be one',
    action: 'use 8 characters or more, for both passphrases (RFC 3414)',
  },
  'E-STALE': {
    meaning: 'the configuration changed after it was read',
    action: 'read it again and repeat the change',
  },
  'E-SYNTAX': {
    meaning: 'a request or one of its values cannot be read',
    action: 'send what the API description says',
  },
  'E-TOO-LARGE': {
    meaning: 'a request is larger than any that makes sense',
    action: 'send less at a time',
  },
  'E-TOO-MANY': {
    meaning: 'too many requests, or too many wrong passwords',
    action: 'come back after the time in Retry-After',
  },
  'E-UNCHANGED': {
    meaning: 'a SET leaves the configuration as it is; the manager is told that it worked',
    action: 'nothing to do',
  },
  'E-WEB-LIMIT': {
    meaning: 'the table of web users or of tokens is full',
    action: 'delete those that nobody uses',
  },
} as const satisfies Record<string, ErrorEntry>;
