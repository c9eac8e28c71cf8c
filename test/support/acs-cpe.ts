/** The CPE of a gateway without lives, before an ACS on loopback. */
import { readFile } from 'node:fs/promises';
import type { Configuration } from '../../src/domain/configuration.ts';
import { setCwmp } from '../../src/domain/cwmp-settings.ts';
import { emptyConfiguration } from '../../src/domain/empty-configuration.ts';
import { startCwmpSession } from '../../src/gateway/cwmp-session.ts';
import type { AskName } from '../../src/management/cwmp/agent/name-lookup.ts';
import { type CwmpFace, createCwmpFace } from '../../src/management/cwmp/face.ts';
import type { FaceClock, FaceContext, FaceState } from '../../src/management/face.ts';
import { Acs, type AcsRules } from './acs.ts';
import { createFakeGateway, type FakeGateway, startOfTime } from './fake-gateway.ts';
import { until } from './until.ts';

export interface Cpe extends AsyncDisposable {
  readonly acs: Acs;
  readonly gateway: FakeGateway;
  readonly face: CwmpFace;
  /** What was asked of the gateway: `reboot`, `factoryReset`, `script …`. */
  readonly did: readonly string[];
  /** Applies a change as an operator's, and tells the face. */
  change(act: (configuration: Configuration) => Configuration): Promise<void>;
  /** Sets one of TR-069's own settings. */
  set(name: string, value: string): Promise<void>;
  /** Waits until no session runs. */
  idle(): Promise<void>;
}

/** Time stands still but for pauses of no length, which are turns of the event loop. */
function steppedClock(gateway: FakeGateway): FaceClock {
  const { clock } = gateway;
  return {
    now: () => clock.now(),
    setTimeout(fire, delayMs) {
      if (delayMs > 0) return clock.setTimeout(fire, delayMs);
      return setImmediate(fire);
    },
    clearTimeout(id) {
      if (typeof id === 'number') clock.clearTimeout(id);
      else clearImmediate(id as NodeJS.Immediate);
    },
  };
}

export interface CpeOptions {
  readonly configuration?: Configuration;
  readonly settings?: Readonly<Record<string, string>>;
  readonly rules?: AcsRules;
  /** Kept from a CPE before: its state survives. */
  readonly state?: FaceState;
  readonly acs?: Acs;
  /** The gateway of a CPE before, with what it has stored. */
  readonly gateway?: FakeGateway;
  /** Puts itself between the CPE and what it is given. */
  readonly wrap?: (context: FaceContext) => FaceContext;
  readonly runScript?: (text: string) => Promise<void>;
  readonly factoryReset?: () => Promise<void>;
  readonly askName?: AskName;
}

export async function startCpe(options: CpeOptions = {}): Promise<Cpe> {
  const acs = options.acs ?? new Acs(options.rules);
  const url = options.acs ? acs.url() : await acs.start();
  let configuration =
    options.gateway?.configuration() ?? options.configuration ?? emptyConfiguration;
  const settings = { 'plain-http': 'on', 'connection-request': 'off', url, ...options.settings };
  for (const [name, value] of Object.entries(settings)) {
    configuration = setCwmp(configuration, name, value);
  }
  const gateway = options.gateway ?? createFakeGateway({ configuration });
  const clock = steppedClock(gateway);
  let made = 0;
  const given: FaceContext = {
    ...gateway.context,
    clock,
    state: options.state ?? gateway.state,
    random: {
      uniform: () => 0.5,
      hex: (bytes) => (made += 1).toString(16).padStart(bytes * 2, '0'),
    },
    wallClock: () => startOfTime + gateway.clock.now(),
  };
  const context = options.wrap?.(given) ?? given;
  const did: string[] = [];
  const face = createCwmpFace(context, {
    startSession: (ports, retry) => startCwmpSession(clock, () => 0.5, ports, retry),
    runScript: async (text, summary) => {
      await options.runScript?.(text);
      const author = { face: 'cwmp', name: 'download' };
      await context.commands.submit((before) => before, author, summary);
      did.push(`script ${text.trim()}`);
    },
    reboot: async () => void did.push('reboot'),
    factoryReset: async () => {
      await options.factoryReset?.();
      did.push('factoryReset');
    },
    sealing: {
      seal: (secret) => Buffer.from(secret).toString('base64'),
      unseal: (sealed) => Buffer.from(sealed, 'base64').toString(),
    },
    askName: options.askName ?? (async () => undefined),
    readFile: (path) => readFile(path, 'utf8'),
  });
  const apply = () => face.apply(gateway.configuration());
  // Every change reaches the faces, whoever made it.
  const unsubscribe = gateway.events.subscribe(({ code }) => {
    if (code === 'configuration.changed') void apply();
  });
  await apply();
  const change: Cpe['change'] = async (act) => {
    await gateway.commands.submit(act, { face: 'cli', name: 'test' }, 'test');
    await apply();
  };
  return {
    acs,
    gateway,
    face,
    did,
    change,
    set: (name, value) => change((before) => setCwmp(before, name, value)),
    idle: () =>
      until(() => /^(idle|waiting|off)$/.test(face.view().state), 'the end of the session'),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      await face.stop();
      if (!options.acs) await acs.stop();
    },
  };
}
