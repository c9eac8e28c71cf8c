/** The last hour as graphs, and as a table for who sees no graphs. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.ts';
import { useLoaded } from './load.ts';
import { type Column, Panel, Table, Time } from './parts.ts';

type Shown = VNode | readonly VNode[];

export interface Samples {
  /** Seconds since 1970. */
  readonly at: readonly number[];
  readonly linesUp: readonly number[];
  readonly linesTotal: readonly number[];
  readonly calls: readonly number[];
  readonly failovers: readonly number[];
}

const againMs = 15_000;

/** Asked anew as often as there is something new. */
function useHistory(): Samples | undefined {
  const { value, again } = useLoaded<Samples>('history');
  const [last, setLast] = useState<Samples | undefined>(undefined);
  useEffect(() => {
    const timer = window.setInterval(again, againMs);
    return () => window.clearInterval(timer);
  }, [again]);
  useEffect(() => {
    if (value) setLast(value);
  }, [value]);
  return last;
}

/** Drawn by a library that is fetched when there is something to draw. */
function Graphs({ samples }: { readonly samples: Samples }): Shown {
  const place = useRef<HTMLDivElement>(null);
  const newest = useRef(samples);
  newest.current = samples;
  const redraw = useRef<(() => void) | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    let close: (() => void) | undefined;
    import('./history-graphs.ts').then(
      ({ drawGraphs }) => {
        if (isOver || !place.current) return;
        const drawn = drawGraphs(place.current, () => newest.current);
        redraw.current = () => drawn.redraw();
        close = () => drawn.close();
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      close?.();
    };
  }, []);
  useEffect(() => redraw.current?.(), [samples]);
  return html`<div class="graphs" ref=${place} aria-hidden="true" />`;
}

interface Row {
  readonly from: number;
  readonly up: number;
  readonly total: number;
  readonly calls: number;
  readonly failovers: number;
}

const rowSeconds = 300;

/** Five minutes a row: the worst of the lines, the most of the calls, the failovers together. */
function rowsOf({ at, linesUp, linesTotal, calls, failovers }: Samples): readonly Row[] {
  const rows = new Map<number, Row>();
  for (const [index, second] of at.entries()) {
    const from = second - (second % rowSeconds);
    const row = rows.get(from);
    const up = linesUp[index] ?? 0;
    rows.set(from, {
      from,
      up: Math.min(row?.up ?? up, up),
      total: linesTotal[index] ?? 0,
      calls: Math.max(row?.calls ?? 0, calls[index] ?? 0),
      failovers: (row?.failovers ?? 0) + (failovers[index] ?? 0),
    });
  }
  return [...rows.values()].reverse();
}

const columns: readonly Column<Row>[] = [
  ['from', ({ from }) => html`<${Time} at=${new Date(from * 1000).toISOString()} />`],
  ['lines registered, at least', ({ up, total }) => `${up} of ${total}`],
  ['calls, at most', ({ calls }) => calls],
  ['failovers', ({ failovers }) => failovers],
];

export function History(): Shown {
  const samples = useHistory();
  return html`<${Panel} title="The last hour">
    ${samples && html`<${Graphs} samples=${samples} />`}
    <details>
      <summary>as a table</summary>
      <${Table}
        caption="the last hour, five minutes a row, newest first"
        columns=${columns}
        rows=${samples ? rowsOf(samples) : []}
        keyOf=${({ from }: Row) => from}
        empty="Nothing has been sampled yet."
      />
    </details>
  <//>`;
}
