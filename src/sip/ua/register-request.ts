/** A REGISTER as bytes will say it. RFC 3261 §10.2, RFC 5626 §4.2, RFC 3327. */

import type { Target, TransportName } from '../flow.ts';
import { createHeaders } from '../message/field-headers.ts';
import { formatHostPort } from '../message/host.ts';
import type { Fields, Request } from '../message/message.ts';
import { allow } from './allow.ts';

export interface Binding {
  /** `sip:user@domain`. */
  readonly aor: string;
  /** `sip:domain`. */
  readonly registrar: string;
  /** The user part of our Contact. */
  readonly contactUser: string;
  /** By what we are to be called, where that is not how we register. */
  readonly contactTransport?: TransportName | undefined;
  readonly fromTag: string;
  readonly instanceId: string;
}

/** Of one request: rising for as long as the Call-ID stays the same (§10.2). */
export interface Sequence {
  readonly callId: string;
  readonly cseq: number;
}

export interface RegisterForm {
  readonly expiresSeconds: number;
  /** Without extensions: for registrars that choke on them. */
  readonly isPlain: boolean;
  /** Option tags that the registrar insists on (§21.4.15). */
  readonly required: readonly string[];
  readonly sequence: Sequence;
  readonly product: string;
  /** A Contact of ours that is given back by the way. */
  readonly former: string | undefined;
}

/** Our Contact URI for this target. */
export function contactUri(
  { contactUser, contactTransport }: Pick<Binding, 'contactUser' | 'contactTransport'>,
  local: { readonly host: string; readonly port: number },
  target: Pick<Target, 'transport'>,
): string {
  const transport = contactTransport ?? target.transport;
  const parameter = transport === 'udp' ? '' : `;transport=${transport}`;
  return `sip:${contactUser}@${formatHostPort(local.host, local.port)}${parameter}`;
}

export function registerRequest(binding: Binding, contact: string, form: RegisterForm): Request {
  const { aor, registrar, fromTag, instanceId } = binding;
  const { expiresSeconds, isPlain, required, sequence, product, former } = form;
  const instance = isPlain ? '' : `;+sip.instance="<${instanceId}>"`;
  const fields: Fields = [
    ['Max-Forwards', '70'],
    ['From', `<${aor}>;tag=${fromTag}`],
    ['To', `<${aor}>`],
    ['Call-ID', sequence.callId],
    ['CSeq', `${sequence.cseq} REGISTER`],
    ['Contact', `<${contact}>${instance};expires=${expiresSeconds}`],
    ...(former === undefined ? [] : [['Contact', `<${former}>;expires=0`] as const]),
    ['Expires', String(expiresSeconds)],
    ...(isPlain ? [] : [['Supported', 'path, gruu'] as const]),
    ...(required.length === 0 ? [] : [['Require', required.join(', ')] as const]),
    ['Allow', allow],
    ['User-Agent', product],
  ];
  return {
    kind: 'request',
    method: 'REGISTER',
    uri: registrar,
    headers: createHeaders(fields),
    body: Buffer.alloc(0),
  };
}
