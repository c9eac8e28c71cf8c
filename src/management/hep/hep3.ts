/** A SIP message as HEP3, the protocol of capture servers (HOMER). */
import { isIpv6 } from '../../domain/host.ts';
import { ipv4Bytes, ipv6Bytes } from '../address-bytes.ts';
import type { Traced } from '../traces.ts';

/** The chunks of HEP3 revision 12, by number. */
const chunks = {
  ipFamily: 1,
  ipProtocol: 2,
  ipv4Source: 3,
  ipv4Target: 4,
  ipv6Source: 5,
  ipv6Target: 6,
  sourcePort: 7,
  targetPort: 8,
  seconds: 9,
  microseconds: 10,
  protocol: 11,
  agent: 12,
  payload: 15,
  correlation: 17,
} as const;

const headerBytes = 6;
const families = { ipv4: 2, ipv6: 10 } as const;
const protocols = { udp: 17, tcp: 6 } as const;
const sip = 1;

function chunk(type: number, data: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(type, 2);
  header.writeUInt16BE(headerBytes + data.length, 4);
  return Buffer.concat([header, data]);
}

function number(type: number, value: number, bytes: 1 | 2 | 4): Buffer {
  const data = Buffer.alloc(bytes);
  data.writeUIntBE(value, 0, bytes);
  return chunk(type, data);
}

/** A datagram holds no more than this of a message. */
const payloadMax = 60_000;

/** `agent`: what the capture server tells several gateways apart by. */
export function hep3({ direction, local, remote, ...traced }: Traced, agent: number): Buffer {
  const { transport, atMs, bytes, callId } = traced;
  const [source, target] = direction === 'out' ? [local, remote] : [remote, local];
  const isV6 = isIpv6(source.address) || isIpv6(target.address);
  const addressBytes = isV6 ? ipv6Bytes : ipv4Bytes;
  const body = Buffer.concat([
    number(chunks.ipFamily, isV6 ? families.ipv6 : families.ipv4, 1),
    number(chunks.ipProtocol, transport === 'udp' ? protocols.udp : protocols.tcp, 1),
    chunk(isV6 ? chunks.ipv6Source : chunks.ipv4Source, addressBytes(source.address)),
    chunk(isV6 ? chunks.ipv6Target : chunks.ipv4Target, addressBytes(target.address)),
    number(chunks.sourcePort, source.port, 2),
    number(chunks.targetPort, target.port, 2),
    number(chunks.seconds, Math.floor(atMs / 1000), 4),
    number(chunks.microseconds, Math.floor((atMs % 1000) * 1000), 4),
    number(chunks.protocol, sip, 1),
    number(chunks.agent, agent, 4),
    chunk(chunks.correlation, Buffer.from(callId, 'latin1')),
    chunk(chunks.payload, bytes.subarray(0, payloadMax)),
  ]);
  const header = Buffer.alloc(headerBytes);
  header.write('HEP3', 0, 'latin1');
  header.writeUInt16BE(headerBytes + body.length, 4);
  return Buffer.concat([header, body]);
}
