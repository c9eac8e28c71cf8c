/** Paths that several objects name, and readers that several columns share. */

import type { CwmpParameterName } from '../../../domain/cwmp-parameters.ts';
import { cwmpSetting } from '../../../domain/cwmp-settings.ts';
import type { ColumnRow, ObjectDefinition, Source, TreeRow } from '../tree/definition.ts';
import type { TableName } from './row-keys.ts';
import type { World } from './world.ts';

export type Columns = readonly ColumnRow<World>[];
export type Objects = readonly ObjectDefinition<World>[];

/** The voice service as references name it, and as the models write its path. */
export const service = 'Device.Services.VoiceService.1.';
export const below = 'Device.Services.VoiceService.{i}.';

/** A reference to a row: its path without the last dot, or empty. TR-106 §3.2.4 */
export function reference(
  world: World,
  table: TableName,
  name: string,
  objectPath: string,
): string {
  const instance = world.number(table, name);
  return instance === undefined ? '' : `${service}${objectPath}${instance}`;
}

/** A scalar of one of the model's groups. */
export function fromGroup(group: Parameters<World['group']>[0], object: string): Source<World> {
  return (_, world) => {
    const value = world.group(group).get(object);
    return value !== null && typeof value === 'object' ? null : value;
  };
}

/** A parameter of the domain that TR-104 has a home for. */
export function policy(name: string, type: string, parameter: string): ColumnRow<World> {
  const object = parameter.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [name, type, 'W', fromGroup('parameters', object), `protocol:${parameter}`];
}

/** A setting of TR-069 itself. */
export function cwmp(name: string, type: string, setting: CwmpParameterName): ColumnRow<World> {
  const read: Source<World> = (_, { configuration }) => {
    const value = cwmpSetting(configuration.cwmp, setting);
    return type === 'boolean' ? value === 'on' : value;
  };
  return [name, type, 'W', read, `cwmp:${setting}`];
}

/** An object of which there is exactly one, in a table that holds one. */
export function single(target: string): readonly TreeRow[] {
  return [{ number: 1, target: { table: target, name: '', isDraft: false }, get: () => null }];
}
