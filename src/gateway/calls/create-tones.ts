/** Tones that callers hear of the gateway itself: of services set, of calls that cannot be. */
import type { Configuration } from '../../domain/configuration.ts';
import type { MediaEngine } from '../../media/media.ts';
import type { Clock } from '../../sip/clock.ts';
import type { SoundFiles } from '../ports/sound-files.ts';
import type { Calls } from './calls.ts';
import { createFailureTone, type FailureTone } from './failure-tone.ts';
import { type Confirm, createConfirm } from './tone-answer.ts';

export interface Tones {
  readonly confirm: Confirm;
  readonly failureTone: FailureTone;
}

export function createTones(ports: {
  readonly media: () => MediaEngine;
  readonly clock: Clock;
  readonly configuration: () => Configuration;
  readonly calls: () => Calls;
  readonly sounds: SoundFiles;
}): Tones {
  const nextId = () => ports.calls().nextId();
  return { confirm: createConfirm(ports), failureTone: createFailureTone({ ...ports, nextId }) };
}
