/**
 * Which messages are a canary line's own, with a server that is drilled: its REGISTERs and its
 * calls, never an emergency call.
 */
import type { Configuration, Contact } from '../../domain/configuration.ts';
import { resolveIncoming } from '../../domain/resolve.ts';
import type { Located } from '../../sip/locate.ts';
import type { Request } from '../../sip/message/message.ts';
import { parseNameAddr } from '../../sip/message/name-addr.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { parseUri } from '../../sip/message/uri.ts';
import type { CallSession } from '../calls/call-session.ts';
import { callIdOf } from '../calls/call-state.ts';
import type { Swallow } from './blackhole.ts';

interface Place {
  readonly address: string;
  readonly port: number;
}

interface CanaryPorts {
  readonly line: string;
  readonly configuration: () => Configuration;
  readonly calls: () => readonly CallSession[];
  /** Call-ID of the line's registrations. */
  readonly registrationCallId: () => string;
  /** Whether it is a probe made for this line alone. */
  readonly isProbe: (callId: string) => boolean;
  readonly locate: (contact: Contact, then: (located: Located) => void) => void;
}

export function canaryTraffic(ports: CanaryPorts, contacts: readonly Contact[]): Swallow {
  const places = new Set<string>();
  for (const contact of contacts) {
    ports.locate(contact, (located) => {
      for (const place of located.ok ? located.targets : []) places.add(keyOf(place));
    });
  }
  return (bytes, other, direction) => {
    if (!places.has(keyOf(other))) return false;
    const parsed = parseMessage(bytes, 'datagram');
    if (!parsed.ok) return false;
    const { message } = parsed;
    const callId = message.headers.first('Call-ID') ?? '';
    if (callId === ports.registrationCallId() || ports.isProbe(callId)) return true;
    const call = ports.calls().find((one) => callIdOf(one) === callId);
    if (call) return isOfLine(call, ports.line);
    return direction === 'in' && message.kind === 'request' && isForLine(ports, message);
  };
}

function keyOf({ address, port }: Place): string {
  return `${address.startsWith('::ffff:') ? address.slice(7) : address} ${port}`;
}

/** RFC 6881: nothing stands in the way of an emergency call. */
function isOfLine(call: CallSession, line: string): boolean {
  const { route } = call.way();
  if (route.kind === 'emergency') return false;
  const isCalled = route.kind === 'local' && route.user.name === line;
  return isCalled || (call.forwarder() ?? call.facts.caller.user) === line;
}

/** A call from the server that would be the line's. */
function isForLine({ configuration, line }: CanaryPorts, { uri, headers }: Request): boolean {
  const { route } = resolveIncoming(configuration(), {
    to: parseNameAddr(headers.first('To') ?? '')?.uri.user ?? '',
    requestUri: parseUri(uri)?.user ?? '',
  });
  return route.kind === 'local' && route.user.name === line;
}
