/** Soft ports with all that they need of their own: handsets, second calls, sound files. */

import type { World } from '../world.ts';
import { Handsets } from './handsets.ts';
import { SecondCalls } from './second-calls.ts';
import { type SoftPortPorts, SoftPorts } from './soft-ports.ts';
import { noSoundFiles } from './sound-files.ts';

interface SoftPortsNeed extends Omit<SoftPortPorts, 'handsets' | 'sounds' | 'secondCalls'> {
  readonly world: World;
  /** Whether messages wait for a user. */
  readonly hasMessages: (user: string) => boolean;
}

export function createSoftPorts(need: SoftPortsNeed): SoftPorts {
  const { clock, log, sounds = noSoundFiles } = need.world;
  const handsets = new Handsets({ ...need, log });
  const secondCalls = new SecondCalls({ ...need, handsets, clock });
  return new SoftPorts({ ...need, handsets, secondCalls, sounds });
}
