/** Which dialog a call is to take the place of. RFC 3891 §3, §6.1; RFC 3515 §2.1. */
import type { Message, Request } from '../message/message.ts';
import { parseNameAddr } from '../message/name-addr.ts';
import { parseParams } from '../message/params.ts';
import type { NameAddr } from '../message/values.ts';
import type { Replaces } from './leg-facts.ts';

/**
 * A Replaces header; undefined when it is malformed: exactly one to-tag and one from-tag must be
 * there.
 */
export function parseReplaces(text: string): Replaces | undefined {
  const semicolon = text.indexOf(';');
  if (semicolon < 1) return undefined;
  const callId = text.slice(0, semicolon).trim();
  const params = parseParams(text, semicolon);
  const [toTag, fromTag] = [params?.get('to-tag'), params?.get('from-tag')];
  if (!params || toTag === undefined || fromTag === undefined || callId === '') return undefined;
  return { callId, toTag, fromTag, earlyOnly: params.has('early-only') };
}

/** The Replaces of an INVITE; `malformed` asks for a 400. */
export function replacesOf(message: Message): Replaces | 'malformed' | undefined {
  const text = message.headers.first('Replaces');
  if (text === undefined) return undefined;
  const isOne = message.headers.count('Replaces') === 1;
  return (isOne ? parseReplaces(text) : undefined) ?? 'malformed';
}

export interface Referral {
  /** Without its embedded header fields: they never become real ones by themselves. */
  readonly to: NameAddr;
  readonly replaces: Replaces | undefined;
  readonly by: string | undefined;
}

/** What a REFER asks for; undefined when it is malformed. */
export function referralOf({ headers }: Request): Referral | undefined {
  const text = headers.count('Refer-To') === 1 ? headers.first('Refer-To') : undefined;
  const to = text === undefined ? undefined : parseNameAddr(text);
  if (!to) return undefined;
  const embedded = embeddedReplaces(to.uri.headers);
  if (embedded === 'malformed') return undefined;
  const uri = { ...to.uri, headers: undefined };
  return { to: { ...to, uri }, replaces: embedded, by: headers.first('Referred-By') };
}

function embeddedReplaces(headers: string | undefined): Replaces | 'malformed' | undefined {
  for (const field of headers?.split('&') ?? []) {
    const [name = '', value = ''] = field.split('=', 2);
    if (name.toLowerCase() === 'replaces') return parseReplaces(decoded(value)) ?? 'malformed';
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
