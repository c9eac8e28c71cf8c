/** Connections opened: by whom we want to be met, and what came of it. RFC 5922, RFC 3261 §26.3. */
import { connect as connectTcp, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectTls,
  type PeerCertificate,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';
import type { Target, TransportFault } from '../flow.ts';

export interface TlsMaterial {
  /** PEM texts. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export interface Caller {
  readonly transport: 'tcp' | 'tls';
  /** The address to leave from. */
  readonly address: string;
  readonly tls: TlsMaterial;
}

export const minVersion: SecureVersion = 'TLSv1.2';

/** The certificate is checked against the configured domain, never the address (RFC 5922 §7). */
export function dial(
  { transport, tls, address: localAddress }: Caller,
  { address, port, domain }: Target,
): Socket | TLSSocket {
  const way = { host: address, port, localAddress };
  if (transport === 'tcp') return connectTcp(way);
  const isName = /[a-z]/i.test(domain) && !domain.includes(':');
  return connectTls({
    ...way,
    minVersion,
    ca: tls.ca,
    cert: tls.cert,
    key: tls.key,
    servername: isName ? domain : '',
    checkServerIdentity: (_, certificate) => domainFault(domain, certificate),
  });
}

/** RFC 5922 §7.1: the domain as a SIP URI of the certificate, or else as one of its names. */
function domainFault(domain: string, certificate: PeerCertificate): Error | undefined {
  const names = (certificate.subjectaltname ?? '').toLowerCase().split(', ');
  if (names.includes(`uri:sip:${domain.toLowerCase()}`)) return undefined;
  return checkServerIdentity(domain, certificate);
}

/** Nothing leaves this machine: the address that it left from is gone, or there is no route. */
export function hasNoWay(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return ['EADDRNOTAVAIL', 'ENETUNREACH', 'ENETDOWN'].includes(code);
}

/** Why it could not be opened. */
export function dialFault(error: Error, transport: 'tcp' | 'tls'): TransportFault {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';
  if (hasNoWay(error)) return 'no-way';
  if (transport === 'tcp') return 'reset';
  // What the peer alleges of our certificate is in alerts, whose codes begin with ERR_SSL.
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'certificate';
  const isTheirs = /CERT|SIGNATURE|ISSUER/.test(code) && !code.startsWith('ERR_SSL');
  return isTheirs ? 'untrusted' : 'tls';
}
