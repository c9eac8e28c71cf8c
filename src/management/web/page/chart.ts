/** A statechart with the current state lit, and a history that can be walked through. */
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Chart, Life } from '../../lives.ts';
import { type Arrow, type Box, isWithin, layChart } from './chart-layout.ts';
import { html } from './html.ts';
import { type Column, Table, Time } from './parts.ts';

type Shown = VNode | readonly VNode[];
type Step = Life['history'][number];

function isLit(path: string, states: readonly string[]): boolean {
  return states.some((state) => isWithin(state, path));
}

function BoxShape({
  box,
  states,
}: {
  readonly box: Box;
  readonly states: readonly string[];
}): Shown {
  const { x, y, width, height, name, kind, path, isInitial } = box;
  const lit = isLit(path, states);
  const isLeaf = kind === 'atomic' || kind === 'final';
  const classes = `box ${kind} ${lit ? 'lit' : ''} ${lit && states.includes(path) ? 'now' : ''}`;
  return html`<g class=${classes} data-state=${path}>
    <rect x=${x} y=${y} width=${width} height=${height} rx=${isLeaf ? 9 : 12} />
    ${isInitial && html`<circle cx=${x + 9} cy=${y + 9} r="3" />`}
    <text
      x=${isLeaf ? x + width / 2 : x + 18}
      y=${isLeaf ? y + height / 2 + 4 : y + 16}
      text-anchor=${isLeaf ? 'middle' : 'start'}
    >${name}</text>
  </g>`;
}

function ArrowShape({
  arrow,
  isTaken,
}: {
  readonly arrow: Arrow;
  readonly isTaken: boolean;
}): Shown {
  const classes = isTaken ? 'arrow taken' : 'arrow';
  return html`<path class=${classes} d=${arrow.path} marker-end="url(#tip)">
    <title>${`${arrow.from} → ${arrow.to}: ${arrow.events.join(', ')}`}</title>
  </path>`;
}

/** Whether the step from one to the other went along the arrow. */
function isTaken(arrow: Arrow, before: Step | undefined, step: Step | undefined): boolean {
  if (!before || !step) return false;
  return (
    isLit(arrow.from, before.states) &&
    !isLit(arrow.from, step.states) &&
    isLit(arrow.to, step.states)
  );
}

function Picture(props: {
  readonly chart: Chart;
  readonly step: Step | undefined;
  readonly before: Step | undefined;
}): Shown {
  const { chart, step, before } = props;
  const layout = useMemo(() => layChart(chart), [chart]);
  const states = step?.states ?? [];
  const label = `statechart ${chart.machine}: now ${states.join(' and ')}`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
    <svg
      class="chart"
      role="img"
      aria-label=${label}
      width=${layout.width}
      height=${layout.height}
      viewBox=${`0 0 ${layout.width} ${layout.height}`}
    >
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse"
          markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0L8 4L0 8z" class="tip" />
        </marker>
      </defs>
      ${layout.boxes.map(
        (box) => html`<${BoxShape} key=${box.path} box=${box} states=${states} />`,
      )}
      ${layout.arrows.map(
        (arrow) => html`<${ArrowShape}
          key=${arrow.path}
          arrow=${arrow}
          isTaken=${isTaken(arrow, before, step)}
        />`,
      )}
    </svg>
  </div>`;
}

const columns: readonly Column<Step>[] = [
  ['when', ({ at }) => html`<${Time} at=${at} />`],
  ['what happened', ({ event }) => event],
  ['state after it', ({ states }) => states.join(' · ')],
];

/** The slider goes back through the history; all the way right it follows what happens. */
export function LifeChart({ chart, life }: { readonly chart: Chart; readonly life: Life }): Shown {
  const [at, setAt] = useState<number | undefined>(undefined);
  const { history } = life;
  const last = history.length - 1;
  const shown = Math.min(at ?? last, last);
  const step = history[shown];
  const move = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    const value = currentTarget.valueAsNumber;
    setAt(value >= last ? undefined : value);
  };
  const place = at === undefined ? 'now' : `step ${shown + 1} of ${history.length}`;
  return html`<div class="life">
    <${Picture} chart=${chart} step=${step} before=${history[shown - 1]} />
    <label class="slider">
      <span>${place}: ${step?.event}</span>
      <input type="range" min="0" max=${last} value=${shown} disabled=${last < 1} onInput=${move} />
    </label>
    <details open=${history.length < 12}>
      <summary>How it got there: ${history.length} steps of ${chart.machine}</summary>
      <${Table}
        caption=${`history of ${chart.machine}`}
        columns=${columns}
        rows=${history.map((one, index) => ({ ...one, index })).reverse()}
        keyOf=${({ index }: { readonly index: number }) => index}
        empty="Nothing has happened yet."
      />
    </details>
  </div>`;
}
