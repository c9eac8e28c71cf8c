/**
 * Questions to the system's resolvers, with times to live, which `node:dns` does not give for SRV
 * and NAPTR.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect, isIP } from 'node:net';
import {
  type Answer,
  decode,
  encode,
  type Packet,
  RECURSION_DESIRED,
  streamDecode,
  streamEncode,
} from 'dns-packet';
import type { DnsAnswer, DnsRecord, DnsType, Resolver } from '../sip/locate-cache.ts';

interface NameServer {
  readonly address: string;
  readonly port: number;
}

const timeoutMs = 2000;
const triesEach = 2;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `nameserver` lines of resolv.conf. */
function systemServers(): readonly NameServer[] {
  return read('/etc/resolv.conf')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([word, address]) => word === 'nameserver' && isIP(address ?? '') !== 0)
    .map(([, address = '']) => ({ address, port: 53 }));
}

function hostsAnswer(name: string, type: DnsType): DnsAnswer | undefined {
  if (type !== 'A' && type !== 'AAAA') return undefined;
  const family = type === 'A' ? 4 : 6;
  const lower = name.toLowerCase().replace(/\.$/, '');
  const builtIn = lower === 'localhost' ? [`127.0.0.1 localhost`, '::1 localhost'] : [];
  const lines = [...read('/etc/hosts').split('\n'), ...builtIn];
  const addresses = lines
    .map((line) => (line.split('#')[0] ?? '').trim().split(/\s+/))
    .filter(([, ...names]) => names.some((one) => one.toLowerCase() === lower))
    .map(([address = '']) => address);
  if (addresses.length === 0) return undefined;
  const records = [...new Set(addresses)]
    .filter((address) => isIP(address) === family)
    .map((address): DnsRecord => ({ type, address }));
  return { ok: true, records, ttlSeconds: 60 };
}

/** `127.0.0.1:5353`, `[::1]:53`, `192.0.2.1`: one element of the parameter `dns-servers`. */
function serverOf(text: string): NameServer {
  const [, bracketed, plain = '', port = '53'] =
    /^(?:\[(.*)\]|(.*?))(?::([0-9]+))?$/.exec(isIP(text) === 6 ? `[${text}]` : text) ?? [];
  return { address: bracketed ?? plain, port: Number(port) };
}

/** RFC 1035 §2.3.4. */
function isName(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return name.length <= 253 && labels.every((label) => label.length >= 1 && label.length <= 63);
}

/** Servers separated by commas; none means those of the system. */
export function createResolver(servers: string): Resolver {
  const given = servers
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(serverOf);
  return {
    async query(name, type) {
      if (!isName(name)) return { ok: false, failure: 'nxdomain' };
      return hostsAnswer(name, type) ?? (await askAll(given, name, type));
    },
  };
}

/**
 * In their order, each twice; one that only says that it failed leaves the question to the next.
 */
async function askAll(
  given: readonly NameServer[],
  name: string,
  type: DnsType,
): Promise<DnsAnswer> {
  const nameServers = given.length > 0 ? given : systemServers();
  let failure: DnsAnswer = { ok: false, failure: nameServers.length > 0 ? 'timeout' : 'servfail' };
  for (let attempt = 0; attempt < triesEach; attempt += 1) {
    for (const server of nameServers) {
      const packet = await ask(server, name, type);
      const answer = packet && answerOf(packet, type);
      if (answer?.ok === false && answer.failure === 'servfail') failure = answer;
      else if (answer) return answer;
    }
  }
  return failure;
}

async function ask(server: NameServer, name: string, type: DnsType): Promise<Packet | undefined> {
  const query: Packet = {
    type: 'query',
    id: randomInt(65_536),
    flags: RECURSION_DESIRED,
    questions: [{ type, name }],
  };
  const packet = await askByDatagram(server, query);
  return packet?.flag_tc ? await askByStream(server, query) : packet;
}

function isAnswerTo(query: Packet, packet: Packet): boolean {
  const [asked] = query.questions ?? [];
  const [told] = packet.questions ?? [];
  const isSame = told?.name.toLowerCase() === asked?.name.toLowerCase();
  return (
    packet.type === 'response' && packet.id === query.id && isSame && told?.type === asked?.type
  );
}

function decoded(bytes: Buffer, decoder: (bytes: Buffer) => Packet | null): Packet | undefined {
  try {
    return decoder(bytes) ?? undefined;
  } catch {
    return undefined;
  }
}

function askByDatagram(
  { address, port }: NameServer,
  query: Packet,
): Promise<(Packet & { flag_tc?: boolean }) | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
    const settle = (packet: Packet | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(packet);
    };
    const timer = setTimeout(() => settle(undefined), timeoutMs);
    socket.once('error', () => settle(undefined));
    socket.on('message', (bytes) => {
      const packet = decoded(bytes, (data) => decode(data));
      if (packet && isAnswerTo(query, packet)) settle(packet);
    });
    socket.connect(port, address, () => socket.send(encode(query)));
  });
}

function askByStream({ address, port }: NameServer, query: Packet): Promise<Packet | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    let received = Buffer.alloc(0);
    const settle = (packet: Packet | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(packet);
    };
    const timer = setTimeout(() => settle(undefined), timeoutMs);
    socket.once('error', () => settle(undefined));
    socket.once('connect', () => socket.write(streamEncode(query)));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const packet = decoded(received, (data) => streamDecode(data));
      settle(packet && isAnswerTo(query, packet) ? packet : undefined);
    });
  });
}

function answerOf(packet: Packet & { rcode?: string }, type: DnsType): DnsAnswer {
  if (packet.rcode === 'NXDOMAIN') return { ok: false, failure: 'nxdomain' };
  if (packet.rcode !== undefined && packet.rcode !== 'NOERROR')
    return { ok: false, failure: 'servfail' };
  const answers = (packet.answers ?? []).filter((answer) => answer.type === type);
  const records = answers.map(recordOf).filter((record) => record !== undefined);
  const ttls = answers.map((answer) => ('ttl' in answer ? (answer.ttl ?? 0) : 0));
  return { ok: true, records, ttlSeconds: ttls.length === 0 ? 30 : Math.min(...ttls) };
}

function recordOf(answer: Answer): DnsRecord | undefined {
  if (answer.type === 'A' || answer.type === 'AAAA')
    return { type: answer.type, address: answer.data };
  if (answer.type === 'SRV') {
    const { priority = 0, weight = 0, target, port } = answer.data;
    return { type: 'SRV', priority, weight, target, port };
  }
  if (answer.type !== 'NAPTR') return undefined;
  const { order, preference, services, replacement } = answer.data;
  return { type: 'NAPTR', order, preference, service: services, replacement };
}
