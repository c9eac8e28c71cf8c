/** A request with one more header field, or as it was. */
import { appendField } from '../message/field-headers.ts';
import type { Request } from '../message/message.ts';

export function withField(
  request: Request,
  field: readonly [name: string, value: string] | undefined,
): Request {
  if (!field) return request;
  return { ...request, headers: appendField(request.headers, field[0], field[1]) };
}
