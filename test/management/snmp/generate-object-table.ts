/** The object table of the agent, made from the MIB: `smidump -f xml` in, a table of text out. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import saxes from 'saxes';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const widthMax = 92;

export const mibPath = `${root}/mibs:${root}/node_modules/net-snmp/lib/mibs`;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function parseXml(xml: string): Element {
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const parser = new saxes.SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = {
      name,
      attributes: { ...attributes },
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const current = open.at(-1);
    if (current) current.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return top;
}

function all(element: Element, name: string): readonly Element[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...all(child, name),
  ]);
}

const first = (element: Element, name: string) => all(element, name)[0];

/** smidump knows TimeTicks and the like by the name of their type only. */
const kinds: Readonly<Record<string, string>> = {
  TimeStamp: 'timeStamp',
  DateAndTime: 'dateAndTime',
  TruthValue: 'truth',
  RowStatus: 'rowStatus',
  StorageType: 'storageType',
  Counter32: 'counter32',
  Counter64: 'counter64',
  Gauge32: 'gauge32',
  OctetString: 'octets',
  Unsigned32: 'unsigned',
  Bits: 'bits',
  Enumeration: 'enumeration',
};

function constraintsOf(type: Element): string {
  const labels = all(type, 'namednumber').map(
    ({ attributes }) => `${attributes['name']}=${attributes['number']}`,
  );
  const ranges = all(type, 'range').map(({ attributes: { min, max } }) =>
    min === max ? `${min}` : `${min}..${max}`,
  );
  return labels.length > 0 ? labels.join(' ') : ranges.join('|');
}

function syntaxOf(object: Element, types: ReadonlyMap<string, Element>): string {
  const syntax = first(object, 'syntax')?.children[0];
  if (!syntax) throw new Error(`no syntax: ${object.attributes['name']}`);
  const parent = first(syntax, 'parent')?.attributes['name'];
  const named = syntax.name === 'type' ? syntax.attributes['name'] : parent;
  const known = kinds[named ?? ''];
  if (known !== undefined) return known;
  const convention = types.get(named ?? '');
  const base = (convention ?? syntax).attributes['basetype'] ?? '';
  const own = constraintsOf(syntax);
  const inherited = convention ? constraintsOf(convention) : '';
  return [kinds[base] ?? base, own === '' ? inherited : own].filter((part) => part).join(' ');
}

function wrapped(line: string): string {
  const words = line.split(' ');
  const lines: string[] = [];
  let current = words[0] ?? '';
  for (const word of words.slice(1)) {
    if (current.length + word.length >= widthMax) {
      lines.push(current);
      current = ` ${word}`;
    } else current += ` ${word}`;
  }
  return [...lines, current].join('\n');
}

/** smidump says `readwrite` for columns of rows that can be created, too. */
function accessOf(object: Element, isOfCreatedRow: boolean): string {
  const access = first(object, 'access')?.text.trim() ?? '';
  if (access === 'readwrite') return isOfCreatedRow ? 'readCreate' : 'readWrite';
  const others: Record<string, string> = {
    readonly: 'readOnly',
    noaccess: 'notAccessible',
    notifyonly: 'notify',
  };
  return others[access] ?? access;
}

/** Between the backticks of a file. */
function textOf(rows: readonly string[]): string {
  return `\n${rows.map(wrapped).join('\n')}\n`;
}

export interface GeneratedTables {
  /** Scalars and notifications: `object-table.ts`. */
  readonly objects: string;
  /** Columns: `column-table.ts`. */
  readonly columns: string;
}

export function generateObjectTable(): GeneratedTables {
  const dump = spawnSync('smidump', ['-k', '-f', 'xml', 'OFFHOOK-MIB'], {
    env: { ...process.env, SMIPATH: mibPath },
    maxBuffer: 1 << 24,
  });
  const top = parseXml(dump.stdout.toString());
  const types = new Map(
    all(top, 'typedef').flatMap((type) => {
      const { name } = type.attributes;
      return name === undefined ? [] : [[name, type] as const];
    }),
  );
  const identity = all(top, 'node').find(({ attributes }) => attributes['name'] === 'offhookMIB');
  const arc = identity?.attributes['oid'] ?? '';
  const oidOf = ({ attributes }: Element) => attributes['oid']?.slice(arc.length + 1) ?? '';
  const created = new Set(
    all(top, 'row')
      .filter(({ attributes }) => attributes['create'] === 'true')
      .flatMap((row) => all(row, 'column')),
  );
  const rowsOf = (kind: 'scalar' | 'column') =>
    all(top, kind).map((object) => {
      const access = accessOf(object, created.has(object));
      const syntax = syntaxOf(object, types);
      const isRequired =
        access === 'readCreate' && !first(object, 'default') && syntax !== 'rowStatus';
      const { name = '' } = object.attributes;
      const facts = [name, oidOf(object), access, syntax, isRequired ? 'required' : ''];
      return facts.filter((fact) => fact !== '').join(' ');
    });
  const notifications = all(top, 'notification').map((notification) => {
    const names = all(notification, 'object').map(({ attributes }) => attributes['name']);
    return `${notification.attributes['name']} ${oidOf(notification)} notification ${names.join(' ')}`;
  });
  const columns = `/** The columns of OFFHOOK-MIB, made from \`mibs/OFFHOOK-MIB.txt\` like \`object-table.ts\`. */

/** As there. */
export const columnTable = \`${textOf(rowsOf('column'))}\`;
`;
  const objects = `/** The objects of OFFHOOK-MIB, made from \`mibs/OFFHOOK-MIB.txt\` by the test of the same name. */

/** Where the MIB is registered: netSnmpPlaypen, until it has a number of its own. */
export const mibArc = '${arc}';

/**
 * Name, place below the arc, access, syntax with its sizes or labels, and whether a row needs it.
 */
export const objectTable = \`${textOf([...rowsOf('scalar'), ...notifications])}\`;
`;
  return { objects, columns };
}
