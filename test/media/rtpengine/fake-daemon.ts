/** A daemon that says what a test wants it to say: knows the ng protocol, relays nothing. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import {
  type Dictionary,
  formatBencode,
  readDictionary,
} from '../../../src/media/rtpengine/bencode.ts';

export interface FakeDaemon {
  readonly place: { readonly address: string; readonly port: number };
  /** Cookie and command of all that came, pings apart. */
  readonly asked: (readonly [cookie: string, command: Dictionary])[];
  /** Undefined: no answer. Text: as it is, behind the cookie. */
  answer: (command: Dictionary) => Dictionary | string | undefined;
  /** From now on nothing is answered, pings included. */
  fall: () => void;
  rise: () => void;
}

/** The description with a port of the daemon's in it. */
export function taken(command: Dictionary): Dictionary {
  const { sdp } = command;
  if (typeof sdp !== 'string') return { result: 'ok' };
  return { result: 'ok', sdp: sdp.replace(/^m=audio \d+/m, 'm=audio 4000') };
}

export async function startFakeDaemon(context: TestContext): Promise<FakeDaemon> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  context.after(() => socket.close());
  let isUp = true;
  const daemon: FakeDaemon = {
    place: { address: '127.0.0.1', port: socket.address().port },
    asked: [],
    answer: taken,
    fall() {
      isUp = false;
    },
    rise() {
      isUp = true;
    },
  };
  socket.on('message', (bytes, { port }) => {
    const [cookie = '', ...rest] = bytes.toString('latin1').split(' ');
    const command = readDictionary(rest.join(' ')) ?? {};
    const isPing = command['command'] === 'ping';
    if (!isPing) daemon.asked.push([cookie, command]);
    if (!isUp) return;
    const said = isPing ? { result: 'pong' } : daemon.answer(command);
    if (said === undefined) return;
    const text = typeof said === 'string' ? said : formatBencode(said);
    socket.send(Buffer.from(`${cookie} ${text}`, 'latin1'), port, '127.0.0.1');
  });
  return daemon;
}
