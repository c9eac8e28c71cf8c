/** `create`, `set`, `delete`, `list` and `show` of a table, made from the model. */
import { find } from '../../domain/names.ts';
import type { ManagedObject, ManagedTable } from '../model.ts';
import { changed } from './change.ts';
import type { Param } from './grammar.ts';
import { listOf, showOf } from './rows.ts';
import type { CliCommand } from './session.ts';
import { paramsOf, valuesOf } from './written.ts';

export function tableCommands(table: ManagedTable): readonly CliCommand[] {
  return [
    ...createCommands(table),
    ...setCommands(table),
    ...deleteCommands(table),
    ...readCommands(table),
  ];
}

/** The position that names a row. */
function nameParam({ name: of, title, objects }: ManagedTable, isNew: boolean): Param {
  const index = objects.find(({ access }) => access === 'index');
  const name = index?.name ?? 'name';
  const help = isNew ? (index?.help ?? title) : `which ${title}`;
  if (index?.type.kind === 'choice') {
    return { kind: 'position', name, help, choices: index.type.choices };
  }
  return isNew ? { kind: 'position', name, help } : { kind: 'position', name, help, of };
}

/** The article of a word: `a user`, `an interface`. */
function one(title: string): string {
  return `${/^[aeio]/.test(title) ? 'an' : 'a'} ${title}`;
}

function createCommands(table: ManagedTable): readonly CliCommand[] {
  const { kinds, objects } = table;
  const written = objects.filter(({ access }) => access === 'create' || access === 'write');
  if (!kinds) return createCommand(table, [], written, {});
  return Object.entries(kinds.createdWith).flatMap(([kind, { required, optional }]) => {
    const own = written.filter(({ name }) => [...required, ...optional].includes(name));
    const asked = own.map((object) => ({ ...object, isRequired: required.includes(object.name) }));
    return createCommand(table, [kind], asked, { [kinds.by]: kind });
  });
}

/** `fixed`: what the words before `create` already say. */
function createCommand(
  table: ManagedTable,
  words: readonly string[],
  written: readonly ManagedObject[],
  fixed: Readonly<Record<string, string>>,
): readonly CliCommand[] {
  const create = table.acts?.create;
  if (!create) return [];
  const name = nameParam(table, true);
  return [
    {
      path: [...table.cli, ...words, 'create'],
      params: [name, ...paramsOf(written, 'create')],
      help: `add ${one([...words, table.title].join(' '))}`,
      run: (context, args) =>
        changed(context, (configuration) => {
          const values = { ...valuesOf(written, args), ...fixed };
          return create(configuration, args.required(name.name), values);
        }),
    },
  ];
}

function setCommands(table: ManagedTable): readonly CliCommand[] {
  const set = table.acts?.set;
  if (!set) return [];
  const written = table.objects.filter(({ access }) => access === 'write');
  const name = nameParam(table, false);
  return [
    {
      path: [...table.cli, 'set'],
      params: [name, ...paramsOf(written, 'set')],
      help: `change ${one(table.title)}; "" takes a text away`,
      run: (context, args) =>
        changed(context, (configuration) =>
          set(configuration, args.required(name.name), valuesOf(written, args)),
        ),
    },
  ];
}

function deleteCommands(table: ManagedTable): readonly CliCommand[] {
  const remove = table.acts?.remove;
  if (!remove) return [];
  const name = nameParam(table, false);
  return [
    {
      path: [...table.cli, 'delete'],
      params: [name],
      help: `delete ${one(table.title)}`,
      run: (context, args) =>
        changed(context, (configuration) => remove(configuration, args.required(name.name))),
    },
  ];
}

function readCommands(table: ManagedTable): readonly CliCommand[] {
  const { cli, title, help, objects } = table;
  const name = nameParam(table, false);
  return [
    {
      path: [...cli, 'list'],
      params: [],
      help,
      run: ({ view }) => listOf(table, table.rows(view)),
    },
    {
      path: [...cli, 'show'],
      params: [name],
      help: `everything of ${one(title)}`,
      run: ({ view }, args) =>
        showOf(objects, find(table.rows(view), args.required(name.name), title)),
    },
  ];
}
