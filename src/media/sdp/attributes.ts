/**
 * The attributes of a session or stream that the engine acts on. RFC 8866 §6, RFC 3605, RFC 5761.
 */
import { invalid, type Line, wordsOf } from './lines.ts';
import { canonicalAddress, portOf } from './places.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** RFC 8866 §6.6. */
interface Encoding {
  /** Lower case. */
  readonly name: string;
  readonly clockRate: number;
}

export interface Attributes {
  readonly direction: Direction | undefined;
  /** RFC 3605; without an address, that of the c= line. */
  readonly rtcp: { readonly port: number; readonly address: string | undefined } | undefined;
  readonly isMuxed: boolean;
  readonly encodings: ReadonlyMap<number, Encoding>;
}

/** Splits `name:value`. */
export function attributeOf(line: Line): readonly [name: string, value: string] {
  const colon = line.value.indexOf(':');
  if (colon < 0) return [line.value, ''];
  return [line.value.slice(0, colon), line.value.slice(colon + 1)];
}

function isDirection(name: string): name is Direction {
  return ['sendrecv', 'sendonly', 'recvonly', 'inactive'].includes(name);
}

export function readAttributes(part: readonly Line[]): Attributes {
  const encodings = new Map<number, Encoding>();
  let direction: Direction | undefined;
  let rtcp: Attributes['rtcp'];
  let isMuxed = false;
  for (const line of part) {
    if (line.type !== 'a') continue;
    const [name, value] = attributeOf(line);
    if (isDirection(name)) direction = name;
    else if (name === 'rtcp') rtcp = rtcpOf(value);
    else if (name === 'rtcp-mux' || name === 'rtcp-mux-only') isMuxed = true;
    else if (name === 'rtpmap') addEncoding(encodings, value);
  }
  return { direction, rtcp, isMuxed, encodings };
}

function rtcpOf(value: string): Attributes['rtcp'] {
  const [port = '', net, , address] = wordsOf(value);
  if (net !== undefined && (net !== 'IN' || address === undefined))
    throw invalid('a=rtcp is <port>, or <port> IN IP4|IP6 <address>');
  const canonical = address === undefined ? undefined : canonicalAddress(address);
  return { port: portOf(port), address: canonical };
}

/** A map that cannot be read is passed on and ignored: only the statistics would use it. */
function addEncoding(encodings: Map<number, Encoding>, value: string): void {
  const [type = '', encoding = ''] = wordsOf(value);
  const [name = '', rate = ''] = encoding.split('/');
  if (!/^[0-9]{1,3}$/.test(type) || !/^[0-9]{1,6}$/.test(rate)) return;
  if (Number(type) <= 127 && Number(rate) > 0)
    encodings.set(Number(type), { name: name.toLowerCase(), clockRate: Number(rate) });
}
