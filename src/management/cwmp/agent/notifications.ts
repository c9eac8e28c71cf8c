/** Which parameters an ACS wants to hear of, and which have changed since. TR-069 §3.7.1.5 */
import type { FaceState } from '../../face.ts';
import type { AttributeChange } from '../rpc/request.ts';
import type { NamedAttributes, NamedValue } from '../rpc/response.ts';
import { CwmpFault } from '../soap/fault.ts';
import { readLeaf, type Tree } from '../tree/tree.ts';
import { xsiType } from '../tree/value-type.ts';
import { Kept } from './kept.ts';

/** 0 off, 1 passive, 2 active. The lightweight ones, 3 to 6, are not offered. */
type Levels = Readonly<Record<string, number>>;
type Values = Readonly<Record<string, string>>;

export interface Changes {
  readonly values: readonly NamedValue[];
  /** One of them is to be told at once. */
  readonly isActive: boolean;
}

export class Notifications {
  readonly #levels: Kept<Levels>;
  /** The values that the ACS knows. */
  readonly #known: Kept<Values>;
  readonly #initial: Levels;

  constructor(levels: Kept<Levels>, known: Kept<Values>, initial: Levels) {
    this.#levels = levels;
    this.#known = known;
    this.#initial = initial;
  }

  static async load(state: FaceState, initial: Levels): Promise<Notifications> {
    const levels = await Kept.load<Levels>(state, 'notifications', initial);
    return new Notifications(levels, await Kept.load<Values>(state, 'known-values', {}), initial);
  }

  level(name: string): number {
    const { value } = this.#levels;
    return Object.hasOwn(value, name) ? (value[name] ?? 0) : 0;
  }

  attributes<World>(
    tree: Tree<World>,
    world: World,
    names: readonly string[],
  ): readonly NamedAttributes[] {
    return names.flatMap((name) => {
      const leaves = tree.leaves(world, name);
      if (!leaves) throw new CwmpFault(9005, name);
      return [...leaves].map((leaf) => ({ name: leaf.name, notification: this.level(leaf.name) }));
    });
  }

  /** All or none of the changes. Resolves when durable. */
  async set<World>(
    tree: Tree<World>,
    world: World,
    changes: readonly AttributeChange[],
  ): Promise<void> {
    const levels = new Map(Object.entries(this.#levels.value));
    const known = new Map(Object.entries(this.#known.value));
    for (const { name, notification } of changes) {
      const leaves = tree.leaves(world, name);
      if (!leaves) throw new CwmpFault(9005, name);
      if (notification === undefined) continue;
      if (notification > 2) throw new CwmpFault(9003, 'lightweight notification is not offered');
      for (const leaf of leaves) {
        const { access } = leaf.column;
        if (notification === 2 && access.endsWith('-')) throw new CwmpFault(9009, leaf.name);
        if (notification !== 2 && access.endsWith('!')) {
          if (leaf.name === name) throw new CwmpFault(9009, leaf.name);
          continue;
        }
        levels.set(leaf.name, notification);
        if (notification === 0) known.delete(leaf.name);
        else if (!known.has(leaf.name)) known.set(leaf.name, readLeaf(world, leaf));
      }
    }
    // What was watched of rows that are gone is forgotten: their numbers do not come again.
    const isThere = ([name]: readonly [string, unknown]) => tree.leaf(world, name) !== undefined;
    await this.#known.set(Object.fromEntries([...known].filter(isThere)));
    await this.#levels.set(Object.fromEntries([...levels].filter(isThere)));
  }

  /** What is watched and is not as the ACS knows it; rows that are gone are not told of. */
  changes<World>(tree: Tree<World>, world: World): Changes {
    const values: NamedValue[] = [];
    let isActive = false;
    for (const [name, level] of Object.entries(this.#levels.value)) {
      if (level === 0) continue;
      const leaf = tree.leaf(world, name);
      if (!leaf) continue;
      const value = readLeaf(world, leaf);
      const before = this.#known.value[name];
      if (before === undefined || before === value) continue;
      values.push({ name, type: xsiType(leaf.column.type), value });
      isActive ||= level === 2;
    }
    return { values, isActive };
  }

  /** The ACS knows these values now: it was told, or it set them itself. Resolves when durable. */
  async noteKnown(
    values: readonly { readonly name: string; readonly value: string }[],
  ): Promise<void> {
    const watched = values.filter(({ name }) => this.level(name) > 0);
    if (watched.every(({ name, value }) => this.#known.value[name] === value)) return;
    const added = watched.map(({ name, value }): [string, string] => [name, value]);
    await this.#known.set({ ...this.#known.value, ...Object.fromEntries(added) });
  }

  /** Takes the values of the moment as known, where nothing is known yet: at a first start. */
  async learn<World>(tree: Tree<World>, world: World): Promise<void> {
    const unknown = Object.keys(this.#levels.value).filter(
      (name) => this.level(name) > 0 && this.#known.value[name] === undefined,
    );
    const values = unknown.flatMap((name) => {
      const leaf = tree.leaf(world, name);
      return leaf ? [{ name, value: readLeaf(world, leaf) }] : [];
    });
    await this.noteKnown(values);
  }

  /** After a factory reset. */
  async forget(): Promise<void> {
    await this.#known.set({});
    await this.#levels.set(this.#initial);
  }
}
