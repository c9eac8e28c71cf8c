/** What went wrong, in words for lists and records. */
import type { Response } from '../message/message.ts';

/** The status line and whatever else the server said about it. */
export function refusalText({ status, reason, headers }: Response): string {
  const more = ['Reason', 'Warning']
    .map((name) => headers.first(name))
    .filter((text) => text !== undefined);
  return [`${status} ${reason}`, ...more].join('; ');
}

/** What a transport fault or a silence is called in tries. */
export function reasonOf(fault: string): string {
  if (fault === 'timeout') return 'no answer';
  if (fault === 'refused') return 'port unreachable';
  if (fault === 'no-way') return 'no way out: the address or the route from here is gone';
  if (fault === 'no-tls') return 'E-TLS: there is no TLS here, the alarms say why';
  if (fault === 'certificate') return 'certificate does not fit the domain';
  if (fault === 'untrusted') return 'certificate has expired or is not trusted: see tls-ca';
  return fault === 'tls' ? 'TLS failure' : `connection ${fault}`;
}
