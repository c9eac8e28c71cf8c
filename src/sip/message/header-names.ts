/**
 * The header names we know: their spelling, compact forms, and which hold lists. RFC 3261 §7.3.3,
 * §20; IANA.
 */

import { NameTable } from './name-table.ts';

export interface HeaderName {
  /** Its place in the table, 1 and up; 0 stands for every unknown name. */
  readonly id: number;
  readonly name: string;
  /** Whether one field may hold several values with commas between them. */
  readonly list: boolean;
}

/**
 * A star marks lists; a compact form follows the slash. Dates and challenges have commas but no
 * lists.
 */
const table =
  'Via*/v From/f To/t Call-ID/i CSeq Max-Forwards Content-Length/l Contact*/m Route* ' +
  'Record-Route* Content-Type/c Expires Accept* Accept-Contact*/a Accept-Encoding* ' +
  'Accept-Language* Alert-Info* Allow* Allow-Events*/u Authentication-Info Authorization ' +
  'Call-Info* Content-Disposition Content-Encoding*/e Content-Language* Date Diversion* ' +
  'Error-Info* Event/o Flow-Timer Geolocation* History-Info* Identity/y Identity-Info/n ' +
  'In-Reply-To* Join MIME-Version Min-Expires Min-SE Organization P-Asserted-Identity* ' +
  'P-Associated-URI* P-Preferred-Identity* Path* Priority Privacy Proxy-Authenticate ' +
  'Proxy-Authorization Proxy-Require* RAck Reason* Referred-By/b Refer-Sub Refer-To/r ' +
  'Reject-Contact*/j Replaces Reply-To Request-Disposition*/d Require* Retry-After RSeq ' +
  'Security-Client* Security-Server* Security-Verify* Server Service-Route* Session-Expires/x ' +
  'Session-ID SIP-ETag SIP-If-Match Subject/s Subscription-State Supported*/k Target-Dialog ' +
  'Timestamp Unsupported* User-Agent User-to-User Warning* WWW-Authenticate';

const known: HeaderName[] = [{ id: 0, name: '', list: false }];
const bySpelling = new Map<string, HeaderName>();
const ids = new NameTable<number>();

function learn(spelling: string, header: HeaderName): void {
  bySpelling.set(spelling, header).set(spelling.toLowerCase(), header);
  ids.learn(spelling, header.id);
}

for (const entry of table.split(' ')) {
  const [long = '', compact] = entry.split('/');
  const name = long.replace('*', '');
  const header = { id: known.length, name, list: long.endsWith('*') };
  known.push(header);
  learn(name, header);
  if (compact !== undefined) learn(compact, header);
}

/**
 * A name as callers spell it, compact or long, in any case; undefined when it is not in the table.
 */
export function findHeaderName(name: string): HeaderName | undefined {
  return bySpelling.get(name) ?? bySpelling.get(name.toLowerCase());
}

export function headerName(id: number): HeaderName | undefined {
  return known[id];
}

/** How a name is written out: known ones in full and as registered, others as they are. */
export function spell(name: string): string {
  return findHeaderName(name)?.name ?? name;
}

/** The id of the name at this place of a message head, without making a string of it. */
export function identify(text: string, start: number, end: number): number {
  return ids.find(text, start, end) ?? 0;
}
