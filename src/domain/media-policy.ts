/** What media a server or a phone may be offered: which codecs, encrypted or not. */
import { limits } from './limits.ts';
import { shown } from './names.ts';
import { Refusal } from './refusal.ts';

export type SrtpChoice = 'off' | 'preferred' | 'required';

export const srtpChoices: readonly SrtpChoice[] = ['off', 'preferred', 'required'];

export interface MediaPolicy {
  /** In lower case, liked ones first; undefined: all. */
  readonly codecs?: readonly string[] | undefined;
  /** undefined: off. */
  readonly srtp?: SrtpChoice | undefined;
}

/** As typed; an empty text takes a rule away. */
export interface MediaPolicyFields {
  readonly codecs?: string | undefined;
  readonly srtp?: string | undefined;
}

/** Only what is said, so that rows without a policy stay as they are. */
export function withPolicy(before: MediaPolicy, fields: MediaPolicyFields): MediaPolicy {
  const codecs = fields.codecs === undefined ? before.codecs : readCodecs(fields.codecs);
  const srtp = fields.srtp === undefined ? before.srtp : readSrtp(fields.srtp);
  return { ...(codecs && { codecs }), ...(srtp && srtp !== 'off' && { srtp }) };
}

/** For a call that no rule may stop: nothing is left out, encryption is taken where it is had. */
export function withoutBars<Row extends MediaPolicy>(row: Row): Row {
  return { ...row, codecs: undefined, srtp: row.srtp === undefined ? undefined : 'preferred' };
}

/** `pcma,pcmu,g722`; names as a=rtpmap has them. */
function readCodecs(text: string): readonly string[] | undefined {
  if (text === '') return undefined;
  const codecs = text.toLowerCase().split(',');
  checkPolicy({ codecs });
  return codecs;
}

function readSrtp(text: string): SrtpChoice | undefined {
  const choice = srtpChoices.find((one) => one === text);
  if (text !== '' && !choice) {
    throw new Refusal('E-VALUE', `srtp is ${srtpChoices.join(', ')}, not "${shown(text)}"`);
  }
  return choice;
}

export function checkPolicy({ codecs = [] }: MediaPolicy): void {
  const isTwice = new Set(codecs).size < codecs.length;
  const wrong = codecs.find((codec) => !/^[a-z0-9][a-z0-9-]{0,15}$/.test(codec));
  if (wrong !== undefined || isTwice || codecs.length > limits.codecsMax) {
    throw new Refusal(
      'E-VALUE',
      `codecs are at most ${limits.codecsMax} names with commas, each once: pcma,pcmu,g722`,
    );
  }
}
