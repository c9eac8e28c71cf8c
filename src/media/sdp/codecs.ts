/**
 * A description with only the audio codecs that a leg may use, in the order it likes them; nothing
 * is transcoded. RFC 3264 §6.1, RFC 3551 §6.
 */
import { Refusal } from '../../domain/refusal.ts';
import { attributeOf } from './attributes.ts';
import { type Description, readDescription, type Stream } from './description.ts';
import { joinLines, type Line, wordsOf } from './lines.ts';

/** Payload types that mean something without a=rtpmap. */
const staticNames: Readonly<Record<string, string>> = {
  0: 'pcmu',
  3: 'gsm',
  4: 'g723',
  8: 'pcma',
  9: 'g722',
  13: 'cn',
  15: 'g728',
  18: 'g729',
};

/** No codecs, but what goes with them. */
const companions: ReadonlySet<string> = new Set(['telephone-event', 'cn']);

function nameOf(stream: Stream, format: string): string {
  return stream.encodings.get(Number(format))?.name ?? staticNames[format] ?? '';
}

/** What stays of a stream's formats: codecs by the list's order, then their companions. */
function keptFormats(stream: Stream, codecs: readonly string[]): readonly string[] {
  const named = stream.formats.map((format) => ({ format, name: nameOf(stream, format) }));
  const kept = codecs.flatMap((codec) => named.filter(({ name }) => name === codec));
  if (kept.length === 0) {
    throw new Refusal(
      'E-SDP-UNACCEPTABLE',
      `no codec of the ${stream.media} stream is among ${codecs.join(', ')}`,
    );
  }
  const others = named.filter(({ name }) => companions.has(name));
  return [...kept, ...others].map(({ format }) => format);
}

/** Codecs by their names in lower case, the liked ones first. */
export function restrictCodecs(description: Description, codecs: readonly string[]): Description {
  const lines = [...description.lines];
  const dropped = new Set<Line>();
  for (const [index, stream] of description.streams.entries()) {
    if (stream.media !== 'audio' || stream.transport !== 'rtp' || stream.port === 0) continue;
    const start = description.starts[index] ?? 0;
    const end = description.starts[index + 1] ?? lines.length;
    const kept = keptFormats(stream, codecs);
    const line = lines[start];
    if (line !== undefined) lines[start] = { ...line, value: withFormats(line.value, kept) };
    const gone = new Set(stream.formats.filter((format) => !kept.includes(format)));
    for (const part of description.lines.slice(start, end))
      if (gone.has(formatOf(part))) dropped.add(part);
  }
  return readDescription(joinLines(lines.filter((line) => !dropped.has(line))));
}

/** By several lists in turn: the order of the last one counts. */
export function restrictedBy(
  description: Description,
  lists: readonly (readonly string[] | undefined)[],
): Description {
  return lists.reduce<Description>(
    (said, codecs) => (codecs === undefined ? said : restrictCodecs(said, codecs)),
    description,
  );
}

function withFormats(value: string, formats: readonly string[]): string {
  return [...wordsOf(value).slice(0, 3), ...formats].join(' ');
}

/** The format that an attribute is about: `a=rtpmap:96 …`, `a=fmtp:96 …`, `a=rtcp-fb:96 …`. */
function formatOf(line: Line): string {
  if (line.type !== 'a') return '';
  const [name, value] = attributeOf(line);
  return ['rtpmap', 'fmtp', 'rtcp-fb'].includes(name) ? (wordsOf(value)[0] ?? '') : '';
}
