/** What rtpengine is told of a description. Its README, "The ng Control Protocol". */
import type { Side } from '../../domain/side.ts';
import { type Half, type Leg, otherLeg, type SrtpPolicy } from '../media.ts';
import type { Description } from '../sdp/description.ts';
import { joinLines } from '../sdp/lines.ts';
import type { Bencoded, Dictionary } from './bencode.ts';

/** What it would offer besides the suites that the built-in engine speaks too. */
const refusedSuites = [
  'AEAD_AES_256_GCM',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_192_CM_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AES_192_CM_HMAC_SHA1_32',
  'AES_256_CM_HMAC_SHA1_32',
  'F8_128_HMAC_SHA1_80',
  'F8_128_HMAC_SHA1_32',
  'NULL_HMAC_SHA1_80',
  'NULL_HMAC_SHA1_32',
];

/** A description on its way from one leg to the other. */
export interface Passing {
  readonly callId: string;
  readonly from: Leg;
  readonly half: Half;
  readonly description: Description;
  readonly fromSide: Side;
  readonly towards: Side;
  readonly srtp: SrtpPolicy;
  /** Neither leg has a policy: what is encrypted stays so, what is plain too. */
  readonly isUntouched: boolean;
}

export function describeCommand(passing: Passing): Dictionary {
  const { callId, from, half, description, fromSide, towards } = passing;
  const other = otherLeg(from);
  const tags: Dictionary =
    half === 'offer'
      ? { command: 'offer', 'from-tag': from, 'to-tag': other }
      : { command: 'answer', 'from-tag': other, 'to-tag': from };
  return {
    ...tags,
    'call-id': callId,
    sdp: joinLines(description.lines).toString('latin1'),
    direction: [fromSide, towards],
    // Strict source: once learnt, packets from elsewhere are dropped until it is told more (T24).
    flags: ['trust-address', 'strict-source', ...srtpFlags(passing)],
    replace: ['origin', 'session-connection'],
    ICE: 'remove',
    DTLS: 'off',
    SDES: refusedSuites.map((suite) => `no-${suite}`),
    ...transport(passing),
  };
}

/** RFC 8643: keys beside plain RTP, offered or taken. */
function srtpFlags({ isUntouched, srtp }: Passing): readonly string[] {
  if (isUntouched) return [];
  return srtp === 'preferred' ? ['OSRTP-offer', 'OSRTP-accept'] : ['OSRTP-accept'];
}

/** An answer is in the profile of its offer; streams that are no RTP keep theirs. */
function transport({ description, half, isUntouched, srtp }: Passing): Dictionary {
  if (half === 'answer' || isUntouched) return {};
  const hasFeedback = description.streams.some(({ protocol }) => protocol.endsWith('AVPF'));
  const profile = `RTP/${srtp === 'required' ? 'S' : ''}AVP${hasFeedback ? 'F' : ''}`;
  return { 'transport-protocol': profile };
}

/** A call is known by one tag after it has been answered, and by its call-id alone before. */
export function callCommand(command: 'query' | 'delete', callId: string): Dictionary {
  const now: Readonly<Record<string, Bencoded>> = command === 'delete' ? { 'delete-delay': 0 } : {};
  return { command, 'call-id': callId, ...now };
}
