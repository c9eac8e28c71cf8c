/**
 * What can be left out of an INVITE for a server that has refused it as it was. Table B; RFC 3261
 * §8.1.3.5, §21.4.26.
 */
import type { Response } from '../message/message.ts';
import { formatUri, parseUri } from '../message/uri.ts';

/** RFC 3261 §20.43: the networks do not fit; that is so with less in the offer, too. */
const warningsOfNetwork: ReadonlySet<string> = new Set(['300', '301', '302', '330', '331']);

/** RFC 3551 §6: payload types that mean something without a=rtpmap. */
const staticNames: Readonly<Record<string, string>> = {
  0: 'pcmu/8000',
  3: 'gsm/8000',
  4: 'g723/8000',
  8: 'pcma/8000',
  9: 'g722/8000',
  13: 'cn/8000',
  15: 'g728/8000',
  18: 'g729/8000',
};

const companions = /^(telephone-event|cn)\//;

/** One m= line with what belongs to it, each line with its end. */
interface Stream {
  readonly media: string;
  readonly port: string;
  readonly profile: string;
  readonly formats: readonly string[];
  readonly lines: readonly string[];
}

/** What a refusal says that its sender could take, if it says so. RFC 3261 §11.2, §21.4.26. */
export function describedBy({ headers, body }: Response): Buffer | undefined {
  const warnings = headers.all('Warning').map((text) => text.trimStart().slice(0, 3));
  if (warnings.some((code) => warningsOfNetwork.has(code))) return undefined;
  const type = (headers.first('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
  return type === 'application/sdp' ? body : Buffer.alloc(0);
}

/**
 * The same offer with its first audio line alone, in the codecs that the refusal names, and without
 * keys beside plain RTP (RFC 8643); other lines are there, but not wanted (RFC 3264 §5.1).
 * undefined: nothing can be left out, or what would be left is of no use.
 */
export function reducedOffer(offer: Buffer, described: Buffer): Buffer | undefined {
  const [session, streams] = streamsOf(offer);
  const [, usable] = streamsOf(described);
  const audio = streams.find(({ media, port }) => media === 'audio' && port !== '0');
  const kept = audio && reducedAudio(audio, usable);
  if (!kept) return undefined;
  const isNamed = ({ media }: Stream) => usable.some((other) => other.media === media);
  const parts = streams.map((stream) => {
    if (stream === audio) return kept;
    return stream.port === '0' || isNamed(stream) ? stream.lines : unwanted(stream);
  });
  const reduced = Buffer.from([...session, ...parts.flat()].join(''), 'latin1');
  return reduced.equals(offer) ? undefined : reduced;
}

/**
 * A plain SIP URI for one that is not understood: a number (RFC 3261 §19.1.6), one without its
 * parameters, or `home` for a service. Never one of less security.
 */
export function plainUri(uri: string, home: string): string | undefined {
  const [parsed, base] = [parseUri(uri), parseUri(home)];
  if (!parsed || parsed.scheme === 'sips' || base?.scheme !== 'sip') return undefined;
  const bare = { ...base, password: undefined, params: new Map(), headers: undefined };
  if (parsed.scheme === 'tel') {
    const params = new Map([['user', 'phone']]);
    return formatUri({ ...bare, user: parsed.user, params });
  }
  const plain = formatUri(parsed.scheme === 'sip' ? { ...parsed, params: new Map() } : bare);
  return plain === uri ? undefined : plain;
}

function reducedAudio(audio: Stream, usable: readonly Stream[]): readonly string[] | undefined {
  const theirs = usable.find(({ media }) => media === 'audio');
  if (usable.length > 0 && !theirs) return undefined;
  // Who wants a secure profile, or none where ours is one, is not helped by less.
  if (theirs && isSecure(theirs) !== isSecure(audio)) return undefined;
  const lines = isSecure(audio) ? audio.lines : audio.lines.filter((line) => !isCrypto(line));
  if (!theirs) return lines;
  const names = new Set(theirs.formats.map((format) => nameOf(theirs, format)));
  const kept = audio.formats.filter((format) => names.has(nameOf(audio, format)));
  if (kept.every((format) => companions.test(nameOf(audio, format)))) return undefined;
  const gone = audio.formats.filter((format) => !kept.includes(format));
  const isGone = (line: string) => gone.includes(formatOf(line));
  return lines.filter((line) => !isGone(line)).map((line) => withFormats(line, audio, kept));
}

/** RFC 3264 §5.1: the line keeps its place, with port 0; what described it is of no use. */
function unwanted({ lines, media, profile, formats }: Stream): readonly string[] {
  const [first = '', ...rest] = lines;
  const head = `m=${[media, '0', profile, ...formats].join(' ')}${endOf(first)}`;
  return [head, ...rest.filter((line) => !line.startsWith('a='))];
}

function withFormats(line: string, stream: Stream, formats: readonly string[]): string {
  if (!line.startsWith('m=')) return line;
  const { media, port, profile } = stream;
  return `m=${[media, port, profile, ...formats].join(' ')}${endOf(line)}`;
}

function streamsOf(sdp: Buffer): readonly [session: readonly string[], streams: Stream[]] {
  const lines = sdp.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const starts = lines.flatMap((line, index) => (line.startsWith('m=') ? [index] : []));
  const streams = starts.map((start, index) => {
    const own = lines.slice(start, starts[index + 1]);
    const [media = '', port = '', profile = '', ...formats] = (own[0] ?? '')
      .slice(2)
      .split(/\s+/)
      .filter((word) => word !== '');
    return { media, port, profile, formats, lines: own };
  });
  return [lines.slice(0, starts[0]), streams];
}

function endOf(line: string): string {
  return /\r?\n?$/.exec(line)?.[0] ?? '';
}

function isSecure({ profile }: Stream): boolean {
  return profile.startsWith('RTP/SAVP');
}

function isCrypto(line: string): boolean {
  return line.startsWith('a=crypto:');
}

/** `pcma/8000`, in lower case; channels are not looked at. */
function nameOf({ lines }: Stream, format: string): string {
  const map = lines.find((line) => line.startsWith(`a=rtpmap:${format} `));
  const [, name] = /^\S+ +([^/\s]+\/[0-9]+)/.exec(map ?? '') ?? [];
  return name?.toLowerCase() ?? staticNames[format] ?? '';
}

/** The format that an attribute is about. */
function formatOf(line: string): string {
  return /^a=(?:rtpmap|fmtp|rtcp-fb):([^\s]+)/.exec(line)?.[1] ?? '';
}
