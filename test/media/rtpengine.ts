/** A real rtpengine on loopback, driven by its ng protocol as far as tests need it. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { findProgram, startChild } from '../support/child.ts';
import { freePort } from '../support/ports.ts';

export const rtpengine = findProgram('rtpengine');

export interface Rtpengine {
  readonly pid: number;
  /** Where it takes commands. */
  readonly place: { readonly address: string; readonly port: number };
  /** Asks the daemon and gives the description in its answer. */
  readonly ask: (command: Readonly<Record<string, string>>) => Promise<Buffer>;
  readonly stop: () => Promise<void>;
}

function text(value: string): string {
  return `${Buffer.byteLength(value)}:${value}`;
}

/** Bencode, as far as commands need it. */
function bencode(command: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(command).sort(([one], [other]) => (one < other ? -1 : 1));
  return `d${pairs.map(([key, value]) => text(key) + text(value)).join('')}e`;
}

function descriptionIn(answer: string): Buffer {
  const found = /3:sdp(\d+):/.exec(answer);
  const from = (found?.index ?? 0) + (found?.[0].length ?? 0);
  return Buffer.from(answer.slice(from, from + Number(found?.[1] ?? 0)));
}

export async function startRtpengine(portPairs: number): Promise<Rtpengine> {
  const control = await freePort();
  const low = 3000 + (process.pid % 20) * 50;
  const daemon = startChild(rtpengine ?? '', [
    ...['--config-file=none', '--table=-1', '--foreground', '--log-stderr', '--log-level=4'],
    ...['--interface=lan/127.0.0.1', '--interface=wan/127.0.0.1', '--num-threads=2'],
    `--listen-ng=127.0.0.1:${control}`,
    ...[`--port-min=${low}`, `--port-max=${low + 2 * portPairs - 1}`],
  ]);
  const socket = createSocket('udp4');
  let cookie = 0;
  const ask: Rtpengine['ask'] = async (command) => {
    cookie += 1;
    const asked = `${cookie} ${bencode(command)}`;
    const send = () => socket.send(asked, control, '127.0.0.1');
    // The daemon may not listen yet; it knows a repeated command by its cookie.
    const repeat = setInterval(send, 200);
    const heard = once(socket, 'message');
    send();
    const [answer]: Buffer[] = await heard;
    clearInterval(repeat);
    return descriptionIn(answer?.toString() ?? '');
  };
  await ask({ command: 'ping' });
  return {
    pid: daemon.pid,
    place: { address: '127.0.0.1', port: control },
    ask,
    async stop() {
      socket.close();
      await daemon.stop();
    },
  };
}
