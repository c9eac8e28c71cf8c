/**
 * The faces beside the command line: SNMP, TR-069, metrics and the web page, started and kept in
 * step.
 */
import { readFile } from 'node:fs/promises';
import type { Configuration } from '../domain/configuration.ts';
import { emptyConfiguration } from '../domain/empty-configuration.ts';
import { allCommands } from '../management/cli/all-commands.ts';
import { createAskName } from '../management/cwmp/dns/ask-name.ts';
import { createCwmpFace } from '../management/cwmp/face.ts';
import type { Face, FaceContext } from '../management/face.ts';
import { createCaptureFace } from '../management/hep/face.ts';
import type { Journeys } from '../management/journeys.ts';
import { createLazyFace } from '../management/lazy-face.ts';
import type { Metrics, MetricsOptions } from '../management/metrics/exposition.ts';
import { createSnmpFace } from '../management/snmp/face.ts';
import { createSyslogFace } from '../management/syslog/face.ts';
import type { TraceRing } from '../management/traces.ts';
import type { View } from '../management/view.ts';
import { createWebFace } from '../management/web/face.ts';
import { applyScript } from './changes/script-change.ts';
import type { Gateway } from './create-gateway.ts';
import { startCwmpSession } from './cwmp-session.ts';
import { writeIncident } from './watch/incidents.ts';
import type { World } from './world.ts';

export interface Faces {
  /** The view with what the faces show of themselves. */
  readonly view: View;
  stop(): Promise<void>;
}

export interface FacesOptions {
  readonly world: World;
  readonly gateway: Gateway;
  /** Stops the gateway and starts it again; resolves when that is under way. */
  readonly reboot: () => Promise<void>;
  readonly traces: TraceRing;
}

function contextOf(world: World, gateway: Gateway, view: View): FaceContext {
  const { commands, events, statistics } = gateway;
  const { clock, random, wallClock, log, store } = world;
  return {
    view,
    commands,
    events,
    statistics,
    clock,
    random,
    wallClock,
    log,
    state: {
      get: (key) => store.getState(key),
      put: (key, value) => store.putState(key, value),
      remove: (key) => store.deleteState(key),
    },
  };
}

export async function startFaces({ world, gateway, reboot, traces }: FacesOptions): Promise<Faces> {
  const { commands, statistics } = gateway;
  const { clock, random, wallClock, store } = world;
  const view: View = {
    ...gateway.view,
    traces,
    incident: (name) => writeIncident({ ...gateway, world, view }, name),
    get cwmp() {
      return cwmp;
    },
    get snmp() {
      return snmp.operations;
    },
  };
  const context = contextOf(world, gateway, view);
  const metrics = lazyMetrics({ view, statistics, wallClock });
  const snmp = createSnmpFace(context, { sealing: store });
  const cwmp = createCwmpFace(context, {
    startSession: (ports, retry) => startCwmpSession(clock, () => random.uniform(), ports, retry),
    runScript: (text, summary) => applyScript(context, text, summary),
    reboot,
    factoryReset: async () => {
      await commands.submit(asNew, { face: 'cwmp', name: 'acs' }, 'factory reset');
    },
    sealing: store,
    askName: createAskName(clock),
    readFile: (path) => readFile(path, 'utf8'),
  });
  const web = createWebFace(context, { metrics, lives: gateway.lives });
  const faces: readonly Face[] = [
    snmp,
    cwmp,
    metricsFace(context, metrics),
    web,
    consoleFace(context),
    createCaptureFace(context),
    createSyslogFace(context),
    otlpFace(context, gateway.journeys),
  ];
  const apply = (configuration: Configuration) =>
    Promise.all(faces.map((face) => face.apply(configuration)));
  gateway.onChange((configuration) => void apply(configuration));
  await apply(view.configuration());
  return {
    view,
    async stop() {
      await Promise.all(faces.map((face) => face.stop()));
    },
  };
}

/** Loaded when somebody scrapes for the first time. */
function lazyMetrics(options: MetricsOptions): Metrics {
  let loaded: Promise<Metrics> | undefined;
  async function load(): Promise<Metrics> {
    const { createMetrics } = await import('../management/metrics/exposition.ts');
    return createMetrics(options);
  }
  return { expose: async (accept) => await (await (loaded ??= load())).expose(accept) };
}

/** A listener for metrics alone, beside the page's, is off by default. */
function metricsFace(context: FaceContext, metrics: Metrics): Face {
  return createLazyFace(
    ({ web }) => web.metricsListen !== undefined,
    async () => {
      const { createMetricsFace } = await import('../management/metrics/face.ts');
      return createMetricsFace(context, metrics);
    },
  );
}

/** Off by default, and then nothing of OpenTelemetry is loaded. */
function otlpFace(context: FaceContext, journeys: Journeys): Face {
  return createLazyFace(
    ({ web }) => web.otlpEndpoint !== undefined,
    async () => {
      const { createOtlpFace } = await import('../management/otlp/face.ts');
      return createOtlpFace(context, journeys);
    },
  );
}

/** Off by default, and the code of an SSH server is large. */
function consoleFace(context: FaceContext): Face {
  return createLazyFace(
    ({ web }) => web.consoleListen !== undefined,
    async () => {
      const { createConsoleFace } = await import('../management/cli/ssh-console.ts');
      return createConsoleFace(context, allCommands);
    },
  );
}

/** Empty but for where it listens and how the ACS reaches it: a reset must not lock anybody out. */
function asNew({ interfaces, cwmp }: Configuration): Configuration {
  return { ...emptyConfiguration, interfaces, cwmp };
}
