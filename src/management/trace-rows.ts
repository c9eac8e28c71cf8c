/** Traces as faces show them. */

/** All messages of one Call-ID, in short. */
export interface Dialogue {
  readonly callId: string;
  readonly at: string;
  readonly method: string;
  readonly from: string;
  readonly to: string;
  readonly messages: number;
  /** The last message. */
  readonly last: string;
}

/** A message as JSON: text made harmless line by line, secrets masked already. */
export interface MessageJson {
  readonly number: number;
  readonly at: string;
  readonly side: string;
  readonly direction: string;
  readonly transport: string;
  readonly local: string;
  readonly remote: string;
  readonly label: string;
  readonly text: string;
}
