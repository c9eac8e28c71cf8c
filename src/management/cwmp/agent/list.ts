/** Long lists of names and values, gathered in pieces so that calls get their turn. */
import { limits } from '../limits.ts';
import type { Pause } from '../pause.ts';
import { infoStruct, type NamedAccess, type NamedValue } from '../rpc/response.ts';
import { CwmpFault } from '../soap/fault.ts';
import {
  children,
  isWritable,
  type Leaf,
  leavesAt,
  type Place,
  readLeaf,
  type Tree,
} from '../tree/tree.ts';
import { xsiType } from '../tree/value-type.ts';

/** Calls for a pause after each so many items. */
async function* paced<T>(items: Iterable<T>, pause: Pause): AsyncGenerator<T> {
  let count = 0;
  for (const item of items) {
    count += 1;
    if (count % limits.leavesAtATime === 0) await pause();
    yield item;
  }
}

/** Every value at or below the paths, as `form` has it; one path that does not exist fails all. */
export async function valuesOf<World, T>(
  tree: Tree<World>,
  world: World,
  paths: readonly string[],
  form: (value: NamedValue) => T,
  pause: Pause,
): Promise<readonly T[]> {
  const values: T[] = [];
  for (const path of paths) {
    const leaves = tree.leaves(world, path);
    if (!leaves) throw new CwmpFault(9005, path);
    for await (const leaf of paced(leaves, pause)) values.push(form(valueOf(world, leaf)));
  }
  return values;
}

export function valueOf<World>(world: World, leaf: Leaf<World>): NamedValue {
  return { name: leaf.name, type: xsiType(leaf.column.type), value: readLeaf(world, leaf) };
}

/** GetParameterNames, written: objects with a trailing dot, tables even when they are empty. */
export async function namesOf<World>(
  tree: Tree<World>,
  world: World,
  path: string,
  nextLevel: boolean,
  pause: Pause,
): Promise<readonly string[]> {
  const isPartial = path === '' || path.endsWith('.');
  if (!isPartial) {
    const leaf = tree.leaf(world, path);
    if (!leaf) throw new CwmpFault(9005, path);
    if (nextLevel) throw new CwmpFault(9003, 'NextLevel needs a partial path');
    return [infoStruct(leafAccess(leaf))];
  }
  const place = tree.place(world, path);
  if (!place) throw new CwmpFault(9005, path);
  const found: string[] = [];
  const all = nextLevel ? nextBelow(world, place) : everythingBelow(world, place);
  for await (const one of paced(all, pause)) found.push(infoStruct(one));
  return found;
}

function leafAccess<World>({ name, column }: Leaf<World>): NamedAccess {
  return { name, isWritable: column.access.startsWith('W') };
}

function placeAccess<World>(place: Place<World>): NamedAccess {
  return { name: place.name, isWritable: isWritable(place) };
}

function* nextBelow<World>(world: World, place: Place<World>): Generator<NamedAccess> {
  for (const leaf of leavesAt(place)) yield leafAccess(leaf);
  for (const child of children(world, place)) yield placeAccess(child);
}

function* everythingBelow<World>(world: World, place: Place<World>): Generator<NamedAccess> {
  if (place.name !== '') yield placeAccess(place);
  for (const leaf of leavesAt(place)) yield leafAccess(leaf);
  for (const child of children(world, place)) yield* everythingBelow(world, child);
}
