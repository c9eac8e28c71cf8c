/** A request of ours outside any dialog, sent as it is. RFC 3261 §8.1.1. */

import type { Target } from '../sip/flow.ts';
import { createRequest } from '../sip/message/build.ts';
import type { Fields, Request } from '../sip/message/message.ts';
import { formatUri } from '../sip/message/uri.ts';
import type { Core } from './core.ts';
import { sipUri } from './uris.ts';

interface LoneRequest {
  readonly method: string;
  readonly uri: string;
  /** Our own URI, which is From and Contact. */
  readonly own: string;
  readonly fields: Fields;
  readonly body?: Buffer;
}

export function loneRequest(core: Core, { method, uri, own, fields, body }: LoneRequest): Request {
  return createRequest({
    method,
    uri,
    fields: [
      ['Max-Forwards', '70'],
      ['From', `<${own}>;tag=${core.random.hex(6)}`],
      ['To', `<${uri}>`],
      ['Call-ID', core.random.hex(12)],
      ['CSeq', `1 ${method}`],
      ['Contact', `<${own}>`],
      ...fields,
      ['User-Agent', core.product],
    ],
    ...(body && { body }),
  });
}

/** Asks whether somebody is there, and how we are seen from there (§11). */
export function optionsRequest(core: Core, uri: string, target: Target): Request {
  const { host, port } = core.local('wan', target);
  const own = formatUri(sipUri({ user: 'offhook', host, port }));
  return loneRequest(core, {
    method: 'OPTIONS',
    uri,
    own,
    fields: [['Accept', 'application/sdp']],
  });
}
