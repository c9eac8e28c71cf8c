/**
 * The door of the CPE: TR-069 as one of the gateway's faces, loaded when an ACS is set for the
 * first time, stopped with the gateway.
 */
import type { Configuration } from '../../domain/configuration.ts';
import type { CwmpOperations } from '../cwmp-view.ts';
import type { Face, FaceContext } from '../face.ts';
import type { Agent } from './agent/agent.ts';
import type { CwmpFaceOptions } from './agent/options.ts';
import { Settings } from './agent/settings.ts';

export type { CwmpFaceOptions } from './agent/options.ts';

export interface CwmpFace extends Face, CwmpOperations {}

export function createCwmpFace(context: FaceContext, options: CwmpFaceOptions): CwmpFace {
  let agent: Promise<Agent> | undefined;
  let isStopped = false;
  let running: Agent | undefined;
  let isTraced = false;
  /** Settings are applied one after the other, in the order in which they were made. */
  let applied: Promise<void> = Promise.resolve();

  async function load(): Promise<Agent> {
    const { Agent } = await import('./agent/agent.ts');
    running = await Agent.load(context, options);
    running.setTrace(isTraced);
    return running;
  }

  return {
    apply(configuration: Configuration) {
      applied = applied
        .then(async () => {
          if (agent === undefined && !new Settings(configuration).url) return;
          const ready = await (agent ??= load());
          if (!isStopped) await ready.apply(configuration);
        })
        .catch((error: unknown) => {
          context.log.error({ error }, 'cwmp cannot be brought to its settings');
        });
      return applied;
    },
    async stop() {
      isStopped = true;
      await running?.stop();
    },
    view: () => running?.view() ?? notStarted,
    lastInformAt: () => running?.lastInformAt() ?? null,
    inform: () => running?.inform(),
    setTrace(isOn) {
      isTraced = isOn;
      running?.setTrace(isOn);
    },
    trace: () => running?.trace() ?? [],
  };
}

const notStarted = {
  url: null,
  state: 'off',
  lastSession: null,
  lastFault: null,
  nextInformAt: null,
  pendingEvents: [],
  connectionRequestUrl: null,
  informs: 0,
};
