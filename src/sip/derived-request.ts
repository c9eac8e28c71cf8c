/** The ACK and the CANCEL that belong to an INVITE. RFC 3261 §17.1.1.3, §9.1. */
import { createHeaders } from './message/field-headers.ts';
import type { Fields, Request, Response } from './message/message.ts';

const noBody = Buffer.alloc(0);

/** Same Request-URI, Route, From, Call-ID and CSeq number; To as the response has it. */
export function acknowledgement(invite: Request, response: Response): Request {
  const to = response.headers.first('To') ?? invite.headers.first('To') ?? '';
  return derived(invite, 'ACK', to, []);
}

export function cancellation(invite: Request, extra: Fields): Request {
  return derived(invite, 'CANCEL', invite.headers.first('To') ?? '', extra);
}

function derived(invite: Request, method: 'ACK' | 'CANCEL', to: string, extra: Fields): Request {
  const { headers } = invite;
  const number = (headers.first('CSeq') ?? '').split(' ')[0] ?? '';
  const fields: Fields = [
    ...headers.all('Route').map((route) => ['Route', route] as const),
    ['Max-Forwards', '70'],
    ['From', headers.first('From') ?? ''],
    ['To', to],
    ['Call-ID', headers.first('Call-ID') ?? ''],
    ['CSeq', `${number} ${method}`],
    ...extra,
  ];
  return { kind: 'request', method, uri: invite.uri, headers: createHeaders(fields), body: noBody };
}
