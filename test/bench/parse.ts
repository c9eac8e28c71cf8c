/**
 * How many messages a CPU second parses and formats: the start line and envelope, and everything.
 */
import { fileURLToPath } from 'node:url';
import { readEnvelope } from '../../src/sip/message/envelope.ts';
import { createHeaders } from '../../src/sip/message/field-headers.ts';
import { formatMessage } from '../../src/sip/message/format.ts';
import type { Message } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import {
  addresses,
  contacts,
  maxForwards,
  seconds,
  tokens,
  vias,
} from '../../src/sip/message/readers.ts';
import { parseUri } from '../../src/sip/message/uri.ts';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  readonly direction: 'min' | 'max';
}

const register = `REGISTER sip:registrar.example.com SIP/2.0\r
Via: SIP/2.0/UDP 192.0.2.10:5070;rport;branch=z9hG4bK7c1f0a9d33e24b6aa2f1\r
Max-Forwards: 70\r
From: "Line 7" <sip:+14155550107@example.com>;tag=5f2c9a1e77\r
To: <sip:+14155550107@example.com>\r
Call-ID: 9d3f0b7e1c5a4e6f8a2b@192.0.2.10\r
CSeq: 4711 REGISTER\r
Contact: <sip:+14155550107@192.0.2.10:5070;transport=udp>;expires=3600;reg-id=1\r
Expires: 3600\r
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE\r
Supported: path, outbound, gruu\r
User-Agent: Offhook\r
Content-Length: 0\r
\r
`;

const sdp = `v=0\r
o=- 3849201 3849201 IN IP4 192.0.2.10\r
s=-\r
c=IN IP4 192.0.2.10\r
t=0 0\r
m=audio 40000 RTP/AVP 8 0 101\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-15\r
a=ptime:20\r
a=sendrecv\r
`;

const invite = `INVITE sip:+14155550199@example.com;user=phone SIP/2.0\r
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK9a0b1c2d3e4f5061\r
Via: SIP/2.0/UDP 192.0.2.10:5070;rport=5070;received=192.0.2.10;branch=z9hG4bK7c1f0a9d33e2\r
Record-Route: <sip:192.0.2.1;lr>\r
Max-Forwards: 69\r
From: "Line 7" <sip:+14155550107@example.com>;tag=5f2c9a1e77\r
To: <sip:+14155550199@example.com;user=phone>\r
Call-ID: 1c5a4e6f8a2b9d3f0b7e@192.0.2.10\r
CSeq: 102 INVITE\r
Contact: <sip:+14155550107@192.0.2.10:5070;transport=udp>\r
Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE\r
Supported: 100rel, timer, replaces\r
Session-Expires: 1800;refresher=uac\r
Content-Type: application/sdp\r
User-Agent: Offhook\r
Content-Length: ${sdp.length}\r
\r
${sdp}`;

function parsed(bytes: Buffer): Message {
  const result = parseMessage(bytes, 'datagram');
  if (!result.ok) throw new Error(result.fault.reason);
  return result.message;
}

function route(bytes: Buffer): number {
  const read = readEnvelope(parsed(bytes));
  if (!read.ok) throw new Error(read.fault.reason);
  return read.envelope.cseq.number;
}

/** Every header field of the two messages as the value it means. */
function typed(bytes: Buffer): number {
  const message = parsed(bytes);
  const read = readEnvelope(message);
  if (!read.ok) throw new Error(read.fault.reason);
  const uri = message.kind === 'request' ? parseUri(message.uri) : undefined;
  const values = [
    uri?.host.length,
    vias(message)?.length,
    contacts(message)?.length,
    addresses(message, 'Route')?.length,
    addresses(message, 'Record-Route')?.length,
    maxForwards(message),
    seconds(message, 'Expires') ?? 0,
    seconds(message, 'Session-Expires') ?? 0,
    tokens(message, 'Allow').size,
    tokens(message, 'Supported').size,
    (message.headers.first('Content-Type') ?? '').length,
    (message.headers.first('User-Agent') ?? '').length,
  ];
  let sum = 0;
  for (const value of values) sum += value ?? Number.NaN;
  return sum;
}

/** Times a second of CPU allows `work`, after a warm-up; the best of some rounds. */
function rate(work: () => number): number {
  let sink = 0;
  let best = 0;
  for (let round = 0; round < 6; round += 1) {
    const before = process.cpuUsage();
    const times = round === 0 ? 20_000 : 60_000;
    for (let at = 0; at < times; at += 1) sink += work();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) best = Math.max(best, times / ((user + system) / 1e6));
  }
  if (Number.isNaN(sink)) throw new Error('something was not read');
  return Math.round(best);
}

/** Runs the whole benchmark. */
export default function run(): Promise<readonly Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [method, text] of Object.entries({ REGISTER: register, INVITE: invite })) {
    const bytes = Buffer.from(text);
    const message = parsed(bytes);
    const fields = { ...message, headers: createHeaders(message.headers.fields()) };
    const rows: readonly (readonly [string, number, () => number])[] = [
      [`route-level parse of ${method} (${bytes.length} B)`, 350_000, () => route(bytes)],
      [`fully typed parse of ${method} (${bytes.length} B)`, 150_000, () => typed(bytes)],
      [`format of ${method} (${bytes.length} B)`, 350_000, () => formatMessage(fields).length],
    ];
    for (const [name, target, work] of rows) {
      measurements.push({ name, value: rate(work), unit: 'messages/s', target, direction: 'min' });
    }
  }
  return Promise.resolve(measurements);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, value, unit, target } of await run()) {
    console.log(`${name}: ${value} ${unit} (target ${target})`);
  }
}
