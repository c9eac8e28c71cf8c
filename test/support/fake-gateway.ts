/** A gateway without lives: real rules and acts in memory, and a view that a test may set. */
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import type { Configuration } from '../../src/domain/configuration.ts';
import { checkDrill } from '../../src/domain/drill.ts';
import { begunDrill } from '../../src/domain/drill-report.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { find } from '../../src/domain/names.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { type Commands, createCommands, type Operations } from '../../src/management/commands.ts';
import type { EventLog } from '../../src/management/events.ts';
import type { FaceContext, FaceState } from '../../src/management/face.ts';
import { Statistics } from '../../src/management/statistics.ts';
import type { View } from '../../src/management/view.ts';
import { createFakeEvents } from './fake-events.ts';
import { createFakeView, type Runtime } from './fake-view.ts';
import { ManualClock } from './manual-clock.ts';

/** 1 January 2026, 00:00 UTC. */
export const startOfTime = Date.UTC(2026, 0, 1);

export interface FakeGatewayOverrides {
  readonly configuration?: Configuration;
  readonly runtime?: Partial<Runtime>;
}

export interface FakeGateway {
  readonly view: View;
  readonly commands: Commands;
  readonly events: EventLog;
  readonly statistics: Statistics;
  readonly state: FaceState;
  readonly clock: ManualClock;
  readonly context: FaceContext;
  /** What was asked of soft ports, calls and lines, in order: `dial p1 200`. */
  readonly acts: readonly string[];
  /** What was logged at level error: `message`. */
  readonly errors: readonly string[];
  configuration(): Configuration;
  /** Replaces the named parts of what only a running gateway knows. */
  setView(part: Partial<Runtime>): void;
  /** Fails the next change as a full disk would. */
  failNextChange(code: string): void;
}

const nothing: Runtime = {
  status: {},
  users: {},
  locationServers: {},
  proxyServers: {},
  ports: {},
  rules: {},
  calls: [],
  drills: [],
  scheduledDrills: [],
  callLog: [],
};

interface Revision {
  readonly number: number;
  readonly at: string;
  readonly author: string;
  readonly summary: string;
  readonly configuration: Configuration;
}

/** Small facts in memory. */
export function createFakeState(): FaceState {
  const facts = new Map<string, string>();
  return {
    get: async (key) => facts.get(key),
    put: async (key, value) => void facts.set(key, value),
    remove: async (key) => void facts.delete(key),
  };
}

function createOperations(view: View, acts: string[], revisions: readonly Revision[]): Operations {
  const onPort = (act: string, port: string) => {
    find(view.configuration().ports, port, 'port');
    acts.push(`${act} ${port}`);
  };
  return {
    offHook: (port) => onPort('offHook', port),
    onHook: (port) => onPort('onHook', port),
    answer: (port) => onPort('answer', port),
    dial(port, digits) {
      find(view.configuration().ports, port, 'port');
      acts.push(`dial ${port} ${digits}`);
    },
    flash: (port, key = '') => onPort(`flash ${key}`.trim(), port),
    play: async (port, file) => onPort(`play ${file}`, port),
    record: async (port, file = '') => onPort(`record ${file}`.trim(), port),
    releaseCall(id) {
      if (!view.calls().some((call) => call.id === id)) {
        throw new Refusal('E-NOT-FOUND', `there is no call "${id}"`);
      }
      acts.push(`releaseCall ${id}`);
    },
    drills: {
      async start(order) {
        checkDrill(view.configuration(), order);
        acts.push(`drill ${order.server} ${order.seconds} ${order.line ?? 'shadow'}`);
        return begunDrill(order, '1', '2026-01-01T00:00:00.000Z');
      },
      stop: (name) => void acts.push(`stopDrill ${name}`),
      schedule: async ({ name, server }) => void acts.push(`scheduleDrill ${name} ${server}`),
      unschedule: async (name) => void acts.push(`unscheduleDrill ${name}`),
    },
    retryRegistration(user) {
      find(view.configuration().users, user, 'user');
      acts.push(`retryRegistration ${user}`);
    },
    async commitConfirmed(minutes) {
      acts.push(`commitConfirmed ${minutes}`);
      return { revision: revisions.length, confirmBy: new Date(startOfTime).toISOString() };
    },
    confirm: async () => void acts.push('confirm'),
    revert: async () => void acts.push('revert'),
    revisions: async () =>
      revisions.map(({ configuration: _configuration, ...revision }) => revision),
    async revision(number) {
      const found = revisions.find((revision) => revision.number === number);
      if (!found) throw new Refusal('E-NOT-FOUND', `there is no revision ${number}`);
      return found.configuration;
    },
  };
}

export function createFakeGateway(overrides: FakeGatewayOverrides = {}): FakeGateway {
  let current = overrides.configuration ?? emptyConfiguration;
  let runtime: Runtime = { ...nothing, ...overrides.runtime };
  let failure: string | undefined;
  let drawn = 0;
  const clock = new ManualClock();
  const wallClock = () => startOfTime + clock.now();
  const revisions: Revision[] = [];
  const acts: string[] = [];
  const errors: string[] = [];
  const statistics = new Statistics();
  const events = createFakeEvents(wallClock);
  const view = createFakeView({
    configuration: () => current,
    runtime: () => runtime,
    revision: () => revisions.length,
    wallClock,
    startedAt: startOfTime,
    statistics,
  });
  const commands = createCommands(
    {
      current: () => current,
      check: checkConfiguration,
      async persist(configuration, { face, name }, summary, trial) {
        const code = failure;
        failure = undefined;
        if (code !== undefined) throw new Refusal(code, 'the change could not be written');
        if (trial !== undefined && trial !== 'end') acts.push(`trial ${trial.minutes}`);
        const number = revisions.length + 1;
        const at = new Date(wallClock()).toISOString();
        revisions.push({ number, at, author: `${face} ${name}`, summary, configuration });
        return number;
      },
      apply(configuration) {
        current = configuration;
        const { number, author, summary } = revisions.at(-1) ?? {
          number: 0,
          author: '',
          summary: '',
        };
        events.report({
          code: 'configuration.changed',
          subject: { kind: 'gateway', name: '' },
          text: `revision ${number} by ${author}: ${summary}`,
          facts: { revision: number, author, summary },
        });
      },
    },
    createOperations(view, acts, revisions),
  );
  const state = createFakeState();
  const context: FaceContext = {
    view,
    commands,
    events,
    statistics,
    state,
    clock,
    random: { uniform: () => 0.5, hex: (bytes) => (++drawn).toString(16).padStart(2 * bytes, '0') },
    wallClock,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (_fields, message) => void errors.push(message),
    },
  };
  return {
    view,
    commands,
    events,
    statistics,
    state,
    clock,
    context,
    acts,
    errors,
    configuration: () => current,
    setView(part) {
      runtime = { ...runtime, ...part };
    },
    failNextChange(code) {
      failure = code;
    },
  };
}
