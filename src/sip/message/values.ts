/** The typed values that header fields hold. RFC 3261 §20, §25. */

/** Parameter names are lower case; a parameter without a value maps to an empty string. */
export type Params = ReadonlyMap<string, string>;

export interface Uri {
  /** Lower case. Anything but sip, sips and tel is kept as `opaque`. */
  readonly scheme: string;
  /** Unescaped. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Lower case; IPv6 references without their brackets; empty for tel: and unknown schemes. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
  /** The text after `?`, never interpreted. */
  readonly headers: string | undefined;
  /** What follows the colon of an unknown scheme. */
  readonly opaque: string | undefined;
}

/** The value of From, To, Contact, Route, Record-Route, Refer-To. */
export interface NameAddr {
  /** Unquoted; undefined when there is none. */
  readonly displayName: string | undefined;
  readonly uri: Uri;
  /** Header parameters: tag, expires, q … */
  readonly params: Params;
}

export interface Via {
  /** `SIP/2.0` as written. */
  readonly protocol: string;
  /** Upper case: UDP, TCP, TLS … */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** The parts of a message that every layer needs, known to be well formed. */
export interface Envelope {
  readonly via: Via;
  readonly from: NameAddr;
  readonly to: NameAddr;
  readonly callId: string;
  readonly cseq: CSeq;
}
