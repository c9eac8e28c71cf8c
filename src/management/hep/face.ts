/** The face of a capture server: every SIP message goes there too, secrets masked. */
import { createSocket, type Socket } from 'node:dgram';
import type { Configuration } from '../../domain/configuration.ts';
import { formatListener } from '../../domain/listener.ts';
import type { Face, FaceContext } from '../face.ts';
import { hep3 } from './hep3.ts';

export function createCaptureFace({ view, log, random }: FaceContext): Face {
  const agent = Math.floor(random.uniform() * 0xffff_ffff);
  let socket: Socket | undefined;
  let stopHearing: (() => void) | undefined;
  let target = 'off';

  async function close(): Promise<void> {
    stopHearing?.();
    stopHearing = undefined;
    target = 'off';
    const closing = socket;
    socket = undefined;
    if (closing) await new Promise<void>((resolve) => void closing.close(() => resolve()));
  }

  return {
    async apply({ web: { captureTarget } }: Configuration) {
      const wanted = formatListener(captureTarget);
      if (wanted === target) return;
      await close();
      const { traces } = view;
      if (!captureTarget || !traces) return;
      const { address, port } = captureTarget;
      const opened = createSocket(address.includes(':') ? 'udp6' : 'udp4');
      // A capture server that is away loses messages, never the gateway.
      opened.on('error', () => undefined);
      opened.unref();
      stopHearing = traces.subscribe((traced) => {
        opened.send(hep3(traced, agent), port, address, () => undefined);
      });
      socket = opened;
      target = wanted;
      log.info({ target: wanted }, 'SIP messages are sent to a capture server');
    },
    stop: close,
  };
}
