/** A parameter tree: definitions put together by path, looked up with rows of the moment. */
import type { ColumnAccess, ObjectDefinition, Source, TreeRow, Value } from './definition.ts';
import { formatValue, type ValueType, valueType } from './value-type.ts';

export interface Column<World> {
  readonly name: string;
  readonly type: ValueType;
  /** The type as the models write it. */
  readonly notation: string;
  readonly access: ColumnAccess;
  readonly source: Source<World>;
  readonly writes: string | undefined;
}

interface Node<World> {
  readonly name: string;
  readonly columns: Column<World>[];
  readonly children: Map<string, Node<World>>;
  rows: ObjectDefinition<World>['rows'];
  adds: string | undefined;
}

/** A parameter where it stands. */
export interface Leaf<World> {
  readonly name: string;
  readonly column: Column<World>;
  readonly row: TreeRow;
}

/** An object where it stands: a table itself, one instance of it, or a single object. */
export interface Place<World> {
  /** With its trailing dot. */
  readonly name: string;
  readonly node: Node<World>;
  readonly row: TreeRow;
  /** The table, not one of its instances. */
  readonly isTable: boolean;
}

const noRow: TreeRow = {
  number: 0,
  target: { table: '', name: '', isDraft: false },
  get: () => null,
};

function createNode<World>(name: string): Node<World> {
  return { name, columns: [], children: new Map(), rows: undefined, adds: undefined };
}

export class Tree<World> {
  readonly #root = createNode<World>('');

  constructor(definitions: readonly ObjectDefinition<World>[]) {
    for (const definition of definitions) this.#add(definition);
  }

  #add({ path, columns, rows, adds, counter }: ObjectDefinition<World>): void {
    let node = this.#root;
    let above = node;
    for (const segment of path.split('.').filter((one) => one !== '' && one !== '{i}')) {
      const next = node.children.get(segment) ?? createNode<World>(segment);
      node.children.set(segment, next);
      above = node;
      node = next;
    }
    node.columns.push(
      ...columns.map(([name, type, access, source, writes]) => ({
        name,
        type: valueType(type),
        notation: type,
        access,
        source,
        writes,
      })),
    );
    if (!rows) return;
    node.rows = rows;
    node.adds = adds;
    // TR-106: a table is counted in the object above it.
    if (counter === '') return;
    above.columns.push({
      name: counter ?? `${node.name}NumberOfEntries`,
      type: valueType('unsignedInt'),
      notation: 'unsignedInt',
      access: 'R',
      source: (row, world) => rows(world, row === noRow ? undefined : row).length,
      writes: undefined,
    });
  }

  /** The object of a path that ends in a dot, or the root for an empty one. */
  place(world: World, path: string): Place<World> | undefined {
    let place: Place<World> = { name: '', node: this.#root, row: noRow, isTable: false };
    const segments = path === '' ? [] : path.slice(0, -1).split('.');
    if (path !== '' && !path.endsWith('.')) return undefined;
    for (const segment of segments) {
      const next = step(world, place, segment);
      if (!next) return undefined;
      place = next;
    }
    return place;
  }

  /** The parameter of a full name. */
  leaf(world: World, name: string): Leaf<World> | undefined {
    const dot = name.lastIndexOf('.') + 1;
    const place = this.place(world, name.slice(0, dot));
    if (!place || place.isTable) return undefined;
    const last = name.slice(dot);
    const column = place.node.columns.find((one) => one.name === last);
    return column && { name, column, row: place.row };
  }

  /** Every parameter at or below a path; undefined: there is no such path. */
  leaves(world: World, path: string): Iterable<Leaf<World>> | undefined {
    if (path !== '' && !path.endsWith('.')) {
      const leaf = this.leaf(world, path);
      return leaf && [leaf];
    }
    const place = this.place(world, path);
    return place && below(world, place);
  }

  /** Paths with `{i}`, as the models write them. */
  *described(): Generator<{ readonly path: string; readonly column: Column<World> | undefined }> {
    yield* describe(this.#root, '');
  }
}

function* describe<World>(
  node: Node<World>,
  prefix: string,
): Generator<{ path: string; column: Column<World> | undefined }> {
  for (const column of node.columns) yield { path: `${prefix}${column.name}`, column };
  for (const child of node.children.values()) {
    const path = `${prefix}${child.name}.${child.rows ? '{i}.' : ''}`;
    yield { path, column: undefined };
    yield* describe(child, path);
  }
}

function step<World>(
  world: World,
  { name, node, row, isTable }: Place<World>,
  segment: string,
): Place<World> | undefined {
  if (isTable) {
    const instance = rowsOf(world, node, row).find((one) => String(one.number) === segment);
    return instance && { name: `${name}${segment}.`, node, row: instance, isTable: false };
  }
  const child = node.children.get(segment);
  return (
    child && { name: `${name}${segment}.`, node: child, row, isTable: child.rows !== undefined }
  );
}

function rowsOf<World>(world: World, node: Node<World>, row: TreeRow): readonly TreeRow[] {
  return node.rows?.(world, row === noRow ? undefined : row) ?? [];
}

/** The objects directly below a place: its instances when it is a table. */
export function* children<World>(world: World, place: Place<World>): Generator<Place<World>> {
  const { name, node, row } = place;
  if (place.isTable) {
    for (const instance of rowsOf(world, node, row)) {
      yield { name: `${name}${instance.number}.`, node, row: instance, isTable: false };
    }
    return;
  }
  for (const child of node.children.values()) {
    const isTable = child.rows !== undefined;
    yield { name: `${name}${child.name}.`, node: child, row, isTable };
  }
}

/** The parameters directly at a place. */
export function leavesAt<World>({
  name,
  node,
  row,
  isTable,
}: Place<World>): readonly Leaf<World>[] {
  if (isTable) return [];
  return node.columns.map((column) => ({ name: `${name}${column.name}`, column, row }));
}

function* below<World>(world: World, place: Place<World>): Generator<Leaf<World>> {
  yield* leavesAt(place);
  for (const child of children(world, place)) yield* below(world, child);
}

/** Tables that take new rows are writable, and so are the rows in them. */
export function isWritable<World>({ node }: Place<World>): boolean {
  return node.adds !== undefined;
}

export function readLeaf<World>(world: World, { column, row }: Leaf<World>): string {
  const { source, type } = column;
  const value =
    typeof source === 'function'
      ? source(row, world)
      : source.startsWith('=')
        ? source.slice(1)
        : row.get(source.slice(1));
  return formatted(type, value);
}

function formatted(type: ValueType, value: Value): string {
  if (value === null) return formatValue(type, '');
  if (typeof value === 'object') return formatValue(type, value.join(','));
  return formatValue(type, type.choices.length > 0 ? wordOf(type, String(value)) : value);
}

const plain = (word: string) => word.replaceAll('_', '').toLowerCase();

/** Our words are the models' words in camel case: `errorNetwork` is `Error_Network`. */
function wordOf({ choices }: ValueType, value: string): string {
  return choices.find((choice) => plain(choice) === plain(value)) ?? value;
}
