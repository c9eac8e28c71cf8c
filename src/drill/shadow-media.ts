/** Media of the shadow world: descriptions pass, nobody listens. */
import type { Media } from '../media/media.ts';

/** One stream of G.711, at an address of RFC 5737. */
export const shadowDescription = Buffer.from(
  [
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.1',
    's=-',
    'c=IN IP4 192.0.2.1',
    't=0 0',
    'm=audio 4000 RTP/AVP 8',
    '',
  ].join('\r\n'),
);

export function shadowMedia(): Media {
  const open = new Set<string>();
  return {
    relay(session, _from, _fromSide, _towards, sdp) {
      open.add(session);
      return sdp;
    },
    terminate(session) {
      open.add(session);
      return shadowDescription;
    },
    play: () => undefined,
    close: (session) => void open.delete(session),
    stats: async () => undefined,
    count: () => open.size,
    stop: async () => undefined,
  };
}
