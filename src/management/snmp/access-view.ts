/**
 * Which part of the tree somebody sees: families of subtrees, the longest that fits decides. RFC
 * 3415 §4
 */
import { mibArc } from './object-table.ts';
import { type Oid, parseOid, startsWith } from './oid.ts';

interface Family {
  readonly subtree: Oid;
  readonly isIncluded: boolean;
}

export interface AccessView {
  includes(oid: Oid): boolean;
  /** For everything below: all of it, none of it, or it depends. */
  covers(subtree: Oid): 'all' | 'none' | 'some';
}

export interface ViewDefinition {
  readonly name: string;
  /** Object identifiers as text. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Calls in progress, and ended ones. */
const personal = [`${mibArc}.1.10`, `${mibArc}.1.18`];

/** Views that are always there. */
export const builtInViews: readonly ViewDefinition[] = [
  { name: 'all', include: ['1.3.6.1'], exclude: [] },
  { name: 'no-calls', include: ['1.3.6.1'], exclude: personal },
  { name: 'system', include: ['1.3.6.1.2.1.1'], exclude: [] },
];

export const noView: AccessView = { includes: () => false, covers: () => 'none' };

function familiesOf(texts: readonly string[], isIncluded: boolean): readonly Family[] {
  return texts.flatMap((text) => {
    const subtree = parseOid(text);
    return subtree ? [{ subtree, isIncluded }] : [];
  });
}

export function createAccessView({ include, exclude }: ViewDefinition): AccessView {
  const families = [...familiesOf(include, true), ...familiesOf(exclude, false)].sort(
    (left, right) => right.subtree.length - left.subtree.length,
  );
  const includes = (oid: Oid) =>
    families.find(({ subtree }) => startsWith(oid, subtree))?.isIncluded ?? false;
  return {
    includes,
    covers(subtree) {
      const isCut = families.some(
        (family) => family.subtree.length > subtree.length && startsWith(family.subtree, subtree),
      );
      if (isCut) return 'some';
      return includes(subtree) ? 'all' : 'none';
    },
  };
}
