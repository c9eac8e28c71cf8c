/** `CallControl.CallingFeatures.Set`: what a user has its calls do, where it has any of it. */
import type { Configuration } from '../../../domain/configuration.ts';
import { deleteDraft } from '../../../domain/drafts.ts';
import { forwardNames } from '../../../domain/forwards.ts';
import { find, shown } from '../../../domain/names.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { type Services, servicesOf } from '../../../domain/services.ts';
import type { EditContext, Fields } from './edit-context.ts';
import { below, type Columns, type Objects } from './places.ts';
import { draftKey } from './row-keys.ts';
import { valuesFor } from './row-values.ts';
import { managedTable } from './world.ts';

export const setPath = 'CallControl.CallingFeatures.Set.';

function forward(name: string, object: string): Columns {
  return [
    [`CallForward${name}Enable`, 'boolean', 'W', `.${object}Enabled`, `${object}Enabled`],
    [`CallForward${name}Number`, 'string(32)', 'W', `.${object}`, object],
  ];
}

const columns: Columns = [
  ...forward('Unconditional', 'forwardAlways'),
  ...forward('OnBusy', 'forwardBusy'),
  ...forward('OnNoAnswer', 'forwardNoAnswer'),
  [
    'CallForwardOnNoAnswerRingTimeout',
    'unsignedInt',
    'W',
    '.forwardNoAnswerSeconds',
    'forwardNoAnswerSeconds',
  ],
  ['AnonymousCallRejectionEnable', 'boolean', 'W', '.rejectAnonymous', 'rejectAnonymous'],
  ['AnonymousCallEnable', 'boolean', 'W', '.hideIdentity', 'hideIdentity'],
  ['DoNotDisturbEnable', 'boolean', 'W', '.doNotDisturb', 'doNotDisturb'],
  ['X_<VID>_CallsPerHour', 'unsignedInt(0:10000)', 'W', '.callsPerHour', 'callsPerHour'],
  ['X_<VID>_MinutesPerDay', 'unsignedInt(0:100000)', 'W', '.minutesPerDay', 'minutesPerDay'],
  ['X_<VID>_AllowedPrefixes', 'string(512)', 'W', '.allowedPrefixes', 'allowedPrefixes'],
  ['X_<VID>_DeniedPrefixes', 'string(512)', 'W', '.deniedPrefixes', 'deniedPrefixes'],
];

export const callingFeatureObjects: Objects = [
  {
    path: `${below}${setPath}{i}.`,
    columns,
    rows: (world) => world.rows('userServices'),
    adds: 'callingFeatures',
  },
];

/** An ACS may switch on first and write the number later, which is on then. */
function withoutEarlySwitches(fields: Fields, before: Services): Fields {
  const written = Object.entries(fields).filter(([name, text]) => {
    const which = forwardNames.find((one) => name === `${one}Enabled`);
    const number = which && (fields[which] ?? before[which] ?? '');
    return text !== 'true' || number !== '';
  });
  return Object.fromEntries(written);
}

export function setFeatures(
  configuration: Configuration,
  user: string,
  fields: Fields,
): Configuration {
  const before = servicesOf(find(configuration.users, user, 'user'));
  const values = valuesFor('userServices', withoutEarlySwitches(fields, before));
  return managedTable('userServices')?.acts?.set?.(configuration, user, values) ?? configuration;
}

export function withoutFeatures(configuration: Configuration, name: string): Configuration {
  const users = configuration.users.map((user) =>
    user.name === name ? { ...user, services: undefined } : user,
  );
  return { ...configuration, users };
}

/**
 * What a user's own parameters say of its services: which set it has, and how many calls at a time,
 * which is `SIP.Client.{i}.MaxSessions` and stays when the set is changed for another.
 */
export function withServices(
  configuration: Configuration,
  user: string,
  {
    callingFeatures,
    callsMax,
  }: Readonly<Record<'callingFeatures' | 'callsMax', string | undefined>>,
  context: EditContext,
): Configuration {
  const next =
    callingFeatures === undefined
      ? configuration
      : giveFeatures(configuration, user, callingFeatures, context);
  if (callsMax === undefined) return next;
  // A user without a set is given none by the limit that it has anyway.
  const before = servicesOf(find(next.users, user, 'user')).callsMax;
  return callsMax === String(before) ? next : setFeatures(next, user, { callsMax });
}

/** Gives a user the set that a reference names: one that was begun and belongs to nobody yet. */
function giveFeatures(
  configuration: Configuration,
  user: string,
  path: string,
  { instances, renames }: EditContext,
): Configuration {
  if (path === '') return withoutFeatures(configuration, user);
  const number = /CallingFeatures\.Set\.([0-9]{1,9})\.?$/.exec(path)?.[1];
  const key = number === undefined ? undefined : instances.key('userServices', Number(number));
  if (key === user) return configuration;
  if (key === undefined || !key.startsWith('*')) {
    throw new Refusal('E-VALUE', `"${shown(path)}" is no set that is free: each user has its own`);
  }
  const draft = find(configuration.drafts, key.slice(1), 'draft');
  const bare = withoutFeatures(deleteDraft(configuration, draft.name), user);
  renames.push({ table: 'userServices', from: draftKey(draft.name), to: user });
  const { callsMax } = servicesOf(find(configuration.users, user, 'user'));
  return setFeatures(bare, user, { callsMax: String(callsMax), ...draft.fields });
}
