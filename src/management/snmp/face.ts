/** The door of the SNMP face: off by default, and then nothing of the agent is loaded. */
import type { Face, FaceContext } from '../face.ts';
import type { SnmpOperations } from '../snmp-view.ts';
import { isWanted } from './face-settings.ts';
import type { RunningFace, SnmpFaceOptions } from './running-face.ts';

export type { SnmpFaceOptions } from './running-face.ts';

export interface SnmpFace extends Face {
  readonly operations: SnmpOperations;
}

export function createSnmpFace(context: FaceContext, options: SnmpFaceOptions): SnmpFace {
  const started = { atMs: context.clock.now(), wallMs: context.wallClock() };
  let loading: Promise<RunningFace> | undefined;
  let running: RunningFace | undefined;
  let isTraced = false;

  async function load(): Promise<RunningFace> {
    const { RunningFace } = await import('./running-face.ts');
    running = new RunningFace(context, options, started);
    running.operations.setTrace(isTraced);
    return running;
  }

  return {
    async apply(configuration) {
      if (loading === undefined && !isWanted(configuration.snmp)) return;
      loading ??= load();
      await (await loading).apply(configuration);
    },
    async stop() {
      await (await loading)?.stop();
    },
    operations: {
      status: () => running?.operations.status() ?? statusOff(context),
      setTrace(isOn) {
        isTraced = isOn;
        running?.operations.setTrace(isOn);
      },
      trace: () => running?.operations.trace() ?? [],
    },
  };
}

function statusOff({ view }: FaceContext) {
  const { engineId } = view.configuration().snmp;
  const none = { requests: {}, refusals: {}, notifications: {} };
  return { listen: 'off', agentx: 'off', engineId, engineBoots: 0, ...none };
}
