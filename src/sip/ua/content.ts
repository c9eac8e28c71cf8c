/** How a session description is announced. RFC 3261 §13.2.1. */
import type { Fields } from '../message/message.ts';

export function contentFields(body: Buffer | undefined): Fields {
  return body && body.length > 0 ? [['Content-Type', 'application/sdp']] : [];
}
