/**
 * A description as the other leg may see it: our addresses and ports, every other line as it came.
 */
import { attributeOf } from './attributes.ts';
import type { Description, Origin, Stream } from './description.ts';
import { joinLines, type Line, withWord, wordsOf } from './lines.ts';
import { canonicalAddress, familyOf, isZero } from './places.ts';

/** Where the other leg shall send to. */
export interface Anchor {
  /** The advertised IP address. */
  readonly address: string;
  /** For each m= line the RTP port; RTCP is one above. 0: the stream is not relayed. */
  readonly ports: readonly number[];
}

/** What a leg was last sent, so that its next description can be numbered. */
export interface Sent {
  readonly origin: Origin;
  readonly body: string;
}

/** Media is anchored here, so the other leg must not look for other ways or agree keys with us. */
const dropped: ReadonlySet<string> = new Set([
  'candidate',
  'remote-candidates',
  'end-of-candidates',
  'ice-ufrag',
  'ice-pwd',
  'ice-options',
  'ice-lite',
  'ice-mismatch',
  'ice-pacing',
  'fingerprint',
  'setup',
  'tls-id',
  'bundle-only',
  'altc',
  'source-filter',
]);

function isDropped(line: Line): boolean {
  if (line.type !== 'a') return false;
  const [name, value] = attributeOf(line);
  return dropped.has(name) || (name === 'group' && value.startsWith('BUNDLE'));
}

export function rewriteDescription(description: Description, anchor: Anchor): readonly Line[] {
  const { lines, streams, starts } = description;
  const kept: Line[] = [];
  let index = -1;
  for (const [number, line] of lines.entries()) {
    if (starts[index + 1] === number) index += 1;
    const stream = streams[index];
    if (!isDropped(line)) kept.push(rewriteLine(line, anchor, stream, anchor.ports[index] ?? 0));
  }
  return kept;
}

function rewriteLine(line: Line, anchor: Anchor, stream: Stream | undefined, port: number): Line {
  const family = familyOf(anchor.address);
  const { type, value } = line;
  if (type === 'm') return { ...line, value: withWord(value, 1, String(port)) };
  if (type === 'o')
    return { ...line, value: withWord(withWord(value, 4, family), 5, anchor.address) };
  if (type === 'c') {
    const zero = family === 'IP4' ? '0.0.0.0' : '::';
    const address = isHold(value) ? zero : anchor.address;
    return { ...line, value: withWord(withWord(value, 1, family), 2, address) };
  }
  if (type === 'a' && stream?.rtcp !== undefined && attributeOf(line)[0] === 'rtcp') {
    const isShared = stream.rtcp.port === stream.port;
    const rtcpPort = port === 0 || isShared ? port : port + 1;
    return { ...line, value: `rtcp:${rtcpPort} IN ${family} ${anchor.address}` };
  }
  return line;
}

function isHold(connection: string): boolean {
  return isZero(canonicalAddress(wordsOf(connection)[2] ?? '') ?? '');
}

/**
 * RFC 3264 §8: one leg sees one origin whose version rises by what we send. A peer's own numbering
 * shows through as long as it obeys that.
 */
export function numberDescription(
  lines: readonly Line[],
  theirs: Origin,
  last: Sent | undefined,
): readonly [sdp: Buffer, sent: Sent] {
  const body = joinLines(lines.filter(({ type }) => type !== 'o')).toString('latin1');
  const origin = nextOrigin(theirs, body, last);
  const numbered = lines.map((line) =>
    line.type === 'o' ? { ...line, value: withOrigin(line.value, origin) } : line,
  );
  return [joinLines(numbered), { origin, body }];
}

function nextOrigin(theirs: Origin, body: string, last: Sent | undefined): Origin {
  if (last === undefined) return theirs;
  if (last.body === body) return last.origin;
  const isSame = theirs.id === last.origin.id && theirs.username === last.origin.username;
  const rises = isSame && theirs.version > last.origin.version;
  return { ...last.origin, version: rises ? theirs.version : last.origin.version + 1n };
}

function withOrigin(value: string, { username, id, version }: Origin): string {
  return withWord(withWord(withWord(value, 0, username), 1, id), 2, String(version));
}
