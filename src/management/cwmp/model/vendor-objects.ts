/**
 * What TR-104 has no home for: settings, counts and the state of the whole gateway, made from the
 * model.
 */
import { administration } from '../../model/administration.ts';
import { drill } from '../../model/drill.ts';
import type { ManagedGroup, ManagedObject, ValueType } from '../../model/managed-object.ts';
import { parameters } from '../../model/parameters.ts';
import { status } from '../../model/status.ts';
import { totals } from '../../model/totals.ts';
import { pascalCase } from '../../model/values.ts';
import type { ObjectDefinition } from '../tree/definition.ts';
import { instant } from '../tree/value-type.ts';
import { below, type Columns, fromGroup, type Objects } from './places.ts';
import type { GroupName, World } from './world.ts';

/** A type of the model as the tree writes it, and whether it may be watched actively. */
function notationOf(type: ValueType): readonly [notation: string, isCounted: boolean] {
  switch (type.kind) {
    case 'integer':
      return [`unsignedInt(${type.min}:${type.max})`, false];
    case 'choice':
      return [`string{${type.choices.join('|')}}`, false];
    case 'text':
      return [`string(${type.max})`, false];
    case 'boolean':
      return ['boolean', false];
    case 'instant':
      return ['dateTime', false];
    case 'counter':
    case 'gauge':
      return ['unsignedInt', true];
    default:
      return ['string(1024)', false];
  }
}

function read(group: GroupName, { name, type }: ManagedObject): Columns[number][3] {
  if (type.kind === 'instant') return (_, world) => instant(world.group(group).get(name));
  if (type.kind !== 'texts') return fromGroup(group, name);
  return (_, world) => {
    const value = world.group(group).get(name);
    return Array.isArray(value) ? value.join('; ') : null;
  };
}

/** Every object of a group whose path is below the group's own object; `keyOf`: what is written. */
function groupObject(
  name: GroupName,
  { objects }: ManagedGroup,
  keyOf: (object: ManagedObject) => string = () => '',
): ObjectDefinition<World> {
  const path = `X_<VID>_${pascalCase(name)}.`;
  const columns = objects.flatMap((object): Columns => {
    if (!object.tr104?.startsWith(path)) return [];
    const [notation, isCounted] = notationOf(object.type);
    const parameter = object.tr104.slice(path.length);
    const source = read(name, object);
    if (object.access === 'write') return [[parameter, notation, 'W', source, keyOf(object)]];
    return [[parameter, notation, isCounted ? 'R-' : 'R', source]];
  });
  return { path: `${below}${path}`, columns };
}

function protocolKey({ cli }: ManagedObject): string {
  return `protocol:${cli && 'keyword' in cli ? cli.keyword : ''}`;
}

const interfaceColumns: Columns = [
  ['Name', 'string{lan|wan}', 'R', '.name'],
  ['Address', 'string(45)', 'W', '.address', 'address'],
  ['Port', 'unsignedInt(1:65535)', 'W', '.port', 'port'],
  ['Advertise', 'string(255)', 'W', '.advertise', 'advertise'],
];

const prefixReplacement: Columns = [
  ['Name', 'string(16)', 'R', '.name'],
  ['Prefix', 'string(16)', 'R', '.prefix'],
  ['Replacement', 'string(16)', 'R', '.replacement'],
  ['Ports', 'string', 'R', '.ports'],
];

const ringRule: Columns = [
  ['Name', 'string(16)', 'R', '.name'],
  ['CadenceType', 'string(32)', 'R', '.cadenceType'],
  ['Caller', 'string(32)', 'R', '.caller'],
  ['Number', 'string(32)', 'R', '.number'],
  ['Server', 'string(16)', 'R', '.server'],
];

const serviceCode: Columns = [
  ['Name', 'string(16)', 'R', '.name'],
  ['Service', 'string', 'R', '.service'],
  ['Port', 'string(16)', 'R', '.port'],
  ['OnPrefix', 'string(10)', 'R', '.onPrefix'],
  ['OnSuffix', 'string(10)', 'R', '.onSuffix'],
  ['OffPrefix', 'string(10)', 'R', '.offPrefix'],
  ['ReactPrefix', 'string(10)', 'R', '.reactPrefix'],
  ['ErasePrefix', 'string(10)', 'R', '.erasePrefix'],
];

export const vendorObjects: Objects = [
  groupObject('parameters', parameters, protocolKey),
  groupObject('administration', administration, ({ name }) => `administration:${name}`),
  groupObject('status', status),
  groupObject('totals', totals),
  groupObject('drill', drill),
  {
    path: `${below}X_<VID>_Interface.{i}.`,
    columns: interfaceColumns,
    rows: (world) => world.rows('interfaces'),
  },
  {
    path: `${below}X_<VID>_PrefixReplacement.{i}.`,
    columns: prefixReplacement,
    rows: (world) => world.rows('prefixReplacements'),
  },
  {
    path: `${below}X_<VID>_RingRule.{i}.`,
    columns: ringRule,
    rows: (world) => world.rows('ringRules'),
  },
  {
    path: `${below}X_<VID>_ServiceCode.{i}.`,
    columns: serviceCode,
    rows: (world) => world.rows('serviceCodes'),
  },
];
