/** The events of calls and their media: a part of the catalogue. */
import type { Severity } from './events.ts';

export interface EventCode {
  readonly severity: Severity;
  readonly meaning: string;
  readonly causes: string;
  readonly action: string;
}

export const callEventCodes = {
  'call.failed': {
    severity: 'warning',
    meaning: 'A call ended without being connected, through no choice of its parties.',
    causes: 'See its verdict, cause and tries; "no-media": no port of ours was left for it.',
    action: 'See the cause; "voip call log" has every server tried.',
  },
  'call.interrupted': {
    severity: 'warning',
    meaning: 'A call was in progress when the gateway went down; its record is closed now.',
    causes: 'The gateway was killed or crashed, or the machine lost its power.',
    action: 'See the log before the start. The record ends when the call was last seen.',
  },
  'call.ended': {
    severity: 'info',
    meaning: 'A call ended.',
    causes: 'One of its parties hung up.',
    action: 'Nothing.',
  },
  'call.transferred': {
    severity: 'info',
    meaning: 'A call goes on with somebody else.',
    causes: 'One of its parties handed it on, or its place was taken; the facts say who and where.',
    action: 'Nothing; its record has every transfer.',
  },
  'call.one-way': {
    severity: 'warning',
    meaning: 'In a call that was answered nothing is heard of one party for three seconds.',
    causes: 'A NAT or firewall that lets media through one way only, or a wrong address in SDP.',
    action: 'See which leg is silent; check "advertise" of the interface on that side.',
  },
  'call.media-fault': {
    severity: 'error',
    meaning: 'The media of a call failed.',
    causes: 'The media engine ended or could not bind a port; it starts again by itself.',
    action: 'If it comes again, check the port range and the log.',
  },
  'media.engine-down': {
    severity: 'error',
    meaning: 'A media engine does not answer; no new call is given to it.',
    causes: 'The daemon, its machine, or the way to it is down.',
    action: 'Start rtpengine there; calls that it had are named one by one.',
  },
  'media.engine-up': {
    severity: 'info',
    meaning: 'A media engine answers again and takes new calls.',
    causes: 'It was started again, or can be reached again.',
    action: 'Nothing.',
  },
  'call.emergency': {
    severity: 'warning',
    meaning: 'An emergency number was called.',
    causes: 'A user dialled it; it was tried at every server, whatever else is configured.',
    action: 'See its record for the servers that were tried.',
  },
} as const satisfies Record<string, EventCode>;
