/** Codecs and encryption, as servers and ports have them. */
import { limits } from '../../domain/limits.ts';
import {
  type MediaPolicy,
  type MediaPolicyFields,
  srtpChoices,
} from '../../domain/media-policy.ts';
import type { Readable } from './define.ts';
import type { Places, Values } from './managed-object.ts';
import { textOf } from './values.ts';

export function policyObjects<Row>(
  policyOf: (row: Row) => MediaPolicy,
  whose: string,
  places: Readonly<Record<'codecs' | 'srtp', Places>>,
): readonly Readable<Row>[] {
  return [
    {
      name: 'codecs',
      type: { kind: 'text', max: 17 * limits.codecsMax },
      access: 'write',
      help: `codecs of the ${whose}, liked ones first: pcma,pcmu,g722; all when left out`,
      cli: { keyword: 'codecs', value: '<names>' },
      ...places.codecs,
      read: (row) => policyOf(row).codecs?.join(',') ?? null,
    },
    {
      name: 'srtp',
      type: { kind: 'choice', choices: srtpChoices },
      access: 'write',
      help: `encryption of media (SRTP) with the ${whose}`,
      cli: { keyword: 'srtp', value: srtpChoices.join('|') },
      ...places.srtp,
      read: (row) => policyOf(row).srtp ?? 'off',
    },
  ];
}

export function policyFields(values: Values): MediaPolicyFields {
  return { codecs: textOf(values, 'codecs'), srtp: textOf(values, 'srtp') };
}
