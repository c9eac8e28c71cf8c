/** A SetParameterValues turned into edits of rows, every fault told. TR-069 A.3.2.1 */
import { CwmpFault, type FaultCode, type ParameterFault } from '../soap/fault.ts';
import type { Target } from './definition.ts';
import { type Leaf, readLeaf, type Tree } from './tree.ts';
import { parseValue } from './value-type.ts';

export interface Assigned {
  readonly name: string;
  readonly value: string;
  readonly xsiType: string | undefined;
}

/** What is to be written into one row: by object, the value and the parameter that asked for it. */
export interface RowEdit {
  readonly target: Target;
  readonly values: ReadonlyMap<string, string>;
  /** Full parameter names by object. */
  readonly names: ReadonlyMap<string, string>;
}

interface OpenEdit extends RowEdit {
  readonly values: Map<string, string>;
  readonly names: Map<string, string>;
}

/** Collects faults, so that all of them can be told at once. */
export class Faults {
  readonly #found: ParameterFault[] = [];

  add(name: string, code: FaultCode, text: string): void {
    this.#found.push({ name, code, text: text.slice(0, 256) });
  }

  fault(): CwmpFault {
    return new CwmpFault(9003, '', this.#found);
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw this.fault();
  }
}

function refuseTwice(assignments: readonly Assigned[]): void {
  const seen = new Set<string>();
  for (const { name } of assignments) {
    if (seen.has(name)) throw new CwmpFault(9003, `${name} is set twice`);
    seen.add(name);
  }
}

/** `table:object` writes elsewhere than into the row that shows the value. */
function destination<World>({ column, row }: Leaf<World>): readonly [Target, string] | undefined {
  const { writes } = column;
  if (writes === undefined) return undefined;
  const [table, object] = writes.replace(/^\?/, '').split(':');
  if (object === undefined) return [row.target, table ?? ''];
  return [{ table: table ?? '', name: row.target.name, isDraft: false }, object];
}

function noteEdit(edits: Map<string, OpenEdit>, target: Target): OpenEdit {
  const key = `${target.table}\n${target.isDraft ? '*' : ''}${target.name}`;
  const edit = edits.get(key) ?? { target, values: new Map(), names: new Map() };
  edits.set(key, edit);
  return edit;
}

/** Throws fault 9003 with every parameter that is unknown, read-only or has a wrong value. */
export function editsOf<World>(
  tree: Tree<World>,
  world: World,
  assignments: readonly Assigned[],
): readonly RowEdit[] {
  refuseTwice(assignments);
  const faults = new Faults();
  const edits = new Map<string, OpenEdit>();
  for (const { name, value, xsiType } of assignments) {
    const leaf = tree.leaf(world, name);
    if (!leaf) {
      faults.add(name, 9005, 'there is no such parameter');
      continue;
    }
    if (!leaf.column.access.startsWith('W')) {
      faults.add(name, 9008, 'it is read-only');
      continue;
    }
    try {
      const parsed = parseValue(leaf.column.type, value, xsiType);
      const goesTo = destination(leaf);
      if (leaf.column.writes?.startsWith('?') && parsed === plainValue(world, leaf)) continue;
      if (goesTo) {
        const edit = noteEdit(edits, goesTo[0]);
        edit.values.set(goesTo[1], parsed);
        edit.names.set(goesTo[1], name);
      } else if (parsed !== plainValue(world, leaf)) {
        faults.add(name, 9007, 'this gateway has only the value that it has');
      }
    } catch (error) {
      if (!(error instanceof CwmpFault)) throw error;
      faults.add(name, error.code, error.message);
    }
  }
  faults.throwIfAny();
  return [...edits.values()];
}

/** As `parseValue` gives it. */
function plainValue<World>(world: World, leaf: Leaf<World>): string {
  return parseValue(leaf.column.type, readLeaf(world, leaf));
}
