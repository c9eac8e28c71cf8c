/** Refusals around calls and their media. */
import type { ErrorEntry } from './error-entry.ts';

export const callErrors = {
  'E-DRILL-LIMIT': {
    meaning: 'too many drills are scheduled',
    action: 'delete one that is not needed: "voip drill schedule delete <name>"',
  },
  'E-DRILL-RUNNING': {
    meaning: 'one drill runs at a time, and what has ended cannot be stopped',
    action: 'wait for it, or "voip drill stop <name>"; "voip drill list" shows which runs',
  },
  'E-DRILL-UNSAFE': {
    meaning: 'the drill would cut the line off, or there is nothing to drill',
    action: 'leave the line out for a shadow drill, or add a second server first',
  },
  'E-MEDIA-ADDRESS': {
    meaning: 'the system binds no media port at the address of that side, and says why',
    action: 'give the side an address of this machine; EMFILE: raise the limit of open files',
  },
  'E-MEDIA-BUDGET': {
    meaning: 'as many calls have media as the machine is meant to carry',
    action: 'wait for calls to end, or raise "calls-max"',
  },
  'E-MEDIA-ENGINE': {
    meaning: 'no media engine answers, or the one that has the call does not any more',
    action: 'start rtpengine where "media engine" says it is, or set "media engine builtin"',
  },
  'E-MEDIA-EXHAUSTED': {
    meaning: 'no pair of media ports is free but those kept for emergency calls',
    action: 'widen "rtp-port-range", a call takes two pairs; see what else holds ports there',
  },
  'E-PORT-STATE': {
    meaning: 'the port cannot do this in the state it is in',
    action:
      'see "voip ep list": a port answers while it rings, dials off the hook, plays in a call',
  },
  'E-SDP-INVALID': {
    meaning: 'a session description is malformed',
    action: 'see which side sent it in the log; the call is refused with 400 or 488',
  },
  'E-SDP-UNACCEPTABLE': {
    meaning: 'a session description offers nothing that both sides can use',
    action: 'let the phone or the provider offer G.711',
  },
  'E-CONFERENCE': {
    meaning: 'a conference has too many members, or one whose audio is not G.711',
    action: 'let the calls use PCMA or PCMU; leave SRTP to the gateway',
  },
  'E-SOUND-LIMIT': {
    meaning: 'the folder of sound files is full',
    action: 'move files away from "sounds" in the data directory',
  },
  'E-SOUND-MISSING': {
    meaning: 'there is no such sound file',
    action: 'put it into the folder "sounds" of the data directory; links are not followed',
  },
  'E-SOUND-NAME': {
    meaning: 'a sound file may not be called so',
    action: 'use letters, digits, "_" and "-", then ".wav"; no folders',
  },
  'E-SOUND-TAKEN': {
    meaning: 'a recording would write over a file',
    action: 'give another name, or move the file away',
  },
  'E-WAV-INVALID': {
    meaning: 'a sound file cannot be played',
    action: 'make it a WAV file: 8000 Hz, mono, 16-bit samples or G.711',
  },
} as const satisfies Record<string, ErrorEntry>;
