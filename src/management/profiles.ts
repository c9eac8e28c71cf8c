/** The profiles of providers: those that come along, and those of the operator's own. */

import { builtInProfiles, type ProfileFile } from '../domain/built-in-profiles.ts';
import type { Configuration } from '../domain/configuration.ts';
import { applyProfile, type Profile, type ProfileUse, readProfile } from '../domain/profile.ts';
import { Refusal } from '../domain/refusal.ts';
import { toScript } from '../domain/script.ts';
import { diffScripts } from './script-diff.ts';
import type { View } from './view.ts';

export interface ProfileEntry {
  readonly name: string;
  readonly origin: 'built-in' | 'own';
  readonly profile: Profile | undefined;
  /** Why it cannot be used. */
  readonly fault: string | undefined;
}

/** By name; one of the operator's own takes the place of one that comes along. */
export async function profilesOf({ profileFiles }: View): Promise<readonly ProfileEntry[]> {
  const own = (await profileFiles?.()) ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [
    ...builtInProfiles
      .filter(({ name }) => !names.has(name))
      .map((file) => entryOf(file, 'built-in')),
    ...own.map((file) => entryOf(file, 'own')),
  ].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function entryOf({ name, text }: ProfileFile, origin: ProfileEntry['origin']): ProfileEntry {
  try {
    return { name, origin, profile: readProfile(name, text), fault: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { name, origin, profile: undefined, fault: error.message };
  }
}

/** `E-NOT-FOUND`, or `E-PROFILE` with what is wrong with its file. */
export async function profileNamed(view: View, name: string): Promise<Profile> {
  const found = (await profilesOf(view)).find((one) => one.name === name);
  if (!found) throw new Refusal('E-NOT-FOUND', `there is no profile "${name.slice(0, 64)}"`);
  if (!found.profile) throw new Refusal('E-PROFILE', found.fault ?? 'it cannot be used');
  return found.profile;
}

/** As a row of a list. */
export function profileRow({ name, origin, profile, fault }: ProfileEntry) {
  return { name, origin, title: profile?.title ?? null, fault: fault ?? null };
}

interface Applied {
  readonly configuration: Configuration;
  /** What it comes down to: ordinary commands. */
  readonly commands: readonly string[];
}

export function appliedProfile(before: Configuration, profile: Profile, use: ProfileUse): Applied {
  const configuration = applyProfile(before, profile, use);
  const [old = [], young = []] = [before, configuration].map((one) =>
    toScript(one, { secrets: false }),
  );
  const coming = diffScripts(old, young).filter(({ sign }) => sign === '+');
  return { configuration, commands: coming.map(({ line }) => line) };
}
