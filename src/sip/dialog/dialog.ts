/** A dialog as data: who talks to whom, in which order, by which way. RFC 3261 §12. */
import { createHeaders } from '../message/field-headers.ts';
import type { Fields, Request, Response } from '../message/message.ts';
import { formatNameAddr, parseNameAddr } from '../message/name-addr.ts';
import { addresses, contacts } from '../message/readers.ts';
import { formatUri } from '../message/uri.ts';
import type { Envelope, NameAddr } from '../message/values.ts';

export interface Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** From of our requests, without its tag; To of theirs. */
  readonly local: NameAddr;
  readonly remote: NameAddr;
  /** Where requests go: the peer's Contact. */
  readonly remoteTarget: string;
  /** In the order in which we put them into Route. */
  readonly routeSet: readonly string[];
  readonly localCseq: number;
  /** undefined until the peer has sent a request. */
  readonly remoteCseq: number | undefined;
}

export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

function contactOf(message: Request | Response): string | undefined {
  const found = contacts(message);
  const [first] = found === '*' || found === undefined ? [] : found;
  return first && formatUri(first.uri);
}

function recordRoutes(message: Request | Response): readonly string[] {
  return (addresses(message, 'Record-Route') ?? []).map(formatNameAddr);
}

/** §12.1.2: from a 1xx with a tag or a 2xx to our INVITE. */
export function dialogOfAnswer(request: Request, response: Response, envelope: Envelope): Dialog {
  const { from, to, callId, cseq } = envelope;
  return {
    callId,
    localTag: from.params.get('tag') ?? '',
    remoteTag: to.params.get('tag') ?? '',
    local: from,
    remote: to,
    remoteTarget: contactOf(response) ?? request.uri,
    routeSet: [...recordRoutes(response)].reverse(),
    localCseq: cseq.number,
    remoteCseq: undefined,
  };
}

/** §12.1.1: from their INVITE and the tag that our response carries. */
export function dialogOfInvite(
  request: Request,
  envelope: Envelope,
  localTag: string,
  firstCseq: number,
): Dialog {
  const { from, to, callId, cseq } = envelope;
  return {
    callId,
    localTag,
    remoteTag: from.params.get('tag') ?? '',
    local: to,
    remote: from,
    remoteTarget: contactOf(request) ?? formatUri(from.uri),
    routeSet: recordRoutes(request),
    localCseq: firstCseq,
    remoteCseq: cseq.number,
  };
}

/** §12.2.1.2, §12.2.2: a target refresh moves the peer. */
export function refreshTarget(dialog: Dialog, message: Request | Response): Dialog {
  const remoteTarget = contactOf(message);
  return remoteTarget === undefined ? dialog : { ...dialog, remoteTarget };
}

/** §12.2.2: a request out of order is refused 500; undefined says so. */
export function acceptRequest(dialog: Dialog, cseq: number): Dialog | undefined {
  if (dialog.remoteCseq !== undefined && cseq < dialog.remoteCseq) return undefined;
  return { ...dialog, remoteCseq: cseq };
}

function tagged({ displayName, uri, params }: NameAddr, tag: string): string {
  const others = new Map(params);
  if (tag === '') others.delete('tag');
  else others.set('tag', tag);
  return formatNameAddr({ displayName, uri, params: others });
}

/**
 * Where the first hop of a request is: the topmost route, else the peer (§12.2.1.1).
 */
export function nextHop({ routeSet, remoteTarget }: Dialog): string {
  return routeSet[0] ?? remoteTarget;
}

/** A first route that is a strict router (RFC 2543) has the place of the peer, who comes last. */
function routed({ routeSet, remoteTarget }: Dialog): { uri: string; routes: readonly string[] } {
  const [first = '', ...others] = routeSet;
  const router = parseNameAddr(first)?.uri;
  if (!router || router.params.has('lr')) return { uri: remoteTarget, routes: routeSet };
  const uri = formatUri({ ...router, headers: undefined });
  return { uri, routes: [...others, `<${remoteTarget}>`] };
}

/** §12.2.1.1: a request of ours inside the dialog. An ACK repeats the number of its INVITE. */
export function dialogRequest(
  dialog: Dialog,
  method: string,
  options: { readonly fields?: Fields; readonly body?: Buffer; readonly cseq?: number } = {},
): readonly [next: Dialog, request: Request] {
  const number = options.cseq ?? dialog.localCseq + 1;
  const { uri, routes } = routed(dialog);
  const fields: Fields = [
    ...routes.map((route) => ['Route', route] as const),
    ['Max-Forwards', '70'],
    ['From', tagged(dialog.local, dialog.localTag)],
    ['To', tagged(dialog.remote, dialog.remoteTag)],
    ['Call-ID', dialog.callId],
    ['CSeq', `${number} ${method}`],
    ...(options.fields ?? []),
  ];
  const request: Request = {
    kind: 'request',
    method,
    uri,
    headers: createHeaders(fields),
    body: options.body ?? Buffer.alloc(0),
  };
  return [options.cseq === undefined ? { ...dialog, localCseq: number } : dialog, request];
}
