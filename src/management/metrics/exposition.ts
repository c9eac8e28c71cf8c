/** The metrics as Prometheus reads them: text or OpenMetrics, by what the scraper accepts. */
import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  openMetricsContentType,
  Registry,
} from 'prom-client';
import {
  durationBounds,
  type Measure,
  type MeasureName,
  measures,
  type Sample,
  type Statistics,
} from '../statistics.ts';
import type { View } from '../view.ts';
import { type GaugeRow, gaugeTable } from './gauges.ts';
import { boundedSamples } from './label-values.ts';

export interface MetricsOptions {
  readonly view: View;
  readonly statistics: Statistics;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
  /** The commit that the program was built from, where the package says so. */
  readonly commit?: string | undefined;
}

interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/** What a listener serves at `/metrics`. */
export interface Metrics {
  expose(accept: string | undefined): Promise<Exposition>;
}

type AnyRegistry = Registry | Registry<OpenMetricsContentType>;

type Labels = Readonly<Record<string, string>>;

function named(names: readonly string[], values: readonly string[]): Labels {
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
}

/** Gauges of prom-client with names that promtool refuses: they end in `_total`. */
const misnamed = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

interface Row {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** A histogram whose observations are counted elsewhere: it only shows them. */
class CountedHistogram extends Histogram {
  readonly #empty: Histogram;
  readonly #row: Row;
  readonly #samples: () => readonly Sample[];

  constructor(row: Row, samples: () => readonly Sample[]) {
    const { name, help } = row;
    super({ name, help, labelNames: row.labels, registers: [] });
    this.#empty = new Histogram({ name, help, registers: [] });
    this.#row = row;
    this.#samples = samples;
  }

  /** What a registry asks a histogram for; prom-client's types leave it out. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }

  override async get(): ReturnType<Histogram['get']> {
    const { name, labels: names } = this.#row;
    const values = this.#samples().flatMap(({ labels, count, sum, buckets }) => {
      const own = named(names, labels);
      const bounds = [...durationBounds.map(String), '+Inf'];
      return [
        ...bounds.map((le, at) => ({
          metricName: `${name}_bucket`,
          labels: { le, ...own },
          value: buckets[at] ?? count,
        })),
        { metricName: `${name}_sum`, labels: own, value: sum },
        { metricName: `${name}_count`, labels: own, value: count },
      ];
    });
    return { ...(await this.#empty.get()), values };
  }
}

function addGauge(row: GaugeRow, registry: AnyRegistry, options: MetricsOptions): void {
  const { view, wallClock } = options;
  const { name, help, labels } = row;
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      gauge.reset();
      // Without labels a reset is a zero, and what is not known is none.
      if (labels.length === 0) gauge.remove();
      for (const [values, value] of row.read(view, wallClock())) {
        gauge.set(named(labels, values), value);
      }
    },
  });
}

function addMeasure(measure: MeasureName, registry: AnyRegistry, options: MetricsOptions): void {
  const { kind, labels, help }: Measure = measures[measure];
  const { view, statistics } = options;
  const samples = () =>
    boundedSamples(measure, labels, statistics.samples(measure), view.configuration());
  if (kind === 'duration') {
    registry.registerMetric(
      new CountedHistogram({ name: `offhook_${measure}_seconds`, help, labels }, samples),
    );
    return;
  }
  const counter: Counter = new Counter({
    name: `offhook_${measure}_total`,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      counter.reset();
      for (const sample of samples()) counter.inc(named(labels, sample.labels), sample.count);
    },
  });
}

function measureNames(): readonly MeasureName[] {
  return Object.keys(measures).filter((name): name is MeasureName => Object.hasOwn(measures, name));
}

function fill<T extends AnyRegistry>(registry: T, options: MetricsOptions): T {
  const { view, commit = '' } = options;
  const buildInfo: Gauge = new Gauge({
    name: 'offhook_build_info',
    help: 'the version that runs',
    labelNames: ['version', 'commit'],
    registers: [registry],
    collect() {
      buildInfo.reset();
      buildInfo.set({ version: view.status().version, commit }, 1);
    },
  });
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  for (const row of gaugeTable) addGauge(row, registry, options);
  for (const measure of measureNames()) addMeasure(measure, registry, options);
  return registry;
}

function openRegistry(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  return registry;
}

/** prom-client forgets `_total` when one registry serves both formats, hence two. */
export function createMetrics(options: MetricsOptions): Metrics {
  const text = fill(new Registry(), options);
  const open = fill(openRegistry(), options);
  return {
    async expose(accept = '') {
      const registry = accept.includes('application/openmetrics-text') ? open : text;
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}
