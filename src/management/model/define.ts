/** Tables, logs and groups made of typed rows, whose type stays in the file that defines them. */
import type { View } from '../view.ts';
import { checkValues } from './check-values.ts';
import type {
  ManagedGroup,
  ManagedLog,
  ManagedObject,
  ManagedRow,
  ManagedTable,
  TableActs,
  Value,
} from './managed-object.ts';

/** An object together with how it is read from a row. */
export interface Readable<Row> extends ManagedObject {
  read(row: Row): Value;
}

type Definition<Whole, Row> = Omit<Whole, 'objects' | 'rows' | 'newest' | 'row'> & {
  readonly objects: readonly Readable<Row>[];
};

/** A group of scalars has no name. */
function nameOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Reads rows by object name; the index object names the row. */
function rowReader<Row>(objects: readonly Readable<Row>[]): (row: Row) => ManagedRow {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const index = objects.find(({ access }) => access === 'index');
  return (row) => ({
    name: nameOf(index?.read(row)),
    get(name) {
      const object = byName.get(name);
      if (!object) throw new Error(`there is no object "${name}" in this table`);
      return object.read(row);
    },
  });
}

/** Acts that see only values which the objects take. */
function guarded({ create, set, remove }: TableActs, objects: readonly ManagedObject[]): TableActs {
  return {
    ...(create && {
      create: (configuration, name, values) => {
        checkValues(objects, values, ['create', 'write']);
        return create(configuration, name, values);
      },
    }),
    ...(set && {
      set: (configuration, name, values) => {
        checkValues(objects, values, ['write']);
        return set(configuration, name, values);
      },
    }),
    ...(remove && { remove }),
  };
}

export function defineTable<Row>(
  definition: Definition<ManagedTable, Row> & { rows(view: View): readonly Row[] },
): ManagedTable {
  const { objects, acts, ...rest } = definition;
  const read = rowReader(objects);
  return {
    ...rest,
    objects,
    rows: (view) => definition.rows(view).map(read),
    ...(acts && { acts: guarded(acts, objects) }),
  };
}

export function defineLog<Row>(
  definition: Definition<ManagedLog, Row> & {
    newest(view: View, count: number): Promise<readonly Row[]>;
  },
): ManagedLog {
  const read = rowReader(definition.objects);
  return {
    ...definition,
    newest: async (view, count) => (await definition.newest(view, count)).map(read),
  };
}

export function defineGroup<Row>(
  definition: Definition<ManagedGroup, Row> & { row(view: View): Row },
): ManagedGroup {
  const { objects, set, ...rest } = definition;
  const read = rowReader(objects);
  return {
    ...rest,
    objects,
    row: (view) => read(definition.row(view)),
    ...(set && {
      set: (configuration, values) => {
        checkValues(objects, values, ['write']);
        return set(configuration, values);
      },
    }),
  };
}
