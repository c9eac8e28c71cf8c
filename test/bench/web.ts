/**
 * What fifty viewers of a hundred changing lines cost, and how long a log-in takes among slow
 * clients.
 */
import { connect, type Socket } from 'node:net';
import { createUser } from '../../src/domain/users.ts';
import { openStream } from '../management/web/event-stream.ts';
import { ann, serveFace } from '../management/web/serve.ts';
import type { Figure } from './figure.ts';

const lines = 100;
const viewers = 50;
const seconds = 5;

/** Share of a core while every line changes twice a second, viewers' own work included. */
async function viewersCost(): Promise<Figure> {
  await using face = await serveFace((configuration) =>
    Array.from({ length: lines }, (_, at) => `u${at}`).reduce(
      (next, name, at) => createUser(next, { name, address: `${1000 + at}` }),
      configuration,
    ),
  );
  const authorization = `Bearer ${face.tokens.read}`;
  const url = `${face.origin}/api/v1/events?state=true`;
  const streams = await Promise.all(
    Array.from({ length: viewers }, () => openStream(url, { authorization })),
  );
  await Promise.all(streams.map((stream) => stream.until(1)));
  const before = process.cpuUsage();
  for (let at = 1; at <= seconds * 2; at += 1) {
    const status = at % 2 === 0 ? ('up' as const) : ('registering' as const);
    const users = Object.fromEntries(
      face.gateway.configuration().users.map(({ name }) => [name, { status, server: `s${at}` }]),
    );
    face.gateway.setView({ users });
    face.gateway.clock.advance(500);
    await Promise.all(streams.map((stream) => stream.until(1 + at)));
  }
  const { user, system } = process.cpuUsage(before);
  for (const stream of streams) stream.close();
  return {
    name: `${viewers} viewers, ${lines} lines changing twice a second`,
    value: (100 * (user + system)) / 1e6 / seconds,
    unit: '% of core',
    target: 10,
    direction: 'max',
  };
}

async function loginAmongSlow(): Promise<Figure> {
  await using face = await serveFace();
  const { port } = new URL(face.origin);
  const slow: Socket[] = [];
  for (let at = 0; at < 500; at += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-');
    slow.push(socket);
  }
  const before = performance.now();
  await face.ask('POST', '/api/v1/session', { body: ann, token: undefined });
  const value = performance.now() - before;
  for (const socket of slow) socket.destroy();
  return {
    name: 'log-in among 500 slow clients',
    value,
    unit: 'ms',
    target: 1000,
    direction: 'max',
  };
}

export default async function run(): Promise<readonly Figure[]> {
  return [await viewersCost(), await loginAmongSlow()];
}
