/** One name asked of one name server over UDP, for IPv4 and IPv6 addresses at once. */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { getServers, promises } from 'node:dns';
import { isIP } from 'node:net';
import type { FaceClock } from '../../face.ts';
import type { AskName } from '../agent/name-lookup.ts';
import { type DnsReply, type RecordType, readReply, writeQuestion } from './dns-message.ts';

const portOfDns = 53;
/** RFC 1035 §4.1.1: there is no such name. */
const nameError = 3;

type Clock = Pick<FaceClock, 'setTimeout' | 'clearTimeout'>;

interface Question {
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: RecordType;
  readonly timeoutMs: number;
}

/** The address of the server that a text means: an address, a name, or the system's own. */
async function addressOf(server: string): Promise<string | undefined> {
  const [own = ''] = getServers();
  // `[address]:port` where it is not the port of DNS.
  const text = server === '' ? own.replace(/^\[?([0-9a-f:.]+?)\]?(?::[0-9]+)?$/i, '$1') : server;
  if (isIP(text) !== 0) return text;
  return await promises.lookup(text).then(
    ({ address }) => address,
    () => undefined,
  );
}

/** undefined: nothing was heard in time. */
async function asked(
  clock: Clock,
  { server, port, name, type, timeoutMs }: Question,
): Promise<DnsReply | undefined> {
  const id = randomInt(0x1_0000);
  const question = writeQuestion(id, name, type);
  if (!question) return { isAuthoritative: false, code: nameError, addresses: [] };
  const socket = createSocket(isIP(server) === 6 ? 'udp6' : 'udp4');
  const { promise, resolve } = Promise.withResolvers<DnsReply | undefined>();
  const timer = clock.setTimeout(() => resolve(undefined), timeoutMs);
  socket.on('error', () => resolve(undefined));
  socket.on('message', (message) => {
    const reply = readReply(message, id);
    if (reply) resolve(reply);
  });
  // Connected: nobody but the server is heard.
  socket.connect(port, server, () => socket.send(question));
  return await promise.finally(() => {
    clock.clearTimeout(timer);
    socket.close();
  });
}

export function createAskName(clock: Clock, port: number = portOfDns): AskName {
  return async (text, name, timeoutMs) => {
    const server = await addressOf(text);
    if (server === undefined) return undefined;
    const types = ['A', 'AAAA'] as const;
    const replies = await Promise.all(
      types.map((type) => asked(clock, { server, port, name, type, timeoutMs })),
    );
    const heard = replies.filter((reply) => reply !== undefined);
    const best = heard.find(({ code }) => code === 0) ?? heard[0];
    return {
      server,
      isAuthoritative: best?.isAuthoritative ?? false,
      code: best?.code,
      addresses: heard.flatMap(({ addresses }) => addresses),
    };
  };
}
