/** Where the boxes and arrows of a statechart go: columns by distance from the initial state. */
import type { Chart, ChartState, ChartTransition } from '../../lives.ts';

export interface Box {
  readonly path: string;
  readonly name: string;
  readonly kind: ChartState['kind'];
  readonly isInitial: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
  readonly path: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Outer boxes before the boxes in them. */
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

const leafHeight = 32;
const letterWidth = 7.4;
const padding = 14;
const heading = 24;
const columnGap = 54;
const rowGap = 22;

interface Laid {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
}

export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

function transitionsBelow(state: ChartState): readonly ChartTransition[] {
  return [...state.transitions, ...state.states.flatMap(transitionsBelow)];
}

/** How many steps from the initial state each sibling is; those never reached stand last. */
function ranksOf(states: readonly ChartState[]): readonly number[] {
  const ranks: number[] = states.map(({ isInitial }) => (isInitial ? 0 : -1));
  for (let rank = 0; ranks.includes(rank); rank += 1) {
    for (const [at, state] of states.entries()) {
      if (ranks[at] !== rank) continue;
      for (const target of transitionsBelow(state).flatMap(({ targets }) => targets)) {
        const next = states.findIndex(({ path }) => isWithin(target, path));
        if (ranks[next] === -1) ranks[next] = rank + 1;
      }
    }
  }
  const last = Math.max(0, ...ranks) + 1;
  return ranks.map((rank) => (rank === -1 ? last : rank));
}

function moved(boxes: readonly Box[], dx: number, dy: number): readonly Box[] {
  return boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy }));
}

function layState(state: ChartState): Laid {
  const { path, name, kind, isInitial, states } = state;
  const own = Math.ceil(name.length * letterWidth) + 26;
  const inner = layStates(states, kind === 'parallel');
  const isLeaf = states.length === 0;
  const width = isLeaf ? own : Math.max(own, inner.width + 2 * padding);
  const height = isLeaf ? leafHeight : inner.height + heading + padding;
  const box = { path, name, kind, isInitial, x: 0, y: 0, width, height };
  return { width, height, boxes: [box, ...moved(inner.boxes, padding, heading)] };
}

/** Regions of a parallel state under each other; otherwise columns by rank. */
function layStates(states: readonly ChartState[], isParallel: boolean): Laid {
  const ranks = isParallel ? states.map(() => 0) : ranksOf(states);
  const columns = new Map<number, Laid[]>();
  for (const [at, state] of states.entries()) {
    const rank = ranks[at] ?? 0;
    columns.set(rank, [...(columns.get(rank) ?? []), layState(state)]);
  }
  const boxes: Box[] = [];
  let x = 0;
  let height = 0;
  for (const [, column] of [...columns].sort(([one], [other]) => one - other)) {
    let y = 0;
    for (const laid of column) {
      boxes.push(...moved(laid.boxes, x, y));
      y += laid.height + rowGap;
    }
    height = Math.max(height, y - rowGap);
    x += Math.max(...column.map(({ width }) => width)) + columnGap;
  }
  return { width: Math.max(0, x - columnGap), height: Math.max(0, height), boxes };
}

/** Rightwards from side to side, else over the top or under the bottom. */
function curve(from: Box, to: Box): string {
  const [fromX, toX] = [from.x + from.width / 2, to.x + to.width / 2];
  const [fromY, toY] = [from.y + from.height / 2, to.y + to.height / 2];
  if (to.x >= from.x + from.width) {
    const [start, end] = [from.x + from.width, to.x];
    const bend = (end - start) / 2;
    return `M${start} ${fromY}C${start + bend} ${fromY} ${end - bend} ${toY} ${end} ${toY}`;
  }
  const isOverlapping = to.x < from.x + from.width && from.x < to.x + to.width;
  if (isOverlapping) {
    const isDown = toY > fromY;
    const [start, end] = isDown ? [from.y + from.height, to.y] : [from.y, to.y + to.height];
    const shift = isDown ? -10 : 10;
    return `M${fromX + shift} ${start}L${toX + shift} ${end}`;
  }
  const [start, end] = [from.y + from.height, to.y + to.height];
  const bottom = Math.max(start, end) + 26;
  return `M${fromX} ${start}C${fromX} ${bottom} ${toX} ${bottom} ${toX} ${end}`;
}

function arrowsOf(states: readonly ChartState[], boxes: readonly Box[]): readonly Arrow[] {
  const byPath = new Map(boxes.map((box) => [box.path, box]));
  const found = new Map<string, Arrow>();
  function add(from: Box | undefined, to: Box | undefined, event: string): void {
    if (!from || !to || isWithin(to.path, from.path) || isWithin(from.path, to.path)) return;
    const key = `${from.path} ${to.path}`;
    const before = found.get(key);
    const events = [...new Set([...(before?.events ?? []), event])];
    found.set(key, { from: from.path, to: to.path, events, path: curve(from, to) });
  }
  function walk(state: ChartState): void {
    for (const { event, targets } of state.transitions) {
      for (const target of targets) add(byPath.get(state.path), byPath.get(target), event);
    }
    for (const inner of state.states) walk(inner);
  }
  for (const state of states) walk(state);
  return [...found.values()];
}

export function layChart({ states, kind }: Chart): Layout {
  const laid = layStates(states, kind === 'parallel');
  const boxes = moved(laid.boxes, padding, padding);
  return {
    width: laid.width + 2 * padding,
    height: laid.height + 2 * padding + 20,
    boxes,
    arrows: arrowsOf(states, boxes),
  };
}
