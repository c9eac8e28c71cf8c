/** The world with an ear at its resolvers: what DNS has answered is noted for an incident. */
import type { Recorder } from '../../replay/recorder.ts';
import type { World } from '../world.ts';

export function overheardNames(world: World, recorder: Recorder): World {
  return {
    ...world,
    openResolver(servers) {
      const resolver = world.openResolver(servers);
      return {
        async query(name, type) {
          const answer = await resolver.query(name, type);
          recorder.named({ name, type, answer });
          return answer;
        },
      };
    },
  };
}
