/** The object table of docs/snmp.md, made from the MIB and the model. */
import { test } from 'node:test';
import { model } from '../../../src/management/model.ts';
import { type MibObject, mibObjects } from '../../../src/management/snmp/mib.ts';
import { mibArc } from '../../../src/management/snmp/object-table.ts';
import { formatOid } from '../../../src/management/snmp/oid.ts';
import { assertGenerated, markdownTable } from '../../support/generated.ts';

const helps = new Map(
  [...model.tables, ...model.groups].flatMap((part) =>
    part.objects.flatMap(({ snmp, help }) => {
      const [descriptor, row] = snmp?.split('.') ?? [];
      if (descriptor === undefined) return [];
      return [[descriptor, row === undefined ? help : part.help] as const];
    }),
  ),
);

const accesses: Readonly<Record<string, string>> = {
  notAccessible: 'index',
  notify: 'in notifications',
  readOnly: 'read',
  readWrite: 'write',
  readCreate: 'create',
};

function typeOf({ syntax: { kind, labels, ranges }, isRequired }: MibObject): string {
  const words = kind === 'enumeration' || kind === 'bits' ? [...labels.keys()].join(' ') : '';
  const sizes = ranges.map(([min, max]) => (min === max ? `${min}` : `${min}..${max}`)).join(', ');
  return [kind, words, sizes, isRequired ? 'needed' : ''].filter((part) => part).join(' ');
}

test('docs/snmp.md lists every object with its place, type and meaning', () => {
  const rows = [...mibObjects.values()].map((object) => [
    object.name,
    formatOid(object.oid).slice(mibArc.length + 1),
    accesses[object.access] ?? object.access,
    typeOf(object),
    helps.get(object.name) ?? '',
  ]);
  const table = markdownTable(['object', `below ${mibArc}`, 'access', 'type', 'what'], rows);
  assertGenerated(new URL('../../../docs/snmp.md', import.meta.url), 'snmp-objects', table);
});
