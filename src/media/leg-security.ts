/**
 * SRTP of one leg: which keys it was offered, which it has chosen, and what the other leg sees of
 * it. RFC 4568 §5.
 */
import { randomBytes } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';
import type { SrtpPolicy } from './media.ts';
import type { SrtpPlan } from './plan.ts';
import { type Crypto, chooseCrypto, formatCrypto, isCrypto } from './sdp/crypto.ts';
import { type Description, readDescription, type Stream } from './sdp/description.ts';
import { joinLines, type Line, withWord } from './sdp/lines.ts';
import { masterBytes, type Suite, suites } from './srtp/suites.ts';

/** What the leg has last said of a stream. */
interface Heard {
  readonly theirs: Crypto | undefined;
  readonly isSecureProfile: boolean;
}

export class LegSecurity {
  readonly #heard: (Heard | undefined)[] = [];
  /** Our keys, by stream: one for each suite, the same in every description. */
  readonly #ours: Map<Suite, Buffer>[] = [];

  /** What the leg says, as a plain description. Refuses what the policy does not allow. */
  hear(description: Description, policy: SrtpPolicy): Description {
    for (const [index, heard] of securityOf(description, policy)) this.#heard[index] = heard;
    const plain = description.lines.flatMap((line) => (isCrypto(line) ? [] : [plainLine(line)]));
    return readDescription(joinLines(plain));
  }

  /** Its keys are no longer ours to know. */
  forget(): void {
    this.#heard.length = 0;
  }

  /** A plain description as the leg shall see it. */
  dress(lines: readonly Line[], policy: SrtpPolicy): readonly Line[] {
    const dressed: Line[] = [];
    let index = -1;
    let pending: readonly Line[] = [];
    for (const line of lines) {
      if (line.type === 'm') {
        dressed.push(...pending);
        index += 1;
        const isOurs = /^\S+ +[1-9][0-9]* +RTP\/AVPF? /.test(line.value);
        const offered = isOurs ? this.#offer(index, policy) : [];
        pending = offered.map((crypto) => formatCrypto(crypto, line.end));
        dressed.push(
          offered.length > 0 && this.#isSecureProfile(index, policy) ? secureLine(line) : line,
        );
      } else dressed.push(line);
    }
    return [...dressed, ...pending];
  }

  /**
   * The one that was chosen; before anything was said, all that there are; none in a plain stream.
   */
  #offer(index: number, policy: SrtpPolicy): readonly Crypto[] {
    const heard = this.#heard[index];
    if (heard !== undefined) {
      const { theirs } = heard;
      return theirs ? [{ ...theirs, master: this.#key(index, theirs.suite) }] : [];
    }
    if (policy === 'off') return [];
    return suites.map((suite, at) => ({
      tag: String(at + 1),
      suite,
      master: this.#key(index, suite),
    }));
  }

  #isSecureProfile(index: number, policy: SrtpPolicy): boolean {
    return this.#heard[index]?.isSecureProfile ?? policy === 'required';
  }

  #key(index: number, suite: Suite): Buffer {
    const keys = (this.#ours[index] ??= new Map());
    const key = keys.get(suite) ?? randomBytes(masterBytes(suite));
    keys.set(suite, key);
    return key;
  }

  /** Undefined for plain streams, and while the leg has not spoken. */
  plan(index: number): SrtpPlan | undefined {
    const theirs = this.#heard[index]?.theirs;
    if (theirs === undefined) return undefined;
    const { suite, master } = theirs;
    return {
      suite,
      receive: master.toString('base64'),
      send: this.#key(index, suite).toString('base64'),
    };
  }
}

/** By stream; refuses what the policy does not allow. */
export function securityOf(
  description: Description,
  policy: SrtpPolicy,
): ReadonlyMap<number, Heard> {
  const heard = new Map<number, Heard>();
  for (const [index, stream] of description.streams.entries()) {
    if (stream.transport !== 'rtp' || stream.port === 0) continue;
    const theirs = policy === 'off' ? undefined : chooseCrypto(partOf(description, index));
    const isSecureProfile = isSecure(stream.protocol);
    check(stream, policy, theirs, isSecureProfile);
    heard.set(index, { theirs, isSecureProfile });
  }
  return heard;
}

/** Whether a profile is one of the secure ones: RTP/SAVP, RTP/SAVPF. */
function isSecure(protocol: string): boolean {
  return protocol.startsWith('RTP/SAVP');
}

function check(
  { media }: Stream,
  policy: SrtpPolicy,
  theirs: Crypto | undefined,
  isSecureProfile: boolean,
): void {
  if (theirs !== undefined) return;
  if (isSecureProfile && policy === 'off')
    throw new Refusal(
      'E-SDP-UNACCEPTABLE',
      `SRTP is off on this leg, the ${media} stream wants it`,
    );
  if (isSecureProfile)
    throw new Refusal('E-SDP-UNACCEPTABLE', `the ${media} stream has no key of a suite we know`);
  if (policy === 'required')
    throw new Refusal('E-SDP-UNACCEPTABLE', `the ${media} stream is plain, this leg requires SRTP`);
}

function partOf({ lines, starts }: Description, index: number): readonly Line[] {
  return lines.slice(starts[index], starts[index + 1]);
}

function plainLine(line: Line): Line {
  if (line.type !== 'm' || !/ RTP\/SAVPF? /.test(line.value)) return line;
  return { ...line, value: line.value.replace(' RTP/SAVP', ' RTP/AVP') };
}

function secureLine(line: Line): Line {
  return {
    ...line,
    value: withWord(line.value, 2, line.value.includes(' RTP/AVPF ') ? 'RTP/SAVPF' : 'RTP/SAVP'),
  };
}
