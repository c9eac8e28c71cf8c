/**
 * What the child shall do for one m= line, from what both legs have said. RFC 3264, RFC 3605, RFC
 * 5761.
 */
import type { LegSecurity } from './leg-security.ts';
import type { LegPolicy, Sound } from './media.ts';
import type { EndPlan, LocalPlan, RemotePlan, StreamPlan } from './plan.ts';
import { agreedWith, eventTypeOf } from './sdp/compose.ts';
import type { Description, Stream } from './sdp/description.ts';
import { familyOf, type Place } from './sdp/places.ts';
import type { Sent } from './sdp/rewrite.ts';

interface LocalLeg {
  /** The session id of its descriptions, by which they are known again. */
  readonly id: string;
  /** Whether its descriptions take telephone-events; for good. */
  readonly hasEvents: boolean;
  sound: Sound;
  order: number;
  ear: string | undefined;
}

/** What is known of one leg. */
export interface LegState {
  bind: string;
  /** Its latest description. */
  described: Description | undefined;
  generation: number;
  /** What it was last told. */
  sent: Sent | undefined;
  readonly security: LegSecurity;
  policy: LegPolicy;
  /** Set while it ends here. */
  local: LocalLeg | undefined;
  /** Its RTP port by stream; 0 where it has none yet. Kept until the session closes. */
  readonly ports: number[];
}

export function planStream(a: LegState, b: LegState, index: number): StreamPlan {
  const said = [a, b].flatMap((leg) => leg.described?.streams[index] ?? []);
  const encodings = said.flatMap((stream) => [...stream.encodings]);
  return {
    isSealed: said.some(({ protocol }) => protocol.startsWith('RTP/SAVP')),
    transport: said.some(({ transport }) => transport === 'udp') ? 'udp' : 'rtp',
    clockRates: Object.fromEntries(
      encodings
        .filter(([, { clockRate }]) => clockRate !== 8000)
        .map(([type, { clockRate }]) => [String(type), clockRate]),
    ),
    eventTypes: encodings
      .filter(([, { name }]) => name === 'telephone-event')
      .map(([type]) => type),
    a: planEnd(a, b, index),
    b: planEnd(b, a, index),
  };
}

function planEnd(leg: LegState, other: LegState, index: number): EndPlan | undefined {
  const port = leg.ports[index] ?? 0;
  const own = leg.described?.streams[index];
  const theirs = other.described?.streams[index];
  if (port === 0) return undefined;
  if (leg.local !== undefined) return planLocal(leg.local, own, theirs);
  if (own?.port === 0 || theirs?.port === 0) return undefined;
  return { ...planRemote(leg, port, own, theirs), srtp: leg.security.plan(index) };
}

function planLocal(local: LocalLeg, own?: Stream, theirs?: Stream): LocalPlan | undefined {
  if (own?.port === 0 || theirs?.port === 0) return undefined;
  const agreed = own && theirs && agreedWith(theirs);
  const sends = agreed !== undefined && isHeard(own, theirs);
  const { sound, order, ear } = local;
  const isKeyed = [own, theirs].every((one) => one && eventTypeOf(one) !== undefined);
  return { kind: 'local', agreed, sends, sound, order, ear, hasKeysInBand: !isKeyed };
}

function planRemote(leg: LegState, port: number, own?: Stream, theirs?: Stream): RemotePlan {
  const { bind, generation } = leg;
  if (own === undefined)
    return { kind: 'remote', bind, port, generation, sends: false, isHeld: false };
  const isMuxed = own.isMuxed && theirs?.isMuxed === true;
  const rtcpPort = isMuxed ? own.port : (own.rtcp?.port ?? own.port + 1);
  return {
    kind: 'remote',
    bind,
    port,
    generation,
    signalled: placeOf(own.address, own.port, bind),
    rtcp: placeOf(own.rtcp?.address ?? own.address, rtcpPort, bind),
    sends: isHeard(own, theirs),
    isHeld: own.isHeld,
    agreed: agreedWith(own),
    eventType: theirs && eventTypeOf(theirs),
  };
}

/** Whether one end is to be heard by the other. */
export function isHeard(own: Stream | undefined, theirs: Stream | undefined): boolean {
  if (own === undefined || theirs === undefined || theirs.isHeld) return false;
  const maySend = own.direction === 'sendrecv' || own.direction === 'sendonly';
  const mayReceive = theirs.direction === 'sendrecv' || theirs.direction === 'recvonly';
  return maySend && mayReceive;
}

/** Undefined when there is no address, or none that a socket bound there can reach. */
function placeOf(address: string | undefined, port: number, bind: string): Place | undefined {
  if (address === undefined || port > 65_535 || familyOf(address) !== familyOf(bind))
    return undefined;
  return { address, port };
}
