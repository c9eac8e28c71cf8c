/** The objects and notifications of OFFHOOK-MIB as values, read from the generated table. */
import { columnTable } from './column-table.ts';
import { mibArc, objectTable } from './object-table.ts';
import { type Oid, parseOid } from './oid.ts';

type MibAccess = 'notAccessible' | 'notify' | 'readOnly' | 'readWrite' | 'readCreate';

export type SyntaxKind =
  | 'octets'
  | 'unsigned'
  | 'gauge32'
  | 'counter32'
  | 'counter64'
  | 'timeStamp'
  | 'dateAndTime'
  | 'truth'
  | 'rowStatus'
  | 'storageType'
  | 'enumeration'
  | 'bits';

export interface Syntax {
  readonly kind: SyntaxKind;
  /** Sizes of octets, ranges of numbers: inclusive. */
  readonly ranges: readonly (readonly [min: number, max: number])[];
  /** Of enumerations and bits. */
  readonly labels: ReadonlyMap<string, number>;
}

export interface MibObject {
  readonly name: string;
  /** Without the instance. */
  readonly oid: Oid;
  readonly access: MibAccess;
  readonly syntax: Syntax;
  /** A row cannot be in service without it. */
  readonly isRequired: boolean;
}

export interface MibNotification {
  readonly name: string;
  readonly oid: Oid;
  readonly objects: readonly string[];
}

const kinds: readonly SyntaxKind[] = [
  'octets',
  'unsigned',
  'gauge32',
  'counter32',
  'counter64',
  'timeStamp',
  'dateAndTime',
  'truth',
  'rowStatus',
  'storageType',
  'enumeration',
  'bits',
];

const accesses: readonly MibAccess[] = [
  'notAccessible',
  'notify',
  'readOnly',
  'readWrite',
  'readCreate',
];

/** SNMPv2-TC: what the table leaves to the name of the type. */
const conventionLabels: Partial<Record<SyntaxKind, readonly string[]>> = {
  truth: ['true=1', 'false=2'],
  rowStatus: [
    'active=1',
    'notInService=2',
    'notReady=3',
    'createAndGo=4',
    'createAndWait=5',
    'destroy=6',
  ],
  storageType: ['other=1', 'volatile=2', 'nonVolatile=3', 'permanent=4', 'readOnly=5'],
};

function oneOf<Word extends string>(words: readonly Word[], text: string | undefined): Word {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new Error(`the object table holds "${text}"`);
  return found;
}

function oidOf(place: string | undefined): Oid {
  const oid = parseOid(`${mibArc}.${place}`);
  if (!oid) throw new Error(`the object table holds "${place}"`);
  return oid;
}

function syntaxOf(kind: SyntaxKind, facts: readonly string[]): Syntax {
  const pairs = [...(conventionLabels[kind] ?? []), ...facts.filter((fact) => fact.includes('='))];
  const labels = new Map(
    pairs.map((pair) => {
      const [label = '', number = ''] = pair.split('=');
      return [label, Number(number)] as const;
    }),
  );
  const ranges = (facts.find((fact) => /^[0-9]/.test(fact)) ?? '')
    .split('|')
    .filter((range) => range !== '')
    .map((range) => {
      const [min = '', max = min] = range.split('..');
      return [Number(min), Number(max)] as const;
    });
  return { kind, ranges, labels };
}

const rows = `${objectTable.trim()}\n${columnTable.trim()}`
  .split(/\n(?! )/)
  .map((row) => row.split(/\s+/));

export const mibObjects: ReadonlyMap<string, MibObject> = new Map(
  rows
    .filter(([, , access]) => access !== 'notification')
    .map(([name = '', place, access, kind, ...facts]) => {
      const object = {
        name,
        oid: oidOf(place),
        access: oneOf(accesses, access),
        syntax: syntaxOf(oneOf(kinds, kind), facts),
        isRequired: facts.includes('required'),
      };
      return [name, object] as const;
    }),
);

export const mibNotifications: ReadonlyMap<string, MibNotification> = new Map(
  rows
    .filter(([, , access]) => access === 'notification')
    .map(
      ([name = '', place, , ...objects]) => [name, { name, oid: oidOf(place), objects }] as const,
    ),
);

export function mibObject(name: string): MibObject {
  const object = mibObjects.get(name);
  if (!object) throw new Error(`OFFHOOK-MIB has no ${name}`);
  return object;
}
