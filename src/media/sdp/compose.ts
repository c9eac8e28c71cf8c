/** The description of a leg that ends here: G.711 and telephone-event. RFC 3264 §5, §6. */
import { Refusal } from '../../domain/refusal.ts';
import type { Direction } from './attributes.ts';
import type { Description, Stream } from './description.ts';
import { familyOf } from './places.ts';

/** The user name in the origin of such descriptions. */
export const localUsername = 'offhook';

/** A port that means nothing: the relay puts its own in its place (discard, RFC 863). */
const placeholderPort = 9;

/** What two G.711 ends have agreed on; payload types as the receiver wants them. */
export interface Agreed {
  readonly codec: 'pcmu' | 'pcma';
  readonly payloadType: number;
  readonly eventType: number | undefined;
}

/** What a description of ours is made of. */
interface Composing {
  readonly address: string;
  readonly id: string;
  /** Whether it takes telephone-events. */
  readonly hasEvents: boolean;
}

/** What can be sent to a stream; undefined when it takes no G.711. */
export function agreedWith(stream: Stream): Agreed | undefined {
  if (stream.media !== 'audio' || stream.port === 0 || !/^RTP\/AVPF?$/.test(stream.protocol))
    return undefined;
  const types = stream.formats.map(Number);
  const payloadType = types.find((type) => codecOf(stream, type) !== undefined);
  if (payloadType === undefined) return undefined;
  const codec = codecOf(stream, payloadType);
  return codec && { codec, payloadType, eventType: eventTypeOf(stream) };
}

/** RFC 4733 §5: the telephone-event a stream takes, at the clock rate of telephone codecs. */
export function eventTypeOf({ formats, encodings }: Stream): number | undefined {
  return formats.map(Number).find((type) => {
    const encoding = encodings.get(type);
    return encoding?.name === 'telephone-event' && encoding.clockRate === 8000;
  });
}

function codecOf(stream: Stream, type: number): Agreed['codec'] | undefined {
  const encoding = stream.encodings.get(type);
  if (encoding?.clockRate === 8000 && (encoding.name === 'pcmu' || encoding.name === 'pcma'))
    return encoding.name;
  // RFC 3551 §6: 0 and 8 need no a=rtpmap.
  if (encoding !== undefined) return undefined;
  return type === 0 ? 'pcmu' : type === 8 ? 'pcma' : undefined;
}

function head(address: string, id: string): string {
  const family = familyOf(address);
  return `v=0\r
o=${localUsername} ${id} 1 IN ${family} ${address}\r
s=-\r
c=IN ${family} ${address}\r
t=0 0\r
`;
}

const eventLines = 'a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n';

export function composeOffer({ address, id, hasEvents }: Composing): Buffer {
  const [format, lines] = hasEvents ? [' 101', eventLines] : ['', ''];
  return Buffer.from(`${head(address, id)}m=audio ${placeholderPort} RTP/AVP 8 0${format}\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:0 PCMU/8000\r
${lines}a=ptime:20\r
a=sendrecv\r
`);
}

const reverse: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/**
 * Takes the first stream that offers G.711 and refuses the others; there are as many as offered.
 */
export function composeAnswer(offer: Description, { address, id, hasEvents }: Composing): Buffer {
  const taken = offer.streams.find((stream) => agreedWith(stream) !== undefined);
  if (taken === undefined)
    throw new Refusal('E-SDP-UNACCEPTABLE', 'no stream offers G.711 audio (PCMU or PCMA at 8000)');
  const streams = offer.streams.map((stream) =>
    stream === taken ? accepted(stream, hasEvents) : refused(stream),
  );
  return Buffer.from(head(address, id) + streams.join(''), 'latin1');
}

function accepted(stream: Stream, hasEvents: boolean): string {
  const agreed = agreedWith(stream);
  if (agreed === undefined) return refused(stream);
  const { codec, payloadType } = agreed;
  const eventType = hasEvents ? agreed.eventType : undefined;
  const events = eventType === undefined ? '' : ` ${eventType}`;
  const lines = [
    `m=audio ${placeholderPort} ${stream.protocol} ${payloadType}${events}`,
    `a=rtpmap:${payloadType} ${codec.toUpperCase()}/8000`,
  ];
  if (eventType !== undefined)
    lines.push(`a=rtpmap:${eventType} telephone-event/8000`, `a=fmtp:${eventType} 0-15`);
  lines.push('a=ptime:20', `a=${reverse[stream.direction]}`);
  return lines.map((line) => `${line}\r\n`).join('');
}

function refused({ media, protocol, formats }: Stream): string {
  return `m=${media} 0 ${protocol} ${formats.join(' ')}\r\n`;
}
