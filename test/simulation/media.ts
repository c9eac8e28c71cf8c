/**
 * Media of the simulated world: descriptions pass, ports are counted, and now and then there are
 * none.
 */
import { Refusal } from '../../src/domain/refusal.ts';
import type { Media } from '../../src/media/media.ts';

export interface SimulatedMedia extends Media {
  /** From now on there are no ports for new sessions. */
  setFull(isFull: boolean): void;
  /** The engine's process is gone with all its sessions. */
  die(): void;
  /** Every session that has held ports since. */
  readonly seen: ReadonlySet<string>;
}

export const someSdp = Buffer.from(
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

/** Of which something can be left out. */
export const richSdp = Buffer.from(
  [
    ...[someSdp.toString().trimEnd(), 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0'],
    ...['m=video 4002 RTP/AVP 96', 'a=rtpmap:96 H264/90000', ''],
  ].join('\r\n'),
);

export function simulatedMedia(): SimulatedMedia {
  const open = new Set<string>();
  const seen = new Set<string>();
  let isFull = false;
  const hold = (session: string, sdp: Buffer) => {
    if (isFull && !open.has(session)) throw new Refusal('E-MEDIA-EXHAUSTED', 'no port is free');
    open.add(session);
    seen.add(session);
    return sdp;
  };
  return {
    seen,
    die() {
      open.clear();
      seen.clear();
    },
    setFull(full) {
      isFull = full;
    },
    relay: (session, _from, _fromSide, _towards, sdp) => hold(session, sdp),
    terminate: (session) => hold(session, someSdp),
    play() {
      // Nobody listens.
    },
    close: (session) => void open.delete(session),
    stats: () => Promise.resolve(undefined),
    count: () => open.size,
    stop: () => Promise.resolve(),
  };
}
