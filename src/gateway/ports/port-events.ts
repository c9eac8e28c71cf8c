/** What the ports of a call hear of it, and whether one may ring. */
import type { Port } from '../../domain/configuration.ts';
import { type CallSession } from '../calls/call-session.ts';
import type { Family } from '../family.ts';

type PortRef = NonNullable<ReturnType<Family['port']>>;
type PortEvent = Parameters<PortRef['send']>[0];
type PortState = ReturnType<PortRef['getSnapshot']>;

/** With call waiting a port rings while it talks; a handset has room for one call more. */
export function mayRing(
  { kind, callWaiting }: Port,
  state: PortState,
  find: (call: string) => CallSession | undefined,
): boolean {
  // RFC 6881 ED-68: nothing rings into a call to an emergency centre.
  if (find(state.context.call ?? '')?.way().route.kind === 'emergency') return false;
  const hasRoom = kind === 'sip' || state.context.others.length === 0;
  const isWaiting = callWaiting === true && hasRoom && state.value === 'talking';
  return state.hasTag('free') || isWaiting;
}

export function tellPort(family: Family, name: string | undefined, event: PortEvent): void {
  if (name !== undefined) family.port(name)?.send(event);
}

export function tellCaller(family: Family, { facts }: CallSession, event: PortEvent): void {
  tellPort(family, facts.caller.port, event);
}

/** Every port of the call but one hears that it is over for it. */
export function releasePorts(
  family: Family,
  session: CallSession,
  cause: string,
  except?: string,
): void {
  for (const key of session.callees.keys()) {
    const [kind, port] = key.split(' ');
    if (kind !== 'port' || port === except) continue;
    tellPort(family, port, { type: 'call.over', call: session.facts.id, cause });
  }
}
