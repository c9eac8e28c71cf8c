/** What a session description says about addresses, streams and directions. RFC 8866, RFC 3264. */
import { limits } from '../limits.ts';
import { type Attributes, type Direction, readAttributes } from './attributes.ts';
import { invalid, type Line, splitLines, wordsOf } from './lines.ts';
import { canonicalAddress, isZero, portOf } from './places.ts';

export interface Origin {
  readonly username: string;
  readonly id: string;
  readonly version: bigint;
}

interface MediaLine {
  readonly media: string;
  /** 0: refused or switched off. */
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
}

/** One m= line with what belongs to it. */
export interface Stream extends MediaLine, Omit<Attributes, 'direction'> {
  readonly direction: Direction;
  /** `other` needs a connection or keys of its own (TCP, TLS, DTLS) and is not relayed. */
  readonly transport: 'rtp' | 'udp' | 'other';
  /** Undefined when a name is given, or when the stream is held with the address zero. */
  readonly address: string | undefined;
  readonly isHeld: boolean;
}

export interface Description {
  readonly lines: readonly Line[];
  readonly origin: Origin;
  readonly streams: readonly Stream[];
  /** Where each m= line stands among the lines. */
  readonly starts: readonly number[];
}

/** Throws a `Refusal` that names the broken rule. */
export function readDescription(sdp: Buffer): Description {
  const lines = splitLines(sdp);
  const [version] = lines;
  if (version?.type !== 'v' || version.value !== '0')
    throw invalid('a session description begins with v=0');
  const starts = lines.flatMap(({ type }, index) => (type === 'm' ? [index] : []));
  if (starts.length > limits.streamsMax)
    throw invalid(`a session description has at most ${limits.streamsMax} media lines`);
  const session = lines.slice(0, starts[0]);
  const shared = { ...readAttributes(session), connection: connectionOf(session) };
  const streams = starts.map((start, index) => {
    const part = lines.slice(start, starts[index + 1]);
    return readStream(part, shared);
  });
  return { lines, origin: originOf(session), streams, starts };
}

type Shared = Attributes & { readonly connection: Connection | undefined };

function readStream(part: readonly Line[], shared: Shared): Stream {
  const line = readMediaLine(part[0]?.value ?? '');
  const connection = connectionOf(part) ?? shared.connection;
  if (line.port !== 0 && connection === undefined)
    throw invalid(`the ${line.media} stream has no c= line, and neither has the session`);
  const own = readAttributes(part);
  return {
    ...line,
    ...own,
    direction: own.direction ?? shared.direction ?? 'sendrecv',
    transport: transportOf(line.protocol),
    address: connection?.address,
    isHeld: connection?.isHeld ?? false,
  };
}

function readMediaLine(value: string): MediaLine {
  const [media = '', port = '', protocol = '', ...formats] = wordsOf(value);
  if (formats.length === 0) throw invalid('a media line is m=<media> <port> <protocol> <formats>');
  if (formats.length > limits.formatsMax)
    throw invalid(`a media line has at most ${limits.formatsMax} formats`);
  return { media, port: portOf(port.split('/')[0] ?? ''), protocol, formats };
}

function transportOf(protocol: string): Stream['transport'] {
  const parts = protocol.toUpperCase().split('/');
  if (parts.some((part) => ['TCP', 'TLS', 'DTLS', 'SCTP', 'DCCP'].includes(part))) return 'other';
  return parts[0] === 'RTP' ? 'rtp' : 'udp';
}

interface Connection {
  readonly address: string | undefined;
  readonly isHeld: boolean;
}

function connectionOf(part: readonly Line[]): Connection | undefined {
  const line = part.find(({ type }) => type === 'c');
  if (line === undefined) return undefined;
  const [net, family, address = '', ...rest] = wordsOf(line.value);
  if (net !== 'IN' || (family !== 'IP4' && family !== 'IP6') || address === '' || rest.length > 0)
    throw invalid('a connection is c=IN IP4|IP6 <address>');
  const host = address.split('/')[0] ?? '';
  const canonical = canonicalAddress(host);
  if (canonical === undefined && /^[0-9.]+$|:/.test(host))
    throw invalid('the address of a c= line is no IP address');
  const isHeld = canonical !== undefined && isZero(canonical);
  return { address: isHeld ? undefined : canonical, isHeld };
}

function originOf(session: readonly Line[]): Origin {
  const line = session.find(({ type }) => type === 'o');
  const words = wordsOf(line?.value ?? '');
  const [username = '', id = '', version = '', net, family] = words;
  const isNumeric = /^[0-9]+$/.test(version) && version.length <= limits.versionDigitsMax;
  if (words.length !== 6 || net !== 'IN' || (family !== 'IP4' && family !== 'IP6') || !isNumeric)
    throw invalid('an origin is o=<username> <id> <version> IN IP4|IP6 <address>');
  return { username, id, version: BigInt(version) };
}
