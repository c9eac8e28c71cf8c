/**
 * What an Inform says: events that wait, values that are always told, that changed, or that the
 * ACS asked for.
 */

import { valueOf } from '../agent/list.ts';
import { forcedParameters } from '../model/management-server-objects.ts';
import type { World } from '../model/world.ts';
import type { CwmpEvent, DeviceId } from '../rpc/own-request.ts';
import type { NamedValue } from '../rpc/response.ts';
import type { Tree } from '../tree/tree.ts';

export function deviceIdOf({ device }: World): DeviceId {
  const { manufacturer, oui, productClass, serialNumber } = device;
  return { manufacturer, oui, productClass, serialNumber };
}

/** Parameters of the InformParameter rows that fit one of the events. */
function askedFor(world: World, events: readonly CwmpEvent[]): readonly string[] {
  return world.rows('informParameters').flatMap((row) => {
    const name = row.get('parameterName');
    const wanted = String(row.get('eventList') ?? '');
    const codes = wanted.split(',').map((code) => code.trim());
    const fits = wanted === '' || events.some(({ code }) => codes.includes(code));
    return row.get('enabled') === 'true' && typeof name === 'string' && fits ? [name] : [];
  });
}

/** Each value once: the forced ones first. */
export function informValues(
  tree: Tree<World>,
  world: World,
  events: readonly CwmpEvent[],
  changed: readonly NamedValue[],
): readonly NamedValue[] {
  const values = new Map<string, NamedValue>();
  for (const path of [...forcedParameters, ...askedFor(world, events)]) {
    for (const leaf of tree.leaves(world, path) ?? []) values.set(leaf.name, valueOf(world, leaf));
  }
  for (const value of changed) values.set(value.name, value);
  return [...values.values()];
}
