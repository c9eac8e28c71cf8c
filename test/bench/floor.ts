/** What Node itself takes for datagrams that nobody reads: no figure of SIP can be below it. */
import { createSocket } from 'node:dgram';
import { fileURLToPath } from 'node:url';
import { startChild } from '../support/child.ts';
import { freePort } from '../support/ports.ts';
import type { Figure } from './figure.ts';
import { ownCpuSeconds } from './in-process.ts';

const warmUp = 20_000;
const measured = 60_000;
/** Under way at a time. */
const window = 16;
/** What a REGISTER or a 200 with a description weighs. */
const datagram = Buffer.alloc(600, 'x');
/** One out and one in: REGISTER and 401, REGISTER and 200; INVITE to BYE on both legs of a call. */
const works = [
  { name: 'registrations, were there nothing but datagrams', exchanges: 2, target: 5000 },
  { name: 'calls of two legs, were there nothing but datagrams', exchanges: 7, target: 1500 },
];

/** CPU seconds to send a datagram and hear one, on a connected socket. */
async function exchangeSeconds(port: number): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', () => resolve()));
  const exchange = async (count: number) => {
    let [sent, heard] = [0, 0];
    const send = () => {
      sent += 1;
      socket.send(datagram);
    };
    await new Promise<void>((resolve) => {
      socket.on('message', () => {
        heard += 1;
        if (heard === count) resolve();
        else if (sent < count) send();
      });
      for (let at = 0; at < window; at += 1) send();
    });
    socket.removeAllListeners('message');
  };
  await exchange(warmUp);
  const before = ownCpuSeconds();
  await exchange(measured);
  const seconds = (ownCpuSeconds() - before) / measured;
  socket.close();
  return seconds;
}

export default async function floor(): Promise<readonly Figure[]> {
  const port = await freePort();
  const echo = startChild(process.execPath, [
    fileURLToPath(new URL('./peers/echo.ts', import.meta.url)),
    String(port),
  ]);
  try {
    await echo.until(/listening/);
    const seconds = await exchangeSeconds(port);
    return works.map(({ name, exchanges, target }) => {
      const value = 1 / (seconds * exchanges);
      return { name, value, unit: '/CPU s', target, direction: 'min' };
    });
  } finally {
    await echo.stop();
  }
}
