/** The graphs themselves: three on one axis of time, in the colours of the page. */
import uPlot from 'uplot';
import type { Samples } from './history.ts';

interface Graph {
  readonly title: string;
  readonly pick: (samples: Samples) => readonly (readonly number[])[];
  readonly series: readonly {
    readonly label: string;
    readonly colour: string;
    readonly isFilled?: boolean;
    readonly isBars?: boolean;
  }[];
}

const graphs: readonly Graph[] = [
  {
    title: 'lines',
    pick: ({ linesUp, linesTotal }) => [linesUp, linesTotal],
    series: [
      { label: 'registered', colour: '--good', isFilled: true },
      { label: 'of', colour: '--soft' },
    ],
  },
  {
    title: 'calls',
    pick: ({ calls }) => [calls],
    series: [{ label: 'in progress', colour: '--busy', isFilled: true }],
  },
  {
    title: 'failovers',
    pick: ({ failovers }) => [failovers],
    series: [{ label: 'moves', colour: '--bad', isBars: true }],
  },
];

const height = 150;
const hourSeconds = 3600;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function dataOf({ pick }: Graph, samples: Samples): uPlot.AlignedData {
  return [[...samples.at], ...pick(samples).map((values) => [...values])];
}

/** Always an hour, though the gateway may have begun a minute ago. */
function hour(samples: Samples): uPlot.Range.MinMax {
  const end = samples.at.at(-1) ?? 0;
  return [end - hourSeconds, end];
}

const bars = uPlot.paths.bars?.({ size: [0.9, 6, 2] });

function seriesOf({ series }: Graph): uPlot.Series[] {
  return series.map(({ label, colour: name, isFilled = false, isBars = false }) => ({
    label,
    stroke: () => colour(name),
    width: 2,
    points: { show: false },
    ...(isFilled && { fill: () => colour(`${name}-ground`) }),
    ...(isBars && bars && { fill: () => colour(name), paths: bars }),
  }));
}

function axes(): uPlot.Axis[] {
  const common = {
    stroke: () => colour('--soft'),
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...common, size: 28, values: (_plot, seconds) => seconds.map(clockTime) },
    { ...common, size: 36, space: 22, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
  ];
}

const times = new Intl.DateTimeFormat('sv', { timeStyle: 'short' });

function clockTime(seconds: number): string {
  return times.format(new Date(seconds * 1000));
}

/** While nobody points at a graph its legend says what is now. */
function sayNow(plot: uPlot): void {
  const last = plot.data[0].length - 1;
  if (typeof plot.cursor.idx !== 'number' && last >= 0) plot.setLegend({ idx: last }, false);
}

function draw(graph: Graph, place: HTMLElement, samples: () => Samples): uPlot {
  const options: uPlot.Options = {
    title: graph.title,
    width: Math.max(200, place.clientWidth),
    height,
    cursor: { sync: { key: 'history' }, drag: { x: false, y: false } },
    scales: {
      x: { range: () => hour(samples()) },
      y: { range: (_plot, _min, max) => [0, Math.max(1, Math.ceil(max * 1.1))] },
    },
    series: [{ value: (_plot, at) => (at === null ? '–' : clockTime(at)) }, ...seriesOf(graph)],
    axes: axes(),
    hooks: { setCursor: [sayNow], ready: [sayNow] },
  };
  return new uPlot(options, dataOf(graph, samples()), place);
}

/** Redrawn when there are other samples, another width, or other colours. */
export function drawGraphs(place: HTMLElement, samples: () => Samples) {
  const drawn = graphs.map((graph) => {
    const own = document.createElement('div');
    place.append(own);
    return { graph, own, plot: draw(graph, own, samples) };
  });
  const redraw = () => {
    for (const { graph, plot } of drawn) {
      plot.setData(dataOf(graph, samples()));
      sayNow(plot);
    }
  };
  const resized = new ResizeObserver(() => {
    for (const { own, plot } of drawn) plot.setSize({ width: own.clientWidth, height });
  });
  for (const { own } of drawn) resized.observe(own);
  const themed = new MutationObserver(redraw);
  themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return {
    redraw,
    close() {
      resized.disconnect();
      themed.disconnect();
      for (const { own, plot } of drawn) {
        plot.destroy();
        own.remove();
      }
    },
  };
}
