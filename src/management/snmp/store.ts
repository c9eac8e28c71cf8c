/**
 * The sorted tree that answers: regions of instances, read when they are asked for, nothing kept.
 */
import type { AccessView } from './access-view.ts';
import { compareOids, type Oid, placeAfter, startsWith } from './oid.ts';
import type { Writable } from './set-plan.ts';
import type { SnmpValue, Varbind } from './value.ts';

/** One request's look at the gateway: whoever opens rows for it again gets the same ones. */
export type Reading = object;

interface Instances {
  /** What follows the region's own name, sorted. */
  readonly keys: readonly Oid[];
  /** undefined: this row lacks this column. */
  readonly value: (place: number) => SnmpValue | undefined;
}

/** One object type with its instances: a scalar, or a column of a table. */
export interface Region {
  readonly oid: Oid;
  readonly open: (reading: Reading) => Instances;
  /** Absent: nobody writes it. */
  readonly write?: Writable;
}

export interface Located {
  readonly region: Region;
  readonly key: Oid;
}

export class Store {
  readonly #regions: readonly Region[];
  readonly #oids: readonly Oid[];

  constructor(regions: readonly Region[]) {
    this.#regions = [...regions].sort((left, right) => compareOids(left.oid, right.oid));
    this.#oids = this.#regions.map(({ oid }) => oid);
  }

  /** The region a name lies in. */
  locate(oid: Oid): Located | undefined {
    const region = this.#regions[placeAfter(this.#oids, oid) - 1];
    if (!region || !startsWith(oid, region.oid)) return undefined;
    return { region, key: oid.slice(region.oid.length) };
  }

  get(oid: Oid, reading: Reading): SnmpValue {
    const located = this.locate(oid);
    if (!located) return { type: 'noSuchObject' };
    const { keys, value } = located.region.open(reading);
    const place = placeAfter(keys, located.key, true);
    const found = keys[place];
    const isThere = found !== undefined && compareOids(found, located.key) === 0;
    return (isThere ? value(place) : undefined) ?? { type: 'noSuchInstance' };
  }

  /** The first instance behind a name (or at it, when `isIncluded`) that the view includes. */
  next(
    oid: Oid,
    view: AccessView,
    reading: Reading,
    isIncluded = false,
    isUsable: (value: SnmpValue) => boolean = () => true,
  ): Varbind | undefined {
    const behind = placeAfter(this.#oids, oid);
    const inside = this.#regions[behind - 1];
    const isInside = inside !== undefined && startsWith(oid, inside.oid);
    for (let at = isInside ? behind - 1 : behind; at < this.#regions.length; at += 1) {
      const region = this.#regions[at];
      if (!region) break;
      const cover = view.covers(region.oid);
      if (cover === 'none') continue;
      const { keys, value } = region.open(reading);
      const isFirst = isInside && at === behind - 1;
      let place = isFirst ? placeAfter(keys, oid.slice(region.oid.length), isIncluded) : 0;
      for (; place < keys.length; place += 1) {
        const found = value(place);
        const name = [...region.oid, ...(keys[place] ?? [])];
        const isVisible = cover === 'all' || view.includes(name);
        if (found && isVisible && isUsable(found)) return { oid: name, value: found };
      }
    }
    return undefined;
  }
}

const scalarKeys: readonly Oid[] = [[0]];

/** A region with one instance. */
export function scalar(oid: Oid, read: (reading: Reading) => SnmpValue, write?: Writable): Region {
  const open: Region['open'] = (reading) => ({ keys: scalarKeys, value: () => read(reading) });
  return write ? { oid, open, write } : { oid, open };
}
