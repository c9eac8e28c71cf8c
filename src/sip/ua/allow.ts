/** What our user agents understand. RFC 3261 §20.5, §20.37. */

/** Methods, as Allow says them. */
export const allow = 'INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY';

/** Option tags that a call's own dialogs can do, whatever else the gateway can. */
export const dialogExtensions: ReadonlySet<string> = new Set(['100rel', 'timer']);
