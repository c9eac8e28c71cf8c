/** A request with more header fields, or as it was. */
import { appendFields } from '../message/field-headers.ts';
import type { Fields, Request } from '../message/message.ts';

export function withFields(request: Request, fields: Fields): Request {
  if (fields.length === 0) return request;
  return { ...request, headers: appendFields(request.headers, fields) };
}
