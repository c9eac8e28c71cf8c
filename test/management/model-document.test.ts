/** docs/model.md: every managed object with its place on each face, made from the model. */
import { test } from 'node:test';
import {
  type ManagedObject,
  type ManagedTable,
  model,
  type ValueType,
} from '../../src/management/model.ts';
import { assertGenerated, markdownTable } from '../support/generated.ts';

const document = new URL('../../docs/model.md', import.meta.url);

function typeOf(type: ValueType): string {
  switch (type.kind) {
    case 'integer':
      return `${type.min} to ${type.max}`;
    case 'choice':
      return type.choices.join(', ');
    case 'text':
    case 'secret':
      return `${type.kind}, ${type.max}`;
    case 'names':
      return `names of ${type.of}`;
    default:
      return 'unit' in type && type.unit !== undefined ? `${type.kind}, ${type.unit}` : type.kind;
  }
}

function cliOf({ cli }: ManagedObject): string {
  if (!cli) return '';
  return 'keyword' in cli ? cli.keyword : `${cli.on}, ${cli.off}`;
}

const code = (text: string | undefined) => (text ? `\`${text}\`` : '');

function rowOf(object: ManagedObject): readonly string[] {
  return [
    `\`${object.name}\``,
    typeOf(object.type),
    object.access,
    code(cliOf(object)),
    code(object.snmp),
    code(object.tr104),
    code(object.metric),
  ];
}

const head = ['object', 'type', 'access', 'command line', 'SNMP', 'TR-069', 'Prometheus'];

type Part = { readonly name: string; readonly help: string } & Pick<ManagedTable, 'objects'> &
  Partial<Pick<ManagedTable, 'cli' | 'snmp' | 'tr104'>>;

function sectionOf({ name, help, objects, cli, snmp, tr104 }: Part): string {
  const places = [
    cli && `command line: \`${cli.join(' ')}\``,
    snmp && `SNMP: \`${snmp}\``,
    tr104 && `TR-069: \`${tr104}\``,
  ].filter((place) => place !== undefined);
  const line = places.length === 0 ? '' : `${places.join('; ')}.\n\n`;
  return `## ${name}\n\n${help}\n\n${line}${markdownTable(head, objects.map(rowOf))}`;
}

test('docs/model.md lists every managed object with its place on each face', () => {
  const parts: readonly Part[] = [...model.tables, ...model.logs, ...model.groups];
  assertGenerated(document, 'model', parts.map(sectionOf).join('\n\n'));
});
