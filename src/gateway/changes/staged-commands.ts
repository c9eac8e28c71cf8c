/** Commands on nothing but memory: what comes of them is kept, or forgotten, as a whole. */
import { checkConfiguration } from '../../domain/check-configuration.ts';
import type { Configuration } from '../../domain/configuration.ts';
import { type Commands, createCommands } from '../../management/commands.ts';
import type { View } from '../../management/view.ts';
import { refuseYet, stagedView } from './staged-view.ts';

export interface Staged {
  readonly commands: Commands;
  readonly view: View;
  /** The configuration that all commands so far have made. */
  readonly result: () => Configuration;
}

/** What nobody does before the gateway runs. */
export const actsYet = {
  offHook: refuseYet,
  onHook: refuseYet,
  answer: refuseYet,
  dial: refuseYet,
  flash: refuseYet,
  play: refuseYet,
  record: refuseYet,
  releaseCall: refuseYet,
  retryRegistration: refuseYet,
  drills: { start: refuseYet, stop: refuseYet, schedule: refuseYet, unschedule: refuseYet },
} as const;

export function stagedCommands(base: Configuration): Staged {
  let staged = base;
  const commands = createCommands(
    {
      current: () => staged,
      check: checkConfiguration,
      persist: async () => 0,
      apply: (configuration) => {
        staged = configuration;
      },
    },
    {
      ...actsYet,
      revisions: async () => [],
      revision: refuseYet,
      commitConfirmed: refuseYet,
      confirm: refuseYet,
      revert: refuseYet,
    },
  );
  return { commands, view: stagedView(() => staged), result: () => staged };
}
