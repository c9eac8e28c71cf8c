/** A face whose code is loaded when it is switched on for the first time. */
import type { Configuration } from '../domain/configuration.ts';
import type { Face } from './face.ts';

export function createLazyFace(
  isOn: (configuration: Configuration) => boolean,
  load: () => Promise<Face>,
): Face {
  let loaded: Promise<Face> | undefined;
  return {
    async apply(configuration) {
      if (loaded === undefined && !isOn(configuration)) return;
      loaded ??= load();
      await (await loaded).apply(configuration);
    },
    async stop() {
      await (await loaded)?.stop();
    },
  };
}
