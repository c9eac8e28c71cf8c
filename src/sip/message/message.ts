/**
 * A SIP message as this code base sees it: a start line, ordered header fields, a body. RFC 3261
 * §7.
 */

/** Header fields in wire order, names spelled as they are written out. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** Read access to header fields; names are matched without case and compact forms are folded in. */
export interface Headers {
  /** The first value of a header; of a list header (Via, Contact, Route …) its first element. */
  first(name: string): string | undefined;
  /** Every value; list headers are split at their top-level commas. */
  all(name: string): readonly string[];
  /** How many fields (not list elements) carry this name: a repeated CSeq must be noticed. */
  count(name: string): number;
  /** Every field in order, for formatting and for copying into another message. */
  fields(): Fields;
}

export interface Request {
  readonly kind: 'request';
  readonly method: string;
  /** The Request-URI as written. */
  readonly uri: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Response {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

export type Message = Request | Response;
